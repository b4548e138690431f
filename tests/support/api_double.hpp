#pragma once
// A vendor's REST API of a test's own: lists in memory, within the bounds that are asked for, on pages of the
// sort that each list has.
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/zone.hpp"
#include "tests/support/web_double.hpp"

namespace jauge::test_support {

class ApiDouble {
 public:
  ApiDouble();

  /// Lists by their path, as jauge-sandbox writes them: `items`, `paging`, `from`, `to`, `begin`, `end`.
  void serve(nlohmann::json lists);
  /// "http://127.0.0.1:1234/api"
  std::string url() const { return server_.url("/api"); }
  std::vector<http::Request> requests() const { return server_.requests(); }

 private:
  http::Response answer(const http::Request& request);
  /// Items within the request's bounds, in their order; nothing where a bound is missing or is no time.
  std::optional<std::vector<nlohmann::json>> within(const nlohmann::json& list,
                                                    const http::Request& request) const;
  std::optional<core::Instant> instant_of(const std::string& time) const;

  std::mutex mutex_;
  nlohmann::json lists_;
  core::Zone paris_;
  WebDouble server_;
};

}  // namespace jauge::test_support
