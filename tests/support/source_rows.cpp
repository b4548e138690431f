#include "tests/support/source_rows.hpp"

#include <fmt/format.h>

#include <chrono>

namespace jauge::test_support {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

std::string moment(std::int64_t number) {
  const core::LocalTime time{microseconds(number)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  auto text = fmt::format("{}T{:02}:{:02}:{:02}", core::text(day), clock.hours().count(),
                          clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:06}", clock.subseconds().count());
  return text;
}

}  // namespace

std::string text_of(const core::Cell& cell) {
  using enum core::Cell::Type;
  switch (cell.type) {
    case null:
      return "null";
    case text:
      return fmt::format("text:{}", cell.text);
    case integer:
      return fmt::format("integer:{}", cell.number);
    case decimal:
      return fmt::format("decimal:{}", cell.text);
    case uuid:
      return fmt::format("uuid:{}", cell.text);
    case date:
      return "date:" + core::text(core::Day(std::chrono::days(cell.number)));
    case local_time:
      return "local:" + moment(cell.number);
    case instant:
      return "instant:" + moment(cell.number) + "Z";
    case infinity:
      return "infinity";
    case unreadable:
      return "unreadable";
  }
  return "?";
}

std::string SourceRows::sentence() const {
  return error ? core::render(error->sentence, core::Language::en) : std::string();
}

SourceRows read_rows(core::Source& source, std::string_view text, std::size_t most, std::string_view kind) {
  using std::chrono::year;
  SourceRows result;
  const core::Query query{std::string(kind), std::string(text),
                          core::LocalTime(core::Day(year(2026) / 10 / 1)),
                          core::LocalTime(core::Day(year(2026) / 11 / 1))};
  const auto read = source.read(
      query,
      [&](core::Columns columns) {
        result.columns = columns;
        result.columns_told = true;
      },
      [&](const core::Row& row) {
        result.rows.push_back(fmt::format("{} | {} | {} | {}", text_of(row.finess), text_of(row.id),
                                          text_of(row.at), text_of(row.until)));
        return result.rows.size() < most;
      });
  if (!read) result.error = read.error();
  return result;
}

}  // namespace jauge::test_support
