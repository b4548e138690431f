#pragma once
// A row of a source as its driver gave it, before any rule is applied. Views live until the next row.
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/month.hpp"

namespace jauge::core {

struct Cell {
  enum class Type : std::uint8_t {
    null,
    text,        // text; valid UTF-8 not yet checked
    integer,     // number
    decimal,     // text, an exact decimal as the driver writes it: "12.00"
    uuid,        // text, any case
    date,        // number = days since 1970-01-01
    local_time,  // number = microseconds since 1970-01-01T00:00 of an unnamed zone
    instant,     // number = microseconds since 1970-01-01T00:00Z
    infinity,    // an infinite date or time
    unreadable,  // the driver has a value that is none of these (0000-00-00, NaN, a blob)
  };
  Type type = Type::null;
  std::int64_t number = 0;
  std::string_view text = {};
};

/// `id` is the query's `subject` or `event` column. A column that the query lacks is null in every row.
struct Row {
  Cell finess;
  Cell id;
  Cell at;
  Cell until;
};

/// What a query gives: which of the columns `at` and `until` it has (a state has no `at`), and how far its
/// rows reach.
struct Columns {
  bool at = false;
  bool until = false;
  /// Of files and posts: without a hole from the window's begin up to then; an empty folder covers nothing.
  /// Nothing where the source answers for all it was asked.
  std::optional<Instant> covered_until = {};
};

}  // namespace jauge::core
