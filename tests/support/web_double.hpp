#pragma once
// An HTTP server of a test's own on 127.0.0.1: a function answers, and what was asked is kept.
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/http_servers.hpp"

namespace jauge::test_support {

class WebDouble {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;
  explicit WebDouble(Answer answer, const std::optional<http::ServerTls>& tls = std::nullopt);

  /// "http://127.0.0.1:1234/fhir"
  std::string url(const std::string& path = "") const { return server_.url(path); }
  std::uint16_t port() const { return server_.port(); }
  /// So far.
  std::vector<http::Request> requests() const;

 private:
  http::ServerOptions options(Answer answer);
  mutable std::mutex mutex_;
  std::vector<http::Request> requests_;
  http::RunningServer server_;
};

http::Response json_response(std::string body, int status = 200);

}  // namespace jauge::test_support
