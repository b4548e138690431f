#pragma once
// What the name of a file says: whether it is meant, and the time it tells of. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/zone.hpp"

namespace jauge::connectors::csv {

/// `*` stands for any bytes, `?` for one. The whole name must match; case counts.
bool matches(std::string_view name, std::string_view glob);

struct Interval {
  core::Instant begin;
  core::Instant end;
};

/// "…_<since>_<until>.csv": days or times of `zone`, YYYY-MM-DD or YYYYMMDD, with T and HHMM or HHMMSS after
/// it where it is a time; `until` is the first moment that the file does not tell of.
std::optional<Interval> interval_in(std::string_view name, const core::Zone& zone);

/// The last "YYYY-MM" or "YYYYMM" of the name.
std::optional<core::Month> month_in(std::string_view name);

/// A month in every zone of the earth.
Interval everywhere(core::Month month);

/// "31/10/2026 14:05" as "2026-10-31 14:05", in `buffer`; any other text as it is.
std::string_view iso_of_day_first(std::string_view text, std::string& buffer);

}  // namespace jauge::connectors::csv
