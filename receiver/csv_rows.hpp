#pragma once
// The cells of a rapport.csv (RFC 4180, semicolons).
#include <string>
#include <string_view>
#include <vector>

namespace jauge::receiver {

/// Quotes are taken off; the last line need not end in CRLF.
std::vector<std::vector<std::string>> csv_rows(std::string_view text);

}  // namespace jauge::receiver
