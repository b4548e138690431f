#include "assembly/certificates.hpp"

#include <algorithm>

#include "assembly/files.hpp"
#include "assembly/sealing.hpp"
#include "seal/certificate.hpp"

namespace jauge::assembly {
namespace {

using core::msg;
using engine::CertificateView;

/// Reads the first certificate of a file into `view`; its problem otherwise.
std::optional<seal::Certificate> look(CertificateView& view) {
  const auto pem = read_pem(view.path, msg("The certificate {0} cannot be read.", view.path));
  const auto certificate = pem ? seal::Certificate::from_pem(*pem, view.path)
                               : core::Result<seal::Certificate>(core::Failure(pem.error()));
  if (!certificate) {
    view.problem = certificate.error().sentence;
    return std::nullopt;
  }
  view.subject = certificate->subject();
  view.not_after = certificate->not_after();
  return *certificate;
}

CertificateView seal_view(const config::SealSection& section, core::Instant now) {
  CertificateView view{"sceau", section.certificate, {}, {}, {}};
  if (!look(view)) return view;
  const auto signer = load_signer(section, {});
  if (!signer) {
    view.problem = signer.error().sentence;
  } else if (const auto usable = (*signer)->check(now); !usable) {
    view.problem = usable.error().sentence;
  }
  return view;
}

CertificateView client_view(const config::ArsSection& section, core::Instant now) {
  CertificateView view{"client-tls", section.client_certificate, {}, {}, {}};
  const auto certificate = look(view);
  if (!certificate) return view;
  const auto text = section.client_key ? config::read_secret(*section.client_key)
                                       : core::fail(core::ErrorKind::invalid, msg("No key is configured."));
  const auto key = text ? seal::PrivateKey::from_pem(text->text(), "client_key")
                        : core::Result<seal::PrivateKey>(core::Failure(text.error()));
  if (!key) {
    view.problem = key.error().sentence;
  } else if (!key->matches(*certificate)) {
    view.problem = msg("The private key is not that of the certificate {0}.", view.subject);
  } else if (now < certificate->not_before()) {
    view.problem = msg("The certificate {0} holds only from {1} on.", view.subject,
                       core::utc_text(certificate->not_before()));
  } else if (now > certificate->not_after()) {
    view.problem =
        msg("The certificate {0} ended on {1}.", view.subject, core::utc_text(certificate->not_after()));
  }
  return view;
}

/// Of a file of authorities the one that holds longest counts: the old one stays beside the new one for long.
CertificateView authority_view(const char* role, const std::string& path) {
  CertificateView view{role, path, {}, {}, {}};
  const auto pem = read_pem(path, msg("The file of authorities {0} cannot be read.", path));
  const auto all = pem ? seal::Certificate::all_from_pem(*pem, path)
                       : core::Result<std::vector<seal::Certificate>>(core::Failure(pem.error()));
  if (!all) {
    view.problem = all.error().sentence;
    return view;
  }
  const auto last = std::max_element(all->begin(), all->end(), [](const auto& one, const auto& other) {
    return one.not_after() < other.not_after();
  });
  view.subject = last->subject();
  view.not_after = last->not_after();
  return view;
}

}  // namespace

std::vector<CertificateView> look_at_certificates(const config::Configuration& configuration,
                                                  core::Instant now) {
  std::vector<CertificateView> views;
  // A file that serves two regions is told once.
  const auto add = [&](CertificateView view) {
    const bool known = std::any_of(views.begin(), views.end(), [&](const CertificateView& other) {
      return other.path == view.path && other.role == view.role;
    });
    if (!known && !view.path.empty()) views.push_back(std::move(view));
  };
  if (configuration.seal) {
    add(seal_view(*configuration.seal, now));
    add(authority_view("chaine-sceau", configuration.seal->chain));
    if (!configuration.seal->timestamp_ca.empty()) {
      add(authority_view("autorite-horodatage", configuration.seal->timestamp_ca));
    }
  }
  for (const auto& ars : configuration.ars) {
    if (ars.url.empty()) continue;
    add(client_view(ars, now));
    add(authority_view("autorite-ars", ars.ca));
    add(authority_view("autorite-accuses", ars.receipt_ca));
  }
  return views;
}

}  // namespace jauge::assembly
