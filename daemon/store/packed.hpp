#pragma once
// Documents as they stand in columns: a zlib stream (RFC 1950), about a tenth of a report. Of this folder
// only.
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/statement.hpp"

namespace jauge::store {

std::string packed(std::string_view bytes);
/// Nothing when `bytes` are not one whole stream.
std::optional<std::string> unpacked(std::string_view bytes);
/// What the column holds, unpacked. Throws BadColumn (columns.hpp).
std::string unpacked_at(const sqlite::Statement& row, int index);

/// Gives migrations the SQL function packed(x), of a text or a blob.
[[nodiscard]] core::Result<void> define_packed(const sqlite::Connection& connection);

}  // namespace jauge::store
