#include "assembly/sealing.hpp"

#include "assembly/files.hpp"
#include "http/client.hpp"
#include "seal/timestamp.hpp"

namespace jauge::assembly {

using core::ErrorKind;
using core::Failure;
using core::msg;
using core::Result;

Result<std::unique_ptr<seal::CadesSigner>> load_signer(const config::SealSection& section,
                                                       seal::StampCarrier stamp) {
  const auto certificate =
      read_pem(section.certificate, msg("The seal's certificate {0} cannot be read.", section.certificate));
  if (!certificate) return Failure(certificate.error());
  const auto chain = read_pem(section.chain, msg("The seal's chain {0} cannot be read.", section.chain));
  if (!chain) return Failure(chain.error());
  const auto key = config::read_secret(section.key);
  if (!key) return Failure(key.error());
  seal::SealSettings settings{*certificate, key->text(), *chain, section.identifier};
  if (!section.crl.empty()) {
    auto crl = read_pem(section.crl, msg("The list of revoked seals {0} cannot be read.", section.crl));
    if (!crl) return Failure(crl.error());
    settings.crl_pem = std::move(*crl);
  }
  if (stamp) {
    auto authority = read_pem(section.timestamp_ca,
                              msg("The time-stamping authority {0} cannot be read.", section.timestamp_ca));
    if (!authority) return Failure(authority.error());
    settings.timestamp_ca_pem = std::move(*authority);
    settings.stamp = std::move(stamp);
  }
  return seal::CadesSigner::make(settings);
}

seal::StampCarrier stamp_carrier(const config::SealSection& section) {
  if (section.timestamp_url.empty()) return {};
  http::ClientOptions options;
  options.plain_http = true;
  options.tls.trust = http::ClientTls::Trust::system;
  options.proxy = section.timestamp_proxy;
  options.connect_timeout = std::chrono::seconds(5);
  options.total_timeout = std::chrono::seconds(10);
  auto client = std::make_shared<http::Client>(std::move(options));
  return [client, url = section.timestamp_url](const std::string& request) -> Result<std::string> {
    http::Call call;
    call.method = "POST";
    call.url = url;
    call.headers = {fmt::format("Content-Type: {}", seal::timestamp_query_type)};
    call.body = request;
    auto reply = client->perform(call);
    if (reply.whole() && *reply.status == 200) return std::move(reply.body);
    return core::fail(ErrorKind::transient,
                      reply.whole() ? msg("The time-stamping authority answers HTTP {0}.", *reply.status)
                                    : std::move(reply.sentence));
  };
}

Result<std::string> SealFromFiles::seal(const core::Documents& documents, core::Instant now) {
  const auto signer = load_signer(section_, carrier_);
  if (!signer) return Failure(signer.error());
  auto sealed = (*signer)->seal(documents, now);
  if (sealed || !carrier_ || sealed.error().kind != ErrorKind::transient) {
    if (sealed) down_since_.reset();
    return sealed;
  }
  // A clock that went back does not lengthen the wait.
  if (!down_since_ || *down_since_ > now) down_since_ = now;
  if (now - *down_since_ < section_.timestamp_grace) return sealed;
  const auto bare = load_signer(section_, {});
  if (!bare) return Failure(bare.error());
  auto without = (*bare)->seal(documents, now);
  if (without) {
    notice_({engine::Notice::Level::warning, "horodatage-absent",
             msg("The report is sealed without a time stamp: {0}",
                 core::render(sealed.error().sentence, core::Language::fr))});
  }
  return without;
}

}  // namespace jauge::assembly
