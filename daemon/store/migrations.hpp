#pragma once
// The store's schema, version by version: schema/store/NNN_name.sql.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

/// "JAUG" in the header of every store file.
inline constexpr std::int64_t application_id = 0x4a415547;

/// The script takes a store from version − 1 to `version` and sets user_version itself.
struct Migration {
  int version;
  std::string_view script;
};

/// Those compiled in, from 1 on without gap.
std::vector<Migration> migrations();

/// Brings the store to the last version in one transaction. Fails `invalid` on a file of another application
/// or of a later version; one that fails leaves the version that was there.
[[nodiscard]] core::Result<void> migrate(sqlite::Connection& connection,
                                         std::span<const Migration> migrations);

}  // namespace jauge::store
