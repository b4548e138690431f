#pragma once
// Members of the sets (establishment, month, kind, source). Adding twice changes nothing; order does not
// matter.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/reading.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/statement.hpp"

namespace jauge::store {

/// The set that polls feed and figures are made of, or the one that a closing read fills aside.
enum class Area { polled, staging };

/// How a closing read takes its place: instead of what polls gave (kept kinds) or beside it (overwritten
/// kinds).
enum class Promotion { replace, add };

class MemberTable {
 public:
  explicit MemberTable(sqlite::Connection& connection) : connection_(connection) {}

  /// Adds a batch sorted by key; on a member already there the earlier day stays. Gives how many were new. In
  /// a transaction it is a part of it, to be rolled back with it where it fails.
  [[nodiscard]] core::Result<std::uint64_t> add(std::string_view source, std::string_view kind,
                                                const core::Batch& batch, Area area = Area::polled);
  /// How many members of the batch the source's polled set does not hold: late rows of a closed month.
  [[nodiscard]] core::Result<std::uint64_t> absent(std::string_view source, std::string_view kind,
                                                   const core::Batch& batch) const;

  /// The union of the polled sets over the sources, sorted by key, each once, with its earliest day.
  [[nodiscard]] core::Result<std::vector<core::Member>> members(const core::Finess& establishment,
                                                                core::Month month,
                                                                std::string_view kind) const;
  /// The same of the given sources only: those that answer for the establishment in the month.
  [[nodiscard]] core::Result<std::vector<core::Member>> members(const core::Finess& establishment,
                                                                core::Month month, std::string_view kind,
                                                                std::span<const std::string> sources) const;
  /// The same of what a read has put aside.
  [[nodiscard]] core::Result<std::vector<core::Member>> staged(const core::Finess& establishment,
                                                               core::Month month, std::string_view kind,
                                                               std::span<const std::string> sources) const;
  [[nodiscard]] core::Result<std::uint64_t> count(const core::Finess& establishment, core::Month month,
                                                  std::string_view kind, std::string_view source,
                                                  Area area = Area::polled) const;
  /// Sources with at least one member in the polled sets, sorted.
  [[nodiscard]] core::Result<std::vector<std::string>> sources_of(const core::Finess& establishment,
                                                                  core::Month month,
                                                                  std::string_view kind) const;

  /// Empties the staging sets of (source, month, kind): a closing read begins again.
  [[nodiscard]] core::Result<void> clear_staging(std::string_view source, core::Month month,
                                                 std::string_view kind);
  /// Empties every staging set: those that a crash left behind.
  [[nodiscard]] core::Result<void> clear_staging();
  /// The staging sets of these establishments take their place; one without staging set counts as empty.
  [[nodiscard]] core::Result<void> promote(std::string_view source, core::Month month, std::string_view kind,
                                           std::span<const core::Finess> establishments, Promotion how);

  [[nodiscard]] core::Result<bool> has_members(core::Month month) const;
  /// Months that hold members, staging included, ascending.
  [[nodiscard]] core::Result<std::vector<core::Month>> months() const;
  /// Deletes every member of the month; the bytes are overwritten.
  [[nodiscard]] core::Result<void> purge(core::Month month);

 private:
  [[nodiscard]] core::Result<std::optional<std::int64_t>> find_scope(const core::Finess& establishment,
                                                                     core::Month month, std::string_view kind,
                                                                     std::string_view source,
                                                                     Area area) const;
  [[nodiscard]] core::Result<std::int64_t> make_scope(const core::Finess& establishment, core::Month month,
                                                      std::string_view kind, std::string_view source,
                                                      Area area);
  [[nodiscard]] core::Result<std::vector<core::Member>> scope_members(std::int64_t scope) const;
  [[nodiscard]] core::Result<void> drop_scope(std::int64_t scope);

  /// Puts the earlier day where these members are there already.
  [[nodiscard]] core::Result<void> lower_days(std::int64_t scope, std::span<const core::Member> members);

  sqlite::Connection& connection_;
};

}  // namespace jauge::store
