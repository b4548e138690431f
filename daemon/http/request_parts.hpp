#pragma once
// The parts of a request line and of Host, parsed.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::http {

struct Target {
  std::string path;
  std::map<std::string, std::string, std::less<>> query;
};

/// Takes a request target in origin form apart ("/a%20b?c=d"). Nothing where it is in another form, a percent
/// sign is not followed by two hexadecimal digits, or a NUL is in it. Of a name given twice the last counts.
std::optional<Target> parse_target(std::string_view target);

/// ASCII alone.
std::string lower_case(std::string_view text);

/// Whether `host`, a Host header, names one of `allowed`, whatever its port and case.
bool host_is_allowed(std::string_view host, const std::vector<std::string>& allowed);

}  // namespace jauge::http
