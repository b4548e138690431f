#include "reader/perform.hpp"

#include <algorithm>

#include "core/intake.hpp"
#include "core/row_time.hpp"
#include "reader/wall_clock.hpp"

namespace jauge::reader {
namespace {

using core::ErrorKind;
using core::Instant;
using core::msg;

// A check counts members and stores none: it holds them all, as far as a frame does, of 20 bytes each.
constexpr std::size_t frame_members = 1'500'000;
// Each part touches every page of the sets that it adds to, and the larger these are the more there are:
// after so many parts the next ones are twice as large, up to so many times the first.
constexpr std::size_t parts_of_a_size = 8;
constexpr std::size_t largest_to_first = 4;
constexpr std::size_t remedies_shown = 20;
constexpr std::size_t checked_rows = 10;

core::Failure cancelled(const core::SourceSpec& source) {
  return core::fail(ErrorKind::cancelled, msg("Source {0}: the read was ended.", source.name));
}

/// What lets the account write, and what to run against it.
std::optional<core::Error> refusal(const core::SourceSpec& source, const std::vector<core::Grant>& grants) {
  std::string rights;
  std::string remedies;
  std::size_t count = 0;
  for (const auto& grant : grants) {
    if (!grant.blocking || ++count > remedies_shown) continue;
    if (count <= 3) rights += fmt::format("{}{} ({})", rights.empty() ? "" : ", ", grant.object, grant.right);
    remedies += fmt::format("{}{};", remedies.empty() ? "" : " ", grant.remedy);
  }
  if (count == 0) return std::nullopt;
  return core::fail(ErrorKind::refused,
                    msg("Source {0}: its account may write, {1} tables or roles in all: {2}.", source.name,
                        count, rights),
                    count > remedies_shown ? msg("Run, then try again for the others: {0}", remedies)
                                           : msg("Run: {0}", remedies))
      .value();
}

class Performance {
 public:
  Performance(const Reading& reading, core::Source& source, const Outlet& outlet)
      : reading_(reading), source_(source), outlet_(outlet) {}

  core::Finished run() {
    core::Finished finished;
    if (auto ended = perform(finished.warnings); !ended) finished.error = ended.error();
    if (reading_.request.purpose != core::ReadPurpose::check) finished.files = source_.files();
    return finished;
  }

 private:
  core::Result<void> perform(std::vector<core::Grant>& warnings);
  core::Result<void> read_fresh();
  core::Result<void> perform(std::uint32_t index);
  core::Result<void> read_window(std::uint32_t index, const core::FactKind& kind, const std::string& text,
                                 const core::ReadTask& window);
  core::Result<void> check_bounds(const core::FactKind& kind, const std::string& text);
  core::Query query(const core::ReadTask& window, const std::string& text) const;
  core::Result<std::size_t> count_rows(const core::Query& query, std::size_t limit,
                                       std::vector<Instant>* times);

  const Reading& reading_;
  core::Source& source_;
  const Outlet& outlet_;
  std::optional<Instant> fresh_;
};

/// A state is a query that names neither :since nor :until; its rows then have no `at`, those of all others
/// do.
core::Result<void> check_state(const core::SourceSpec& source, const core::FactKind& kind,
                               core::Columns columns) {
  const bool dated = kind.shape == core::Shape::interval || kind.shape == core::Shape::state_or_interval;
  if (!dated || columns.at != source.is_state(kind.id)) return {};
  if (columns.at) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it gives a column at but names neither :since nor :until.",
                          source.name, kind.id),
                      msg("Bound it with :since and :until; or leave at out, for what is true now."));
  }
  return core::fail(
      ErrorKind::invalid,
      msg("Source {0}, query {1}: it names :since or :until but gives no column at.", source.name, kind.id),
      msg("Give the begin as at; or leave :since and :until out, for what is true now."));
}

core::Result<void> Performance::perform(std::vector<core::Grant>& warnings) {
  if (auto opened = source_.open(); !opened) return opened;
  const auto grants = source_.excessive_grants();
  if (!grants) return core::Failure(grants.error());
  if (auto refused = refusal(reading_.source, *grants)) return core::Failure(*refused);
  warnings = *grants;
  if (auto fresh = read_fresh(); !fresh) return fresh;

  for (std::uint32_t index = 0; index < reading_.request.tasks.size(); ++index) {
    if (outlet_.stopped()) return cancelled(reading_.source);
    auto task = perform(index);
    if (task) continue;
    if (outlet_.stopped()) return cancelled(reading_.source);
    const bool transient = task.error().kind == ErrorKind::transient;
    outlet_.failure({index, task.error()});
    // Opening an open source tells whether its connection still stands.
    if (!transient) continue;
    if (auto opened = source_.open(); !opened) return opened;
  }
  return {};
}

/// Of a copy: up to when it is true.
core::Result<void> Performance::read_fresh() {
  if (reading_.source.fresh.empty()) return {};
  const auto cell = source_.read_value(reading_.source.fresh);
  if (!cell) return core::Failure(cell.error());
  const auto time = core::RowTimes(reading_.source.zone, reading_.time, false).read(*cell);
  if (!time) {
    return core::fail(
        ErrorKind::invalid,
        msg("Source {0}, query {1}: it does not give an instant.", reading_.source.name, "fresh"),
        msg("It must give one row: the instant up to which the copy is true."));
  }
  // A day alone: the copy holds nothing of that day for certain.
  const auto instant = time->day ? reading_.source.zone.start_of(*time->day) : time->instant;
  fresh_ = std::min(instant, reading_.request.now);
  return {};
}

