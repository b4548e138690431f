#include "store/month_keys.hpp"

#include <string.h>  // explicit_bzero

#include "store/columns.hpp"
#include "store/key_file.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view select_key =
    "SELECT month, check_value, destroyed_at FROM month_key WHERE month = ?1";
constexpr std::string_view insert_key =
    "INSERT INTO month_key (month, check_value, created_at) VALUES (?1, ?2, ?3)";
constexpr std::string_view mark_destroyed =
    "UPDATE month_key SET destroyed_at = ?2 WHERE month = ?1 AND destroyed_at IS NULL";
constexpr std::string_view select_months =
    "SELECT month FROM month_key WHERE destroyed_at IS NULL ORDER BY month";
constexpr std::string_view select_destroyed =
    "SELECT month FROM month_key WHERE destroyed_at IS NOT NULL ORDER BY month";

struct KeyRow {
  core::Month month;
  core::Digest check_value;
  bool destroyed;
};

KeyRow key_row_of(const sqlite::Statement& row) {
  return {month_at(row, 0), digest_at(row, 1), !row.is_null(2)};
}

std::filesystem::path key_path(const std::filesystem::path& directory, core::Month month) {
  return directory / month.text();
}

/// The key that the store knows, from its file.
Result<core::MonthKey> known_key(const std::filesystem::path& directory, const KeyRow& row) {
  const auto path = key_path(directory, row.month);
  auto bytes = read_key_file(path);
  if (!bytes) return core::Failure(bytes.error());
  if (!*bytes) {
    return core::fail(ErrorKind::damaged,
                      msg("The key of {0} is missing: {1} is not there.", row.month.text(), path.string()),
                      msg("Bring it back from the backup of the keys."));
  }
  core::MonthKey key(**bytes);
  explicit_bzero((*bytes)->data(), (*bytes)->size());
  if (key.check_value() != row.check_value) {
    return core::fail(
        ErrorKind::damaged,
        msg("The key of {0} in {1} is not the one that the store knows.", row.month.text(), path.string()),
        msg("Bring the right file back from the backup of the keys."));
  }
  return key;
}

std::string hex(const core::MonthKey& key) {
  return core::Digest{key.bytes()}.hex();
}

struct KeyLine {
  core::Month month;
  KeyBytes bytes;
};

std::optional<KeyLine> parse_line(std::string_view line) {
  if (line.size() != 7 + 1 + 64 || line[7] != ' ') return std::nullopt;
  const auto month = core::Month::parse(line.substr(0, 7));
  const auto bytes = core::Digest::parse_hex(line.substr(8));
  if (!month || !bytes) return std::nullopt;
  return KeyLine{*month, bytes->bytes};
}

}  // namespace

Result<core::MonthKey> MonthKeys::obtain(core::Month month, core::Instant now) {
  auto known = first(connection_, select_key, key_row_of, month.text());
  if (!known) return core::Failure(known.error());
  if (*known && (*known)->destroyed) {
    return core::fail(ErrorKind::refused, msg("The key of {0} was destroyed.", month.text()),
                      msg("Its figures stay; its sets can no longer be read again or audited."));
  }
  if (*known) return known_key(directory_, **known);

  // A file without a row is of a run that ended between the two, or of a store brought back from an older
  // backup.
  const auto path = key_path(directory_, month);
  auto left_over = read_key_file(path);
  if (!left_over) return core::Failure(left_over.error());
  KeyBytes bytes;
  if (*left_over) {
    bytes = **left_over;
  } else {
    auto random = random_key();
    if (!random) return core::Failure(random.error());
    bytes = *random;
    if (auto written = write_key_file(path, bytes); !written) return core::Failure(written.error());
  }
  core::MonthKey key(bytes);
  explicit_bzero(bytes.data(), bytes.size());
  const auto check_value = key.check_value();
  auto inserted = run(connection_, insert_key, month.text(), column(check_value), column(now));
  if (!inserted) return core::Failure(inserted.error());
  return key;
}

Result<std::optional<core::MonthKey>> MonthKeys::load(core::Month month) const {
  auto known = first(connection_, select_key, key_row_of, month.text());
  if (!known) return core::Failure(known.error());
  if (!*known || (*known)->destroyed) return std::nullopt;
  auto key = known_key(directory_, **known);
  if (!key) return core::Failure(key.error());
  return *key;
}

Result<std::map<core::Month, core::MonthKey>> MonthKeys::load_all() const {
  auto known = months();
  if (!known) return core::Failure(known.error());
  std::map<core::Month, core::MonthKey> keys;
  for (const auto month : *known) {
    auto key = load(month);
    if (!key) return core::Failure(key.error());
    if (*key) keys.emplace(month, **key);
  }
  return keys;
}

Result<std::vector<core::Month>> MonthKeys::months() const {
  return collect(connection_, select_months, [](const sqlite::Statement& row) { return month_at(row, 0); });
}

Result<void> MonthKeys::destroy(core::Month month, core::Instant now) {
  if (connection_.in_transaction()) {
    return core::fail(ErrorKind::invalid, msg("A key cannot be destroyed in the middle of other work."));
  }
  // The row first: a file that a crash leaves behind is removed at the next start, a file gone too early
  // would look like a lost key.
  auto marked = run(connection_, mark_destroyed, month.text(), column(now));
  if (!marked) return marked;
  return destroy_key_file(key_path(directory_, month));
}

Result<void> MonthKeys::finish_destructions() {
  auto destroyed =
      collect(connection_, select_destroyed, [](const sqlite::Statement& row) { return month_at(row, 0); });
  if (!destroyed) return core::Failure(destroyed.error());
  for (const auto month : *destroyed) {
    if (auto gone = destroy_key_file(key_path(directory_, month)); !gone) return gone;
  }
  return {};
}

Result<std::string> MonthKeys::export_text() const {
  auto keys = load_all();
  if (!keys) return core::Failure(keys.error());
  std::string text;
  for (const auto& [month, key] : *keys) text += month.text() + ' ' + hex(key) + '\n';
  return text;
}

Result<void> MonthKeys::import_text(const std::filesystem::path& directory, std::string_view text) {
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto parsed = parse_line(line);
    if (!parsed) {
      return core::fail(ErrorKind::invalid,
                        msg("Line {0} of the backup of the keys is not a month and its key.", number));
    }
    const auto path = key_path(directory, parsed->month);
    auto there = read_key_file(path);
    if (!there) return core::Failure(there.error());
    if (*there && **there != parsed->bytes) {
      return core::fail(ErrorKind::refused, msg("{0} is there already and holds another key.", path.string()),
                        msg("Move it away first if the backup is the right one."));
    }
    if (*there) continue;
    if (auto written = write_key_file(path, parsed->bytes); !written) return written;
  }
  return {};
}

}  // namespace jauge::store
