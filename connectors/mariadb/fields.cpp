#include "connectors/mariadb/fields.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "connectors/cells.hpp"

namespace jauge::connectors::mariadb {
namespace {

using core::Cell;

constexpr unsigned binary_charset = 63;

bool is_uuid(const MYSQL_FIELD& field) {
  MARIADB_CONST_STRING type{};
  return mariadb_field_attr(&type, &field, MARIADB_FIELD_ATTR_DATA_TYPE_NAME) == 0 &&
         std::string_view(type.str, type.length) == "uuid";
}

/// Nothing for 0000-00-00 and other days that do not exist.
std::optional<std::int64_t> days_of(const MYSQL_TIME& time) {
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(time.year)),
                                         std::chrono::month(time.month), std::chrono::day(time.day));
  if (time.year == 0 || !date.ok()) return std::nullopt;
  return std::chrono::local_days(date).time_since_epoch().count();
}

std::int64_t microseconds_of(const MYSQL_TIME& time) {
  const std::int64_t seconds = (static_cast<std::int64_t>(time.hour) * 60 + time.minute) * 60 + time.second;
  return seconds * 1'000'000 + static_cast<std::int64_t>(time.second_part);
}

}  // namespace

Fields::Fields(const MYSQL_FIELD* fields, unsigned count, const std::vector<std::size_t>& wanted,
               std::optional<std::chrono::seconds> offset)
    : offset_(offset), binds_(count) {
  for (unsigned i = 0; i < count; ++i) {
    auto& buffer = *buffers_.emplace_back(std::make_unique<Buffer>());
    const bool is_wanted = std::ranges::find(wanted, i) != wanted.end();
    buffer.form = is_wanted ? form_of(fields[i], offset.has_value()) : Form::none;
    bind(buffer, binds_[i]);
  }
}

Fields::Form Fields::form_of(const MYSQL_FIELD& field, bool offset) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return field.flags & UNSIGNED_FLAG ? Form::unsigned_integer : Form::integer;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return Form::decimal;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return Form::floating;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return Form::date;
    case MYSQL_TYPE_DATETIME:
      return Form::datetime;
    case MYSQL_TYPE_TIMESTAMP:
      return offset ? Form::instant : Form::datetime;
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_ENUM:
    case MYSQL_TYPE_SET:
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
      if (is_uuid(field)) return Form::uuid;
      return field.charsetnr == binary_charset ? Form::none : Form::text;
    default:
      return Form::none;
  }
}

void Fields::bind(Buffer& buffer, MYSQL_BIND& bind) {
  bind = {};
  bind.is_null = &buffer.is_null;
  bind.length = &buffer.length;
  bind.error = &buffer.is_cut;
  switch (buffer.form) {
    case Form::none:  // nothing is copied
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = buffer.text.data();
      bind.buffer_length = 0;
      break;
    case Form::text:
    case Form::uuid:
    case Form::decimal:
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = buffer.text.data();
      bind.buffer_length = buffer.text.size();
      break;
    case Form::integer:
    case Form::unsigned_integer:
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &buffer.integer;
      bind.is_unsigned = buffer.form == Form::unsigned_integer ? 1 : 0;
      break;
    case Form::floating:
      bind.buffer_type = MYSQL_TYPE_DOUBLE;
      bind.buffer = &buffer.floating;
      break;
    case Form::date:
    case Form::datetime:
    case Form::instant:
      bind.buffer_type = MYSQL_TYPE_DATETIME;
      bind.buffer = &buffer.time;
      break;
  }
}

Cell Fields::cell(std::size_t index) const {
  const Buffer& buffer = *buffers_[index];
  if (buffer.is_null) return {};
  const auto text = [&] {
    return std::string_view(buffer.text.data(), std::min<std::size_t>(buffer.length, buffer.text.size()));
  };
  switch (buffer.form) {
    case Form::none:
      break;
    case Form::text:
      return {Cell::Type::text, 0, text()};
    case Form::uuid:
      return {Cell::Type::uuid, 0, text()};
    case Form::decimal:
      return {Cell::Type::decimal, 0, text()};
    case Form::integer:
      return {Cell::Type::integer, buffer.integer, {}};
    case Form::unsigned_integer: {
      if (buffer.integer >= 0) return {Cell::Type::integer, buffer.integer, {}};
      auto& digits = buffer.digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                     static_cast<std::uint64_t>(buffer.integer));
      return {Cell::Type::decimal, 0, {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())}};
    }
    case Form::floating:
      return floating_cell(buffer.floating);
    case Form::date:
      if (const auto days = days_of(buffer.time)) return day_cell(*days);
      break;
    case Form::datetime:
    case Form::instant:
      if (const auto days = days_of(buffer.time)) {
        const std::int64_t local = *days * microseconds_per_day + microseconds_of(buffer.time);
        if (buffer.form == Form::datetime) return time_cell(Cell::Type::local_time, local);
        return time_cell(Cell::Type::instant, local - offset_->count() * 1'000'000);
      }
      break;
  }
  return {Cell::Type::unreadable, 0, {}};
}

}  // namespace jauge::connectors::mariadb
