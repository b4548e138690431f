#include "store/member_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view select_scope =
    "SELECT id FROM scope WHERE month = ?1 AND kind = ?2 AND establishment = ?3 AND source = ?4 AND staging "
    "= ?5";
constexpr std::string_view insert_scope =
    "INSERT INTO scope (month, kind, establishment, source, staging) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view select_polled_scopes =
    "SELECT id, source FROM scope WHERE month = ?1 AND kind = ?2 AND establishment = ?3 AND staging = 0 "
    "ORDER BY source";
constexpr std::string_view select_staging_scopes =
    "SELECT id FROM scope WHERE month = ?1 AND kind = ?2 AND source = ?3 AND staging = 1";
constexpr std::string_view select_all_staging = "SELECT id FROM scope WHERE staging = 1";
constexpr std::string_view take_place = "UPDATE scope SET staging = 0 WHERE id = ?1";
constexpr std::string_view delete_scope = "DELETE FROM scope WHERE id = ?1";

// A statement of 32 rows costs a third of 32 statements; what does not fill one takes some of 8, then of one.
struct Insert {
  std::size_t rows;
  std::string_view text;
};
constexpr std::array inserts{
    Insert{32,
           "INSERT INTO member (scope, key, day) VALUES "
           "(?1,?2,?3),(?1,?4,?5),(?1,?6,?7),(?1,?8,?9),(?1,?10,?11),(?1,?12,?13),(?1,?14,?15),(?1,?16,?17),"
           "(?1,?18,?19),(?1,?20,?21),(?1,?22,?23),(?1,?24,?25),(?1,?26,?27),(?1,?28,?29),(?1,?30,?31),"
           "(?1,?32,?33),(?1,?34,?35),(?1,?36,?37),(?1,?38,?39),(?1,?40,?41),(?1,?42,?43),(?1,?44,?45),"
           "(?1,?46,?47),(?1,?48,?49),(?1,?50,?51),(?1,?52,?53),(?1,?54,?55),(?1,?56,?57),(?1,?58,?59),"
           "(?1,?60,?61),(?1,?62,?63),(?1,?64,?65) ON CONFLICT (scope, key) DO NOTHING"},
    Insert{8,
           "INSERT INTO member (scope, key, day) VALUES "
           "(?1,?2,?3),(?1,?4,?5),(?1,?6,?7),(?1,?8,?9),(?1,?10,?11),(?1,?12,?13),(?1,?14,?15),(?1,?16,?17)"
           " ON CONFLICT (scope, key) DO NOTHING"},
    Insert{1, "INSERT INTO member (scope, key, day) VALUES (?1, ?2, ?3) ON CONFLICT (scope, key) DO NOTHING"},
};
constexpr std::string_view lower_day =
    "UPDATE member SET day = ?3 WHERE scope = ?1 AND key = ?2 AND day > ?3";
constexpr std::string_view select_member = "SELECT 1 FROM member WHERE scope = ?1 AND key = ?2";
constexpr std::string_view select_members = "SELECT key, day FROM member WHERE scope = ?1 ORDER BY key";
constexpr std::string_view count_members = "SELECT count(*) FROM member WHERE scope = ?1";
constexpr std::string_view merge_members =
    "INSERT INTO member (scope, key, day) SELECT ?1, key, day FROM member WHERE scope = ?2 "
    "ON CONFLICT (scope, key) DO UPDATE SET day = excluded.day WHERE excluded.day < member.day";
constexpr std::string_view delete_members = "DELETE FROM member WHERE scope = ?1";

constexpr std::string_view select_sources =
    "SELECT source FROM scope WHERE month = ?1 AND kind = ?2 AND establishment = ?3 AND staging = 0 "
    "  AND EXISTS (SELECT 1 FROM member WHERE member.scope = scope.id) ORDER BY source";
constexpr std::string_view select_month_has_members =
    "SELECT 1 FROM scope WHERE month = ?1 AND EXISTS (SELECT 1 FROM member WHERE member.scope = scope.id) "
    "LIMIT 1";
constexpr std::string_view select_months =
    "SELECT DISTINCT month FROM scope WHERE EXISTS (SELECT 1 FROM member WHERE member.scope = scope.id) "
    "ORDER BY month";
constexpr std::string_view purge_members =
    "DELETE FROM member WHERE scope IN (SELECT id FROM scope WHERE month = ?1)";
constexpr std::string_view purge_scopes = "DELETE FROM scope WHERE month = ?1";

sqlite::Blob column(const core::Key& key) {
  return sqlite::Blob(key);
}

std::int64_t column(Area area) {
  return area == Area::staging ? 1 : 0;
}

