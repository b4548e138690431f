// Request lines and headers of HTTP.
#include "http/request_parts.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(requests) {
  if (const auto target = http::parse_target(bytes)) {
    fuzz::require(target->path.starts_with('/') && target->path.find('\0') == std::string::npos);
  }
  http::host_is_allowed(bytes, {"localhost", "jauge.example"});
  http::lower_case(bytes);
}
