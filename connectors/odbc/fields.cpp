#include "connectors/odbc/fields.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "connectors/cells.hpp"
#include "connectors/odbc/wide.hpp"
#include "core/intake.hpp"

namespace jauge::connectors::odbc {
namespace {

using core::Cell;

// SQL Server's own (msodbcsql.h): datetimeoffset.
constexpr SQLSMALLINT timestamp_offset = -155;

std::optional<std::int64_t> days_of(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (year < 1 || !date.ok()) return std::nullopt;
  return std::chrono::local_days(date).time_since_epoch().count();
}

struct Binding {
  SQLSMALLINT type;
  std::size_t width;
};

Binding binding_of(Form form, std::size_t letters) {
  switch (form) {
    case Form::integer:
      return {SQL_C_SBIGINT, sizeof(std::int64_t)};
    case Form::floating:
      return {SQL_C_DOUBLE, sizeof(double)};
    case Form::date:
      return {SQL_C_TYPE_DATE, sizeof(SQL_DATE_STRUCT)};
    case Form::timestamp:
      return {SQL_C_TYPE_TIMESTAMP, sizeof(SQL_TIMESTAMP_STRUCT)};
    case Form::none:
      return {SQL_C_CHAR, 2};  // only whether it is null
    case Form::text:
    case Form::uuid:
    case Form::decimal:
    case Form::written_time:
      break;
  }
  return {SQL_C_WCHAR, letters * sizeof(SQLWCHAR)};
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("-.0123456789") == text.npos;
}

template <class Value>
Value value_at(const std::vector<char>& values, std::size_t place) {
  Value value;
  std::memcpy(&value, values.data() + place, sizeof value);
  return value;
}

}  // namespace

Form form_of(SQLSMALLINT type, bool is_unsigned) {
  switch (type) {
    case SQL_CHAR:
    case SQL_VARCHAR:
    case SQL_LONGVARCHAR:
    case SQL_WCHAR:
    case SQL_WVARCHAR:
    case SQL_WLONGVARCHAR:
      return Form::text;
    case SQL_GUID:
      return Form::uuid;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
      return Form::decimal;
    case SQL_BIT:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
      return Form::integer;
    case SQL_BIGINT:
      return is_unsigned ? Form::decimal : Form::integer;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      return Form::floating;
    case SQL_TYPE_DATE:
    case SQL_DATE:
      return Form::date;
    case SQL_TYPE_TIMESTAMP:
    case SQL_TIMESTAMP:
      return Form::timestamp;
    case timestamp_offset:
      return Form::written_time;
    default:
      return Form::none;
  }
}

Cell date_cell(const SQL_DATE_STRUCT& date) {
  const auto days = days_of(date.year, date.month, date.day);
  return days ? day_cell(*days) : Cell{Cell::Type::unreadable, 0, {}};
}

Cell timestamp_cell(const SQL_TIMESTAMP_STRUCT& time) {
  const auto days = days_of(time.year, time.month, time.day);
  if (!days || time.hour > 23 || time.minute > 59 || time.second > 61 || time.fraction >= 1'000'000'000) {
    return {Cell::Type::unreadable, 0, {}};
  }
  const std::int64_t seconds = (std::int64_t{time.hour} * 60 + time.minute) * 60 + time.second;
  return time_cell(Cell::Type::local_time,
                   *days * microseconds_per_day + seconds * 1'000'000 + std::int64_t{time.fraction} / 1000);
}

SQLRETURN Fields::bind(SQLHSTMT statement, const std::vector<std::pair<SQLUSMALLINT, Form>>& columns) {
  const auto number = [](std::uintptr_t value) { return reinterpret_cast<SQLPOINTER>(value); };
  SQLSetStmtAttr(statement, SQL_ATTR_ROW_BIND_TYPE, number(SQL_BIND_BY_COLUMN), 0);
  SQLSetStmtAttr(statement, SQL_ATTR_ROW_ARRAY_SIZE, number(rowset), 0);
  SQLSetStmtAttr(statement, SQL_ATTR_ROW_STATUS_PTR, status_.data(), 0);
  SQLSetStmtAttr(statement, SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0);
  for (const auto& [place, form] : columns) {
    auto& column = *columns_.emplace_back(std::make_unique<Column>());
    const auto binding = binding_of(form, letters);
    column.form = form;
    column.width = binding.width;
    column.values.resize(binding.width * rowset);
    column.lengths.resize(rowset);
    const auto bound = SQLBindCol(statement, place, binding.type, column.values.data(),
                                  static_cast<SQLLEN>(binding.width), column.lengths.data());
    if (bound != SQL_SUCCESS && bound != SQL_SUCCESS_WITH_INFO) return bound;
  }
  return SQL_SUCCESS;
}

Cell Fields::cell(std::size_t index, std::size_t row) {
  auto& column = *columns_[index];
  const auto length = column.lengths[row];
  if (length == SQL_NULL_DATA) return {};
  const auto place = row * column.width;
  switch (column.form) {
    case Form::integer:
      return {Cell::Type::integer, value_at<std::int64_t>(column.values, place), {}};
    case Form::floating:
      return floating_cell(value_at<double>(column.values, place));
    case Form::date:
      return date_cell(value_at<SQL_DATE_STRUCT>(column.values, place));
    case Form::timestamp:
      return timestamp_cell(value_at<SQL_TIMESTAMP_STRUCT>(column.values, place));
    case Form::text:
    case Form::uuid:
    case Form::decimal:
    case Form::written_time:
      break;
    case Form::none:
      return {Cell::Type::unreadable, 0, {}};
  }
  // Of a text that was cut the driver tells its whole length, or that it does not know.
  std::size_t units = letters - 1;
  if (length >= 0) units = std::min(units, static_cast<std::size_t>(length) / sizeof(SQLWCHAR));
  std::array<SQLWCHAR, letters> wide{};
  std::memcpy(wide.data(), column.values.data() + place, units * sizeof(SQLWCHAR));
  if (length < 0)
    units = static_cast<std::size_t>(std::find(wide.begin(), wide.end(), SQLWCHAR{0}) - wide.begin());
  column.text.clear();
  append_utf8(wide.data(), units, column.text);
  switch (column.form) {
    case Form::uuid:
      return {Cell::Type::uuid, 0, column.text};
    case Form::decimal:
      return {is_decimal(column.text) ? Cell::Type::decimal : Cell::Type::unreadable, 0, column.text};
    case Form::written_time:
      return core::parse_time(column.text);
    default:
      return {Cell::Type::text, 0, column.text};
  }
}

}  // namespace jauge::connectors::odbc
