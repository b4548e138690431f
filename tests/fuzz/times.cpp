// Times of rows and of headers, in every form that a source may have.
#include "core/intake.hpp"
#include "core/row_time.hpp"
#include "http/date.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(times) {
  static const auto paris = *core::Zone::find("Europe/Paris");
  const auto cell = core::parse_time(bytes);
  using Type = core::Cell::Type;
  fuzz::require(cell.type == Type::date || cell.type == Type::local_time || cell.type == Type::instant ||
                cell.type == Type::infinity || cell.type == Type::unreadable);
  using enum core::TimeForm;
  for (const auto form : {timestamp, epoch, epoch_ms, iso_t, iso_space}) {
    core::RowTimes times(paris, form, true);
    static_cast<void>(times.read({Type::text, 0, bytes}));
    static_cast<void>(times.read({Type::decimal, 0, bytes}));
    static_cast<void>(times.read_month({Type::text, 0, bytes}));
    if (bytes.size() < 8) continue;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = (number << 8) | static_cast<unsigned char>(bytes[i]);
    for (const auto type : {Type::integer, Type::date, Type::local_time, Type::instant}) {
      const auto time = times.read({type, static_cast<std::int64_t>(number), {}});
      // What comes out is within the calendar, whatever the number.
      if (time) core::text(std::chrono::floor<std::chrono::days>(paris.to_local(time->instant)));
    }
  }
  const core::Instant now{std::chrono::hours(24 * 365 * 56)};
  if (const auto date = http::parse_date(bytes, now))
    fuzz::require(http::parse_date(http::date_text(*date), now) == *date);
  if (const auto wait = http::parse_retry_after(bytes, now)) fuzz::require(wait->count() >= 0);
}
