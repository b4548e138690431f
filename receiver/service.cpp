#include "receiver/service.hpp"

#include <csignal>

#include "config/secret.hpp"
#include "http/loop.hpp"
#include "receiver/files.hpp"
#include "receiver/problem.hpp"

namespace jauge::receiver {
namespace {

using core::msg;

core::Result<seal::Identity> load_signer(const Settings& settings) {
  const auto certificate = read_text_file(settings.receipt_certificate);
  if (!certificate) return core::Failure(certificate.error());
  const auto chain = read_text_file(settings.receipt_chain);
  if (!chain) return core::Failure(chain.error());
  const auto key = config::read_secret(settings.receipt_key);
  if (!key) return core::Failure(key.error());
  return seal::load_identity(*certificate, key->text(), *chain);
}

core::Result<http::ServerTls> load_tls(const Settings& settings) {
  http::ServerTls tls;
  auto certificate = read_text_file(settings.certificate);
  if (!certificate) return core::Failure(certificate.error());
  tls.certificate_pem = std::move(*certificate);
  const auto key = config::read_secret(settings.key);
  if (!key) return core::Failure(key.error());
  tls.key_pem = key->text();
  auto authority = read_text_file(settings.client_ca);
  if (!authority) return core::Failure(authority.error());
  tls.client_ca_pem = std::move(*authority);
  if (!settings.client_crl.empty()) {
    auto list = read_text_file(settings.client_crl);
    if (!list) return core::Failure(list.error());
    tls.client_crl_pem = std::move(*list);
  }
  tls.client_required = true;
  return tls;
}

/// The server's own refusals, in the contract's form.
http::Response server_problem(int status) {
  return problem(status, status == 413 ? msg("A sealed report has at most 8 MiB.")
                                       : msg("The request is not one this server can read."));
}

}  // namespace

core::Result<void> serve(const Settings& settings, const core::Clock& clock, const Log& log,
                         const std::function<core::Result<void>(std::uint16_t)>& on_ready) {
  auto signer = load_signer(settings);
  if (!signer) return core::Failure(signer.error());
  if (auto usable = seal::check_sealing(*signer, {}, clock.now()); !usable) return usable;
  const auto tls = load_tls(settings);
  if (!tls) return core::Failure(tls.error());
  auto archive = Archive::open(settings.store);
  if (!archive) return core::Failure(archive.error());
  if (auto sound = archive->check(); !sound) return sound;
  Receiver receiver(settings, std::move(*archive), std::move(*signer), clock, log);

  http::Loop loop;
  http::ServerOptions options;
  options.body_limit = body_limit;
  options.handler = [&](const http::Request& request, const http::Peer& peer, const http::Responder& answer) {
    answer(receiver.handle(request, peer));
  };
  options.before_body = [&](const http::Request& head, const http::Peer& peer) {
    return receiver.before_body(head, peer);
  };
  options.problem = &server_problem;
  http::Server server(loop.context(), std::move(options));
  const auto port = server.listen_tcp(settings.address, settings.port, *tls);
  if (!port) return core::Failure(port.error());
  loop.on_signals({SIGTERM, SIGINT}, [&](int) { loop.stop(); });
  if (auto ready = on_ready(*port); !ready) return ready;
  loop.run();
  server.close();
  return {};
}

}  // namespace jauge::receiver
