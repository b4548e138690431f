#pragma once
// Dates of HTTP headers (RFC 9110, 5.6.7 and 10.2.3).
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/month.hpp"

namespace jauge::http {

/// IMF-fixdate, or one of the two obsolete forms (a year of two digits is the one nearest to `now`); nothing
/// on any other text.
std::optional<core::Instant> parse_date(std::string_view text, core::Instant now);
/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string date_text(core::Instant instant);
/// The wait a Retry-After asks for: a number of seconds, or a date (0 when it has passed). Nothing on any
/// other text; a number too large for its type is the largest.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, core::Instant now);

}  // namespace jauge::http
