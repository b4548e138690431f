#pragma once
// The way to an ARS over HTTPS with mutual authentication (ars-contract, Transport).
#include <functional>
#include <string>

#include "core/ports.hpp"
#include "http/client.hpp"

namespace jauge::deliver {

class HttpsGateway final : public core::Gateway {
 public:
  /// `url`: of the configuration, "https://ars.example/jauge"; `clock` outlives this.
  HttpsGateway(std::string url, http::ClientOptions options, const core::Clock& clock);
  core::Answer perform(const core::Exchange& exchange, const std::function<bool()>& stop) override;

 private:
  std::string url_;
  http::Client client_;
  const core::Clock& clock_;
};

/// The request of an exchange: method, URL, headers, body, cap.
http::Call to_call(const std::string& url, const core::Exchange& exchange);
/// What a reply is to the delivery: Retry-After within 1 s to 24 h, the server's date.
core::Answer to_answer(http::Reply reply, core::Instant now);

}  // namespace jauge::deliver
