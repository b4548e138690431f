#include "store/migrations.hpp"

#include <charconv>

#include "core/schema.hpp"
#include "sqlite/error.hpp"
#include "sqlite/transaction.hpp"
#include "store/packed.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view read_application = "PRAGMA application_id";
constexpr std::string_view read_version = "PRAGMA user_version";
constexpr std::string_view count_objects = "SELECT count(*) FROM sqlite_schema";

constexpr std::string_view folder = "store/";

/// "store/001_initial.sql" → 1; 0 on any other name.
int version_of(std::string_view path) {
  if (!path.starts_with(folder) || !path.ends_with(".sql")) return 0;
  path.remove_prefix(folder.size());
  int version = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), version);
  return error == std::errc() && *end == '_' ? version : 0;
}

Result<std::int64_t> number(const sqlite::Connection& connection, std::string_view sql) {
  auto value = connection.integer(sql);
  if (!value) return core::Failure(value.error());
  return value->value_or(0);
}

core::Failure not_ours(const sqlite::Connection& connection) {
  return core::fail(ErrorKind::invalid, msg("{0} is not a store of Jauge.", connection.path().string()),
                    msg("Check [store] path in the configuration."));
}

Result<void> apply_one(sqlite::Connection& connection, const Migration& migration) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    if (auto done = connection.execute(migration.script); !done) return done;
    auto version = number(connection, read_version);
    if (!version) return core::Failure(version.error());
    if (*version != migration.version) {
      return core::fail(ErrorKind::invalid, msg("The step to version {0} of the store leaves version {1}.",
                                                migration.version, *version));
    }
    return {};
  });
}

}  // namespace

std::vector<Migration> migrations() {
  std::vector<Migration> all;
  for (const auto& file : core::schema_files()) {
    if (const int version = version_of(file.path); version > 0) all.push_back({version, file.content});
  }
  return all;
}

Result<void> migrate(sqlite::Connection& connection, std::span<const Migration> migrations) {
  auto application = number(connection, read_application);
  if (!application) return core::Failure(application.error());
  auto version = number(connection, read_version);
  if (!version) return core::Failure(version.error());
  auto objects = number(connection, count_objects);
  if (!objects) return core::Failure(objects.error());

  const bool is_new = *application == 0 && *version == 0 && *objects == 0;
  if (!is_new && (*application != application_id || *version < 1)) return not_ours(connection);
  if (*version > static_cast<std::int64_t>(migrations.size())) {
    return core::fail(ErrorKind::invalid,
                      msg("{0} was written by a later version of Jauge (store version {1}).",
                          connection.path().string(), *version),
                      msg("Install that version again, or restore a backup made before it."));
  }
  const auto missing = migrations.subspan(static_cast<std::size_t>(*version));
  if (missing.empty()) return {};
  if (auto done = define_packed(connection); !done) return done;
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    for (const auto& migration : missing) {
      if (auto done = apply_one(connection, migration); !done) return done;
    }
    return {};
  });
}

}  // namespace jauge::store
