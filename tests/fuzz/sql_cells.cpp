// Values of database drivers, up to the row's fate. The first byte chooses the type of the column.
#include <libpq-fe.h>

#include <memory>

#include "connectors/odbc/fields.hpp"
#include "connectors/odbc/wide.hpp"
#include "connectors/postgresql/decode.hpp"
#include "core/intake.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;

namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};

core::FactKind kind_of(core::Shape shape) {
  core::FactKind kind;
  kind.id = "file_update";
  kind.shape = shape;
  return kind;
}

/// The cell as each part of a row.
void take(const core::Cell& cell) {
  static const core::FactKind kinds[] = {kind_of(core::Shape::instant), kind_of(core::Shape::interval),
                                         kind_of(core::Shape::number)};
  static const std::vector<core::Establishment> establishments = [] {
    core::Establishment establishment;
    establishment.finess = *core::Finess::parse("670000165");
    establishment.zone = *core::Zone::find("Europe/Paris");
    return std::vector{establishment};
  }();
  core::SourceSpec source;
  source.zone = establishments.front().zone;
  const auto month = *core::Month::parse("2026-10");
  const core::ReadTask task{"file_update", month, source.zone.start_of(month.first_day()),
                            source.zone.start_of(month.end())};
  const std::map<core::Month, core::MonthKey> keys{{month, core::MonthKey(std::array<std::uint8_t, 32>{})}};
  for (const auto& kind : kinds) {
    core::Intake intake({.kind = kind,
                         .source = source,
                         .establishments = establishments,
                         .task = task,
                         .keys = keys,
                         .now = task.until});
    intake.columns({true, true});
    const core::Cell finess{core::Cell::Type::text, 0, "670000165"};
    const core::Cell day{core::Cell::Type::date, month.first_day().time_since_epoch().count(), {}};
    intake.take({cell, day, day, {}});
    intake.take({finess, cell, day, {}});
    intake.take({finess, day, cell, {}});
    intake.take({finess, day, day, cell});
    const auto read = intake.finish();
    fuzz::require(read.fates.read == 4);
  }
}

}  // namespace

JAUGE_FUZZ_TARGET(sql_cells) {
  if (bytes.empty()) return;
  const auto choice = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  // The server gives fixed sizes for fixed types; texts are as long as they are.
  struct Known {
    Oid type;
    std::size_t size;
  };
  constexpr Known known[] = {{17, 0},   {20, 8},   {21, 2},   {23, 4},   {26, 4},   {700, 4}, {701, 8},
                             {1082, 4}, {1114, 8}, {1184, 8}, {1700, 0}, {2950, 0}, {25, 0},  {1043, 0}};
  const auto& [type, size] = known[choice % std::size(known)];
  if (size == 0 || bytes.size() >= size) {
    const std::unique_ptr<PGresult, Clear> result(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK));
    char name[] = "a";
    PGresAttDesc attribute{};
    attribute.name = name;
    attribute.typid = type;
    PQsetResultAttrs(result.get(), 1, &attribute);
    const auto length = size == 0 ? bytes.size() : size;
    std::string value(bytes.substr(0, length));
    PQsetvalue(result.get(), 0, 0, value.data(), static_cast<int>(value.size()));
    const connectors::postgresql::Column column("a", type, -1);
    column.expression();
    take(column.decode(result.get(), 0));
  }
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const auto word = [&](std::size_t i) { return static_cast<SQLUSMALLINT>(at(i) << 8 | at(i + 1)); };
  SQL_TIMESTAMP_STRUCT time{};
  time.year = static_cast<SQLSMALLINT>(word(0));
  time.month = word(2);
  time.day = word(4);
  time.hour = word(6);
  time.minute = word(8);
  time.second = word(10);
  time.fraction = static_cast<SQLUINTEGER>(word(12)) << 16 | word(14);
  take(connectors::odbc::timestamp_cell(time));
  take(connectors::odbc::date_cell({time.year, time.month, time.day}));
  std::vector<SQLWCHAR> wide;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) wide.push_back(word(i));
  std::string text;
  connectors::odbc::append_utf8(wide.data(), wide.size(), text);
  take({core::Cell::Type::text, 0, text});
  connectors::odbc::to_wide(bytes);
}
