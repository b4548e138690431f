#pragma once
// ODBC's wide characters, which are UTF-16, and UTF-8. Pure.
#include <sqltypes.h>

#include <string>
#include <string_view>
#include <vector>

namespace jauge::connectors::odbc {

/// Ends with a zero. Bytes that are no UTF-8 become U+FFFD.
std::vector<SQLWCHAR> to_wide(std::string_view text);

/// Appends `length` units as UTF-8 to `text`. Half of a surrogate pair becomes bytes that are no UTF-8:
/// whoever checks the text refuses it.
void append_utf8(const SQLWCHAR* wide, std::size_t length, std::string& text);

}  // namespace jauge::connectors::odbc