core::Result<void> Performance::perform(std::uint32_t index) {
  const auto& task = reading_.request.tasks[index];
  const auto* const kind = core::find_kind(reading_.kinds, task.kind);
  const auto text = reading_.source.queries.find(task.kind);
  if (!kind || text == reading_.source.queries.end()) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}: it has no query for the kind {1}.", reading_.source.name, task.kind));
  }
  if (kind->shape != core::Shape::instant) return read_window(index, *kind, text->second, task);

  core::ReadTask window = task;
  if (fresh_) window.until = std::min(window.until, *fresh_);
  if (window.since >= window.until) {
    core::WindowRead nothing;
    nothing.task = index;
    nothing.fresh_until = fresh_;
    outlet_.window(std::move(nothing));
    return {};
  }
  if (reading_.request.purpose == core::ReadPurpose::check) {
    if (auto checked = check_bounds(*kind, text->second); !checked) return checked;
  }
  return read_window(index, *kind, text->second, window);
}

core::Query Performance::query(const core::ReadTask& window, const std::string& text) const {
  const auto wall = wall_window(reading_.source.zone, window.since, window.until);
  return {window.kind, text, wall.since, wall.until, reading_.request.now, window.since, window.until};
}

/// Reads `window`, and gives its members in parts where it holds many: to add a member twice changes nothing.
core::Result<void> Performance::read_window(std::uint32_t index, const core::FactKind& kind,
                                            const std::string& text, const core::ReadTask& window) {
  const bool checks = reading_.request.purpose == core::ReadPurpose::check;
  std::size_t most = checks ? frame_members : reading_.part_members;
  core::Intake intake({.kind = kind,
                       .source = reading_.source,
                       .establishments = reading_.establishments,
                       .task = window,
                       .keys = reading_.request.keys,
                       .now = reading_.request.now,
                       .time = reading_.time});
  core::Result<void> fits;
  auto fresh = fresh_;
  std::size_t given = 0;
  std::size_t parts = 0;
  const auto take = [&](const core::Row& row) {
    intake.take(row);
    if (intake.members() < most) return true;
    given += intake.members();
    core::WindowRead part;
    part.task = index;
    part.last = false;
    part.batches = intake.part();
    outlet_.window(std::move(part));
    if (++parts % parts_of_a_size == 0) most = std::min(most * 2, reading_.part_members * largest_to_first);
    return given < reading_.most_members && !outlet_.stopped();
  };
  const auto read = source_.read(
      query(window, text),
      [&](core::Columns columns) {
        fits = check_state(reading_.source, kind, columns);
        intake.columns(columns);
        if (columns.covered_until)
          fresh = std::min(fresh.value_or(*columns.covered_until), *columns.covered_until);
      },
      [&](const core::Row& row) { return fits && take(row); });
  if (!read) return read;
  if (!fits) return fits;
  if (outlet_.stopped()) return cancelled(reading_.source);
  if (given >= reading_.most_members) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it gives more than {2} keys in one window.",
                          reading_.source.name, window.kind, reading_.most_members),
                      msg("Look whether its subject or event column names what it should."));
  }
  auto last = intake.finish();
  last.task = index;
  last.fresh_until = fresh;
  outlet_.window(std::move(last));
  return {};
}

/// Counts the rows of a query, `limit` at most, and notes their times.
core::Result<std::size_t> Performance::count_rows(const core::Query& asked, std::size_t limit,
                                                  std::vector<Instant>* times) {
  core::RowTimes read_times(reading_.source.zone, reading_.time, false);
  std::size_t count = 0;
  const auto read = source_.read(
      asked, [](core::Columns) {},
      [&](const core::Row& row) {
        ++count;
        if (const auto time = read_times.read(row.at); times && time) {
          times->push_back(time->day ? reading_.source.zone.start_of(*time->day) : time->instant);
        }
        return count < limit;
      });
  if (!read) return core::Failure(read.error());
  return count;
}

/// A bound written otherwise than the column finds no row, without an error: ten rows found without bounds
/// must be found again with the bounds drawn around them.
core::Result<void> Performance::check_bounds(const core::FactKind& kind, const std::string& text) {
  using std::chrono::year;
  const core::Day beginning(year(1900) / 1 / 1);
  const core::Day end(year(9999) / 1 / 1);
  std::vector<Instant> times;
  const auto unbounded =
      count_rows({kind.id, text, core::LocalTime(beginning), core::LocalTime(end), reading_.request.now,
                  reading_.source.zone.start_of(beginning), reading_.source.zone.start_of(end)},
                 checked_rows, &times);
  if (!unbounded) return core::Failure(unbounded.error());
  if (times.empty()) return {};
  const auto [earliest, latest] = std::ranges::minmax(times);
  const core::ReadTask around{kind.id, {}, earliest, latest + std::chrono::seconds(1)};
  const auto bounded = count_rows(query(around, text), times.size(), nullptr);
  if (!bounded) return core::Failure(bounded.error());
  if (*bounded >= times.size()) return {};
  return core::fail(
      ErrorKind::invalid,
      msg("Source {0}, query {1}: within the bounds of {2} of its rows it finds only {3}.",
          reading_.source.name, kind.id, times.size(), *bounded),
      msg("Set time to the form of the column: timestamp, epoch, epoch-ms, iso-t or iso-space; and "
          "timezone to the zone it is written in."));
}

}  // namespace

core::Finished perform(const Reading& reading, core::Source& source, const Outlet& outlet) {
  return Performance(reading, source, outlet).run();
}

}  // namespace jauge::reader