core::Member member_of(const sqlite::Statement& row) {
  core::Member member{};
  const auto key = row.blob(0);
  const auto day = row.integer(1);
  if (key.size() != member.key.size() || day < std::numeric_limits<std::int32_t>::min() ||
      day > std::numeric_limits<std::int32_t>::max()) {
    throw BadColumn{};
  }
  std::memcpy(member.key.data(), key.data(), key.size());
  member.first_day = static_cast<std::int32_t>(day);
  return member;
}

/// The union of two sorted sets, with the earlier day of what is in both.
std::vector<core::Member> united(const std::vector<core::Member>& left,
                                 const std::vector<core::Member>& right) {
  std::vector<core::Member> both;
  both.reserve(left.size() + right.size());
  // Sorted by key, then day: of two equal keys the earlier day comes first.
  std::merge(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  const auto same_key = [](const core::Member& a, const core::Member& b) { return a.key == b.key; };
  both.erase(std::unique(both.begin(), both.end(), same_key), both.end());
  return both;
}

struct PolledScope {
  std::int64_t id;
  std::string source;
};

PolledScope polled_scope_of(const sqlite::Statement& row) {
  return {row.integer(0), text_at(row, 1)};
}
std::int64_t id_of(const sqlite::Statement& row) {
  return row.integer(0);
}

}  // namespace

core::Result<std::optional<std::int64_t>> MemberTable::find_scope(const core::Finess& establishment,
                                                                  core::Month month, std::string_view kind,
                                                                  std::string_view source, Area area) const {
  return first(connection_, select_scope, id_of, month.text(), kind, establishment.text(), source,
               column(area));
}

core::Result<std::int64_t> MemberTable::make_scope(const core::Finess& establishment, core::Month month,
                                                   std::string_view kind, std::string_view source,
                                                   Area area) {
  auto found = find_scope(establishment, month, kind, source, area);
  if (!found) return core::Failure(found.error());
  if (*found) return **found;
  auto made = run(connection_, insert_scope, month.text(), kind, establishment.text(), source, column(area));
  if (!made) return core::Failure(made.error());
  return connection_.last_insert_rowid();
}

core::Result<std::uint64_t> MemberTable::add(std::string_view source, std::string_view kind,
                                             const core::Batch& batch, Area area) {
  return sqlite::joining_transaction(connection_, [&]() -> core::Result<std::uint64_t> {
    auto scope = make_scope(batch.establishment, batch.month, kind, source, area);
    if (!scope) return core::Failure(scope.error());
    std::uint64_t added = 0;
    std::span<const core::Member> left(batch.members);
    for (const auto& insert : inserts) {
      if (left.size() < insert.rows) continue;
      auto kept = connection_.keep(insert.text);
      if (!kept) return core::Failure(kept.error());
      auto& statement = **kept;
      statement.bind(1, *scope);
      for (; left.size() >= insert.rows; left = left.subspan(insert.rows)) {
        const auto chunk = left.first(insert.rows);
        int parameter = 1;
        for (const auto& member : chunk) {
          statement.bind(++parameter, column(member.key));
          statement.bind(++parameter, std::int64_t{member.first_day});
        }
        if (auto done = statement.run(); !done) return core::Failure(done.error());
        const auto inserted = static_cast<std::uint64_t>(connection_.changes());
        added += inserted;
        if (inserted == chunk.size()) continue;
        if (auto lowered = lower_days(*scope, chunk); !lowered) return core::Failure(lowered.error());
      }
    }
    return added;
  });
}

core::Result<void> MemberTable::lower_days(std::int64_t scope, std::span<const core::Member> members) {
  auto statement = connection_.keep(lower_day);
  if (!statement) return core::Failure(statement.error());
  auto& row = **statement;
  row.bind(1, scope);
  for (const auto& member : members) {
    row.bind(2, column(member.key)).bind(3, std::int64_t{member.first_day});
    if (auto done = row.run(); !done) return done;
  }
  return {};
}

core::Result<std::uint64_t> MemberTable::absent(std::string_view source, std::string_view kind,
                                                const core::Batch& batch) const {
  auto scope = find_scope(batch.establishment, batch.month, kind, source, Area::polled);
  if (!scope) return core::Failure(scope.error());
  if (!*scope) return batch.members.size();
  auto kept = connection_.keep(select_member);
  if (!kept) return core::Failure(kept.error());
  auto& statement = **kept;
  statement.bind(1, **scope);
  std::uint64_t missing = 0;
  for (const auto& member : batch.members) {
    auto there = statement.bind(2, column(member.key)).step();
    if (!there) return core::Failure(there.error());
    if (!*there) ++missing;
    statement.reset();
  }
  return missing;
}

core::Result<std::vector<core::Member>> MemberTable::scope_members(std::int64_t scope) const {
  return collect(connection_, select_members, member_of, scope);
}

