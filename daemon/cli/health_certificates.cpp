#include <fstream>
#include <sstream>

#include "cli/health.hpp"
#include "seal/certificate.hpp"

namespace jauge::cli {

using core::msg;
using core::Result;
using Level = Finding::Level;

namespace {

constexpr int first_warning_days = 90;

Result<std::string> read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) {
    return core::fail(core::ErrorKind::invalid, msg("The file {0} cannot be read.", path),
                      msg("Check that it exists and that the account jauge may read it."));
  }
  return content.str();
}

class Certificates {
 public:
  Certificates(core::Instant now, Findings& findings) : now_(now), findings_(findings) {}

  void say(Level level, core::Message sentence, core::Message remedy = {}) {
    findings_.push_back({level, Finding::Area::certificates, std::move(sentence), std::move(remedy)});
  }
  void say(const core::Error& error) { say(Level::problem, error.sentence, error.hint); }

  /// Tells how long it lasts; `path` is where it stands.
  void examine_end(const seal::Certificate& certificate, const std::string& path) {
    const int left = certificate.days_left(now_);
    if (certificate.not_before() > now_) {
      say(Level::problem, msg("The certificate {0} is not valid yet.", path),
          msg("Check the clock, or wait for its first day."));
    } else if (certificate.not_after() <= now_) {
      say(Level::problem, msg("The certificate {0} has expired.", path), msg("Renew it at IGC-Santé."));
    } else if (left <= first_warning_days) {
      say(Level::warning, msg("The certificate {0} ends in {1} days.", path, left),
          msg("Renew it at IGC-Santé; a renewal keeps the organisation, nothing else changes."));
    } else {
      say(Level::well, msg("The certificate {0} is good for {1} days.", path, left));
    }
  }

  void examine_authorities(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return say(text.error());
    if (const auto all = seal::Certificate::all_from_pem(*text, path); !all) say(all.error());
  }

  void examine_seal(const config::SealSection& section) {
    const auto certificate = read_file(section.certificate);
    if (!certificate) return say(certificate.error());
    const auto chain = read_file(section.chain);
    if (!chain) return say(chain.error());
    const auto parsed = seal::Certificate::from_pem(*certificate, section.certificate);
    if (!parsed) return say(parsed.error());
    examine_end(*parsed, section.certificate);
    const auto key = config::read_secret(section.key);
    if (!key) return;  // told among the files
    const auto identity = seal::load_identity(*certificate, key->text(), *chain);
    if (!identity) return say(identity.error());
    if (const auto usable = seal::check_sealing(*identity, section.identifier, now_); !usable) {
      return say(usable.error());
    }
    say(Level::well, msg("The seal of {0} may seal reports.", section.identifier));
  }

  void examine_client(const config::ArsSection& ars) {
    const auto text = read_file(ars.client_certificate);
    if (!text) return say(text.error());
    const auto certificate = seal::Certificate::from_pem(*text, ars.client_certificate);
    if (!certificate) return say(certificate.error());
    examine_end(*certificate, ars.client_certificate);
    if (!ars.client_key) return;
    const auto secret = config::read_secret(*ars.client_key);
    if (!secret) return;
    const auto key = seal::PrivateKey::from_pem(secret->text(), ars.client_key->name);
    if (!key) return say(key.error());
    if (!key->matches(*certificate)) {
      say(Level::problem,
          msg("The key {0} is not that of the certificate {1}.", ars.client_key->name,
              ars.client_certificate),
          msg("Install the key that came with the certificate."));
    }
  }

 private:
  core::Instant now_;
  Findings& findings_;
};

}  // namespace

void examine_certificates(const config::Configuration& configuration, core::Instant now, Findings& findings) {
  Certificates certificates(now, findings);
  if (configuration.seal) certificates.examine_seal(*configuration.seal);
  for (const auto& ars : configuration.ars) {
    if (ars.url.empty()) continue;
    if (!ars.client_certificate.empty()) certificates.examine_client(ars);
    for (const auto* path : {&ars.ca, &ars.receipt_ca}) {
      if (!path->empty()) certificates.examine_authorities(*path);
    }
    if (const auto rule = seal::SignerRule::parse(ars.receipt_signer); !ars.receipt_signer.empty() && !rule) {
      certificates.say(rule.error());
    }
  }
}

}  // namespace jauge::cli
