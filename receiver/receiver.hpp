#pragma once
// The endpoint of an ARS: takes sealed reports, keeps them, gives signed receipts (ars-contract, Receiver).
#include <functional>
#include <optional>

#include "core/ports.hpp"
#include "http/server.hpp"
#include "receiver/archive.hpp"
#include "receiver/route.hpp"
#include "receiver/settings.hpp"
#include "seal/certificate.hpp"

namespace jauge::receiver {

inline constexpr std::size_t body_limit = std::size_t{8} << 20;

/// Where alarms and events go, one sentence each, without anything of a report's content.
using Log = std::function<void(const core::Message&)>;

/// No socket, no thread: requests in, answers out. `clock` outlives it.
class Receiver {
 public:
  Receiver(Settings settings, Archive archive, seal::Identity signer, const core::Clock& clock, Log log);

  /// The refusals that need no body: 403 before all else.
  std::optional<http::Response> before_body(const http::Request& head, const http::Peer& peer) const;
  http::Response handle(const http::Request& request, const http::Peer& peer);

 private:
  /// Who may ask what `route` names, or the refusal.
  struct Admission {
    std::string organisation;              // of the client
    const Enrolment* enrolment = nullptr;  // none for the state
    std::optional<http::Response> refusal;
  };
  Admission admit(const std::optional<Route>& route, const http::Peer& peer) const;
  http::Response answer(const http::Request& request, const http::Peer& peer);
  http::Response put(const ReportKey& key, const Enrolment& enrolment, const http::Request& request);
  http::Response repeat(const Entry& held, const core::Digest& sha256, bool create_only);
  http::Response list(const ReportKey& key) const;
  http::Response container(const ReportKey& key) const;
  http::Response receipt(const ReportKey& key);
  http::Response state(const std::string& organisation) const;
  /// The receipt of a report held: the one given, or one made now.
  core::Result<std::string> receipt_of(const Entry& held);
  http::Response with_receipt(const Entry& held, int status);
  http::Response unavailable(const core::Error& error) const;
  void watch_chain(const ReportKey& key) const;

  Settings settings_;
  Archive archive_;
  seal::Identity signer_;
  const core::Clock& clock_;
  Log log_;
};

}  // namespace jauge::receiver
