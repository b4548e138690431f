#include "connectors/postgresql/decode.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <limits>

#include "connectors/cells.hpp"

namespace jauge::connectors::postgresql {
namespace {

using core::Cell;

// From 1970-01-01 to 2000-01-01, PostgreSQL's origin of time.
constexpr std::int64_t origin_days = 10'957;
constexpr std::int64_t origin = origin_days * microseconds_per_day;

// A length is written with the size of PostgreSQL's own header on top.
constexpr Oid text_type = 25;
constexpr Oid varchar_type = 1043;
constexpr int longest_key = 200 + 4;

template <class Integer>
Integer big_endian(const char* bytes) {
  std::make_unsigned_t<Integer> value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = static_cast<decltype(value)>((value << 8) | static_cast<unsigned char>(bytes[i]));
  }
  return static_cast<Integer>(value);
}

Cell number(std::int64_t value) {
  return {Cell::Type::integer, value, {}};
}

Cell day(std::int32_t days) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (days == Limits::max() || days == Limits::min()) return {Cell::Type::infinity, 0, {}};
  return day_cell(days + origin_days);
}

Cell time(Cell::Type type, std::int64_t microseconds) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (microseconds == Limits::max() || microseconds == Limits::min()) return {Cell::Type::infinity, 0, {}};
  if (microseconds > Limits::max() - origin) return time_cell(type, Limits::max());
  return time_cell(type, microseconds + origin);
}

/// numeric has NaN and, since PostgreSQL 14, infinities.
Cell decimal(std::string_view text) {
  const bool finite = text.find_first_not_of("-.0123456789") == text.npos;
  return {finite ? Cell::Type::decimal : Cell::Type::unreadable, 0, text};
}

}  // namespace

Column::Column(std::string name, Oid type, int modifier) : name_(std::move(name)) {
  switch (type) {  // object ids of pg_type.dat, the same in all versions
    case 17:
      form_ = Form::none;
      break;  // bytea
    case 20:
      form_ = Form::int8;
      break;
    case 21:
      form_ = Form::int2;
      break;
    case 23:
      form_ = Form::int4;
      break;
    case 26:
      form_ = Form::oid;
      break;
    case 700:
      form_ = Form::float4;
      break;
    case 701:
      form_ = Form::float8;
      break;
    case 1082:
      form_ = Form::date;
      break;
    case 1114:
      form_ = Form::timestamp;
      break;
    case 1184:
      form_ = Form::timestamptz;
      break;
    case 1700:
      form_ = Form::decimal;
      break;
    case 2950:
      form_ = Form::uuid;
      break;
    default:
      form_ = Form::text;
      break;
  }
  is_short_ = type == varchar_type && modifier > 0 && modifier <= longest_key;
  is_plain_ = type == varchar_type || type == text_type;
}

std::string Column::expression() const {
  switch (form_) {
    case Form::none:
      return fmt::format("CASE WHEN {} IS NOT NULL THEN '' END", quoted(name_));
    case Form::text:
      if (is_short_) return quoted(name_);
      // Its size is known without reading it; to cut it would cost the server more than all else of the row.
      if (is_plain_) {
        return fmt::format(
            "CASE WHEN pg_catalog.octet_length({0}) > 200 THEN pg_catalog.left({0}, 201) ELSE {0} END",
            quoted(name_));
      }
      [[fallthrough]];
    case Form::decimal:
    case Form::uuid:
      return fmt::format("pg_catalog.left({}::pg_catalog.text, 201)", quoted(name_));
    default:
      return quoted(name_);
  }
}

Cell Column::decode(const PGresult* row, int index) const {
  if (PQgetisnull(row, 0, index) != 0) return {};
  const char* bytes = PQgetvalue(row, 0, index);
  const std::string_view text(bytes, static_cast<std::size_t>(PQgetlength(row, 0, index)));
  switch (form_) {
    case Form::none:
      return {Cell::Type::unreadable, 0, {}};
    case Form::text:
      return {Cell::Type::text, 0, text};
    case Form::decimal:
      return decimal(text);
    case Form::uuid:
      return {Cell::Type::uuid, 0, text};
    case Form::int2:
      return number(big_endian<std::int16_t>(bytes));
    case Form::int4:
      return number(big_endian<std::int32_t>(bytes));
    case Form::int8:
      return number(big_endian<std::int64_t>(bytes));
    case Form::oid:
      return number(big_endian<std::uint32_t>(bytes));
    case Form::float4:
      return floating_cell(std::bit_cast<float>(big_endian<std::uint32_t>(bytes)));
    case Form::float8:
      return floating_cell(std::bit_cast<double>(big_endian<std::uint64_t>(bytes)));
    case Form::date:
      return day(big_endian<std::int32_t>(bytes));
    case Form::timestamp:
      return time(Cell::Type::local_time, big_endian<std::int64_t>(bytes));
    case Form::timestamptz:
      return time(Cell::Type::instant, big_endian<std::int64_t>(bytes));
  }
  return {Cell::Type::unreadable, 0, {}};
}

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text.push_back('"');
    text.push_back(c);
  }
  text.push_back('"');
  return text;
}

}  // namespace jauge::connectors::postgresql
