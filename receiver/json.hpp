#pragma once
// JSON from outside, read strictly: what one parser takes for another value is refused.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace jauge::receiver {

/// Nothing where the text is not JSON in UTF-8, has a name twice in an object, is more than 32 levels deep,
/// or holds a whole number that no 64 bits hold.
std::optional<nlohmann::json> parse_json(std::string_view text);

}  // namespace jauge::receiver