core::Result<std::vector<core::Member>> MemberTable::members(const core::Finess& establishment,
                                                             core::Month month, std::string_view kind) const {
  auto sources = sources_of(establishment, month, kind);
  if (!sources) return core::Failure(sources.error());
  return members(establishment, month, kind, *sources);
}

core::Result<std::vector<core::Member>> MemberTable::members(const core::Finess& establishment,
                                                             core::Month month, std::string_view kind,
                                                             std::span<const std::string> sources) const {
  auto scopes =
      collect(connection_, select_polled_scopes, polled_scope_of, month.text(), kind, establishment.text());
  if (!scopes) return core::Failure(scopes.error());
  std::vector<core::Member> all;
  for (const auto& scope : *scopes) {
    if (std::find(sources.begin(), sources.end(), scope.source) == sources.end()) continue;
    auto these = scope_members(scope.id);
    if (!these) return these;
    all = all.empty() ? std::move(*these) : united(all, *these);
  }
  return all;
}

core::Result<std::vector<core::Member>> MemberTable::staged(const core::Finess& establishment,
                                                            core::Month month, std::string_view kind,
                                                            std::span<const std::string> sources) const {
  std::vector<core::Member> all;
  for (const auto& source : sources) {
    auto scope = find_scope(establishment, month, kind, source, Area::staging);
    if (!scope) return core::Failure(scope.error());
    if (!*scope) continue;
    auto these = scope_members(**scope);
    if (!these) return these;
    all = all.empty() ? std::move(*these) : united(all, *these);
  }
  return all;
}

core::Result<std::uint64_t> MemberTable::count(const core::Finess& establishment, core::Month month,
                                               std::string_view kind, std::string_view source,
                                               Area area) const {
  auto scope = find_scope(establishment, month, kind, source, area);
  if (!scope) return core::Failure(scope.error());
  if (!*scope) return 0;
  auto count = first(
      connection_, count_members, [](const sqlite::Statement& row) { return count_at(row, 0); }, **scope);
  if (!count) return core::Failure(count.error());
  return count->value_or(0);
}

core::Result<std::vector<std::string>> MemberTable::sources_of(const core::Finess& establishment,
                                                               core::Month month,
                                                               std::string_view kind) const {
  return collect(
      connection_, select_sources, [](const sqlite::Statement& row) { return text_at(row, 0); }, month.text(),
      kind, establishment.text());
}

core::Result<void> MemberTable::drop_scope(std::int64_t scope) {
  if (auto members = run(connection_, delete_members, scope); !members) return members;
  return run(connection_, delete_scope, scope);
}

core::Result<void> MemberTable::clear_staging(std::string_view source, core::Month month,
                                              std::string_view kind) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto scopes = collect(connection_, select_staging_scopes, id_of, month.text(), kind, source);
    if (!scopes) return core::Failure(scopes.error());
    for (const auto scope : *scopes) {
      if (auto dropped = drop_scope(scope); !dropped) return dropped;
    }
    return {};
  });
}

core::Result<void> MemberTable::clear_staging() {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto scopes = collect(connection_, select_all_staging, id_of);
    if (!scopes) return core::Failure(scopes.error());
    for (const auto scope : *scopes) {
      if (auto dropped = drop_scope(scope); !dropped) return dropped;
    }
    return {};
  });
}

core::Result<void> MemberTable::promote(std::string_view source, core::Month month, std::string_view kind,
                                        std::span<const core::Finess> establishments, Promotion how) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    for (const auto& establishment : establishments) {
      auto polled = find_scope(establishment, month, kind, source, Area::polled);
      if (!polled) return core::Failure(polled.error());
      auto staging = find_scope(establishment, month, kind, source, Area::staging);
      if (!staging) return core::Failure(staging.error());
      if (how == Promotion::replace && *polled) {
        if (auto dropped = drop_scope(**polled); !dropped) return dropped;
        *polled = std::nullopt;
      }
      if (!*staging) continue;
      if (!*polled) {
        if (auto taken = run(connection_, take_place, **staging); !taken) return taken;
      } else {
        if (auto merged = run(connection_, merge_members, **polled, **staging); !merged) return merged;
        if (auto dropped = drop_scope(**staging); !dropped) return dropped;
      }
    }
    return {};
  });
}

core::Result<bool> MemberTable::has_members(core::Month month) const {
  auto found = first(connection_, select_month_has_members, id_of, month.text());
  if (!found) return core::Failure(found.error());
  return found->has_value();
}

core::Result<std::vector<core::Month>> MemberTable::months() const {
  return collect(connection_, select_months, [](const sqlite::Statement& row) { return month_at(row, 0); });
}

core::Result<void> MemberTable::purge(core::Month month) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    if (auto members = run(connection_, purge_members, month.text()); !members) return members;
    return run(connection_, purge_scopes, month.text());
  });
}

}  // namespace jauge::store
