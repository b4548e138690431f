#include "core/intake.hpp"

#include <algorithm>
#include <array>

#include "core/finess_index.hpp"
#include "core/identifier.hpp"
#include "core/member_table.hpp"
#include "core/row_time.hpp"

namespace jauge::core {

namespace {

constexpr Day earliest_of_instants(std::chrono::year(2000) / 1 / 1);
constexpr Day earliest_of_intervals(std::chrono::year(1900) / 1 / 1);

std::int32_t number_of(Day day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

/// An establishment's zone, with the days in it that matter to the read.
struct LocalView {
  CachedZone zone;
  Day today;         // of the read's end
  Day window_first;  // the first and the last day that the window touches
  Day window_last;
};

/// A month that rows fall into.
struct MonthView {
  Month month;
  Day begin;
  Day end;
  bool answered;                      // the source speaks for it
  std::optional<std::uint32_t> slot;  // its place among the months that are wanted
};

enum class Fate { taken, outside, future, outside_window, late };
using Judgement = tl::expected<Fate, Refusal>;

/// Rows that an establishment, or nobody, is named for.
struct Tally {
  std::uint64_t read = 0;
  std::array<std::uint64_t, refusal_codes.size()> refused{};
};

struct Place {
  const Establishment* establishment;
  std::uint32_t index;
  std::uint32_t view;
  bool answered;  // the source speaks for it
  Tally tally;
};

enum class Reading { instants, intervals, states, headcounts };

Reading reading_of(Shape shape, Columns columns) {
  switch (shape) {
    case Shape::instant:
      return Reading::instants;
    case Shape::number:
      return Reading::headcounts;
    case Shape::state_or_interval:
      return columns.at ? Reading::intervals : Reading::states;
    case Shape::interval:
      break;
  }
  return Reading::intervals;
}

std::map<std::string, std::uint64_t> by_code(const Tally& tally) {
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < refusal_codes.size(); ++i) {
    if (tally.refused[i] > 0) counts.emplace(refusal_codes[i], tally.refused[i]);
  }
  return counts;
}

}  // namespace

struct Intake::State {
  explicit State(const IntakeSettings& given);

  void add_place(const Establishment& establishment);
  std::uint32_t view_of(const Zone& zone);
  MonthView month_view(Month month) const;
  /// The view of the month of `day`; the same as the last time for most rows.
  const MonthView& month_of(Day day);
  Place* find(std::string_view finess);

  void judge(const Row& row);
  Judgement judge_in(Place& place, const Row& row);
  Judgement judge_instant(Place& place, const Row& row);
  Judgement judge_interval(Place& place, const Row& row);
  Judgement judge_headcount(Place& place, const Row& row);
  /// The fate of a row of that month which all other rules let pass.
  Fate fate_in(const MonthView& month);
  Fate add(const Place& place, const MonthView& month, std::string_view id, Day day);
  void refuse(Refusal refusal, Tally& tally);

  IntakeSettings settings;
  Reading reading;
  RowTimes times;
  std::vector<LocalView> views;
  std::vector<Place> places;
  FinessIndex by_finess;      // former numbers too
  std::vector<Month> months;  // that are wanted, sorted
  MonthView month;            // of the task, then the last one met
  MemberTable members;
  std::map<std::pair<Finess, Month>, std::int64_t> headcounts;
  Fates fates;
  Tally unattributed;
};

Intake::State::State(const IntakeSettings& given)
    : settings(given),
      reading(reading_of(given.kind.shape, {})),
      times(given.source.zone, given.time, given.kind.shape != Shape::instant) {
  for (const auto& [wanted, key] : given.keys) months.push_back(wanted);
  for (const Establishment& establishment : given.establishments) add_place(establishment);
  for (const Place& place : places) by_finess.add(place.establishment->finess, place.index);
  // A former number never takes the place of one in use.
  for (const Place& place : places) {
    for (const Finess& former : place.establishment->formerly) by_finess.add(former, place.index);
  }
  month = month_view(given.task.month);
}

void Intake::State::add_place(const Establishment& establishment) {
  const auto& answering = settings.source.establishments;
  const bool answered =
      answering.empty() || std::ranges::find(answering, establishment.finess) != answering.end();
  const auto index = static_cast<std::uint32_t>(places.size());
  places.push_back({&establishment, index, view_of(establishment.zone), answered, {}});
}

std::uint32_t Intake::State::view_of(const Zone& zone) {
  const auto found =
      std::ranges::find_if(views, [&](const LocalView& view) { return view.zone.zone() == zone; });
  const auto index = static_cast<std::uint32_t>(found - views.begin());
  if (found == views.end()) {
    const Instant last = settings.task.until - std::chrono::microseconds(1);
    views.push_back(
        {CachedZone(zone), zone.day_of(settings.now), zone.day_of(settings.task.since), zone.day_of(last)});
  }
  return index;
}

MonthView Intake::State::month_view(Month wanted) const {
  const SourceSpec& source = settings.source;
  MonthView view{wanted, wanted.first_day(), wanted.end(), true, {}};
  view.answered = !(source.from && wanted < *source.from) && !(source.until && wanted > *source.until);
  const auto found = std::ranges::lower_bound(months, wanted);
  if (found != months.end() && *found == wanted)
    view.slot = static_cast<std::uint32_t>(found - months.begin());
  return view;
}

const MonthView& Intake::State::month_of(Day day) {
  if (day < month.begin || day >= month.end) month = month_view(Month::of(day));
  return month;
}

Place* Intake::State::find(std::string_view finess) {
  const auto index = by_finess.find(finess);
  return index ? &places[*index] : nullptr;
}

void Intake::State::refuse(Refusal refusal, Tally& tally) {
  ++tally.refused[static_cast<std::size_t>(refusal)];
  if (!fates.first_refused_row) fates.first_refused_row = fates.read;
}

void Intake::State::judge(const Row& row) {
  ++fates.read;
  // The text of a known FINESS needs no reading.
  Place* place = row.finess.type == Cell::Type::text ? find(row.finess.text) : nullptr;
  if (!place) {
    const auto finess = read_finess(row.finess);
    if (!finess) {
      ++unattributed.read;
      return refuse(Refusal::finess, unattributed);
    }
    if (finess->corrected) ++fates.corrected;
    place = find(finess->finess.text());
  }
  if (!place || !place->answered) {
    ++fates.outside;
    return;
  }
  ++place->tally.read;
  const Judgement judgement = judge_in(*place, row);
  if (!judgement) return refuse(judgement.error(), place->tally);
  switch (*judgement) {
    case Fate::taken:
      ++fates.taken;
      break;
    case Fate::outside:
      ++fates.outside;
      break;
    case Fate::future:
      ++fates.future;
      break;
    case Fate::outside_window:
      ++fates.outside_window;
      break;
    case Fate::late:
      break;  // counted by its month
  }
}

Judgement Intake::State::judge_in(Place& place, const Row& row) {
  switch (reading) {
    case Reading::instants:
      return judge_instant(place, row);
    case Reading::headcounts:
      return judge_headcount(place, row);
    case Reading::intervals:
    case Reading::states:
      break;
  }
  return judge_interval(place, row);
}

Judgement Intake::State::judge_instant(Place& place, const Row& row) {
  IdentifierBuffer buffer;
  const auto id = normalised(row.id, buffer);
  if (!id) return tl::unexpected(id.error());
  const auto at = times.read(row.at);
  if (!at) return tl::unexpected(at.error());
  LocalView& view = views[place.view];
  const Day day = at->day_in(view.zone);
  if (day < earliest_of_instants) return tl::unexpected(Refusal::before_2000);
  if (at->day ? day > view.today : at->instant > settings.now) return Fate::future;
  const ReadTask& task = settings.task;
  // A day without time belongs to every window that it touches: given by two of them, it is one member all
  // the same.
  const bool within = at->day ? day >= view.window_first && day <= view.window_last
                              : at->instant >= task.since && at->instant < task.until;
  if (!within || task.since >= task.until) return Fate::outside_window;
  return add(place, month_of(day), *id, day);
}

Judgement Intake::State::judge_interval(Place& place, const Row& row) {
  IdentifierBuffer buffer;
  const auto id = normalised(row.id, buffer);
  if (!id) return tl::unexpected(id.error());
  LocalView& view = views[place.view];
  Day begin = view.today;
  bool begun = true;
  if (reading == Reading::intervals) {
    const auto at = times.read(row.at);
    if (!at) return tl::unexpected(at.error());
    begin = at->day_in(view.zone);
    begun = at->day ? begin <= view.today : at->instant <= settings.now;
  }
  if (begin < earliest_of_intervals) return tl::unexpected(Refusal::before_1900);
  std::optional<Day> last;
  if (!is_blank(row.until)) {
    const auto until = times.read(row.until);
    if (!until) return tl::unexpected(until.error());
    last = until->day_in(view.zone);
  }
  if (last && *last < begin) {
    // A state that ended is only no longer true.
    if (reading == Reading::states) return Fate::outside_window;
    return tl::unexpected(Refusal::ends_before_it_begins);
  }
  if (!begun) return Fate::future;
  const Day first_in_month = std::max(begin, month.begin);
  if (begin >= month.end || (last && *last < month.begin)) return Fate::outside_window;
  if (reading == Reading::states && begin < month.begin) return Fate::outside_window;
  // An interval that goes on touches a month only once that month has begun.
  if (first_in_month > view.today) return Fate::future;
  return add(place, month, *id, first_in_month);
}

Judgement Intake::State::judge_headcount(Place& place, const Row& row) {
  const auto stated = times.read_month(row.at);
  if (!stated) return tl::unexpected(stated.error());
  const auto number = read_count(row.id);
  if (!number) return tl::unexpected(Refusal::unreadable_number);
  if (stated->first_day() < earliest_of_instants) return tl::unexpected(Refusal::before_2000);
  if (stated->first_day() > views[place.view].today) return Fate::future;
  const Fate fate = fate_in(month_of(stated->first_day()));
  if (fate == Fate::taken) headcounts[{place.establishment->finess, *stated}] = *number;
  return fate;
}

Fate Intake::State::fate_in(const MonthView& view) {
  if (!view.answered) return Fate::outside;
  if (view.slot) return Fate::taken;
  // After the last month of interest there is nothing to be late for: that month's own read will ask for the
  // row.
  if (!months.empty() && view.month > months.back()) return Fate::outside_window;
  ++fates.late[view.month];
  return Fate::late;
}

Fate Intake::State::add(const Place& place, const MonthView& view, std::string_view id, Day day) {
  const Fate fate = fate_in(view);
  if (fate == Fate::taken) {
    const auto set = static_cast<std::uint32_t>(place.index * months.size()) + *view.slot;
    members.add(set, id, number_of(day));
  }
  return fate;
}

Intake::Intake(const IntakeSettings& settings) : state_(std::make_unique<State>(settings)) {}
Intake::~Intake() = default;

void Intake::columns(Columns columns) {
  state_->reading = reading_of(state_->settings.kind.shape, columns);
}

void Intake::take(const Row& row) {
  state_->judge(row);
}

std::size_t Intake::members() const {
  return state_->members.size();
}

std::vector<Batch> Intake::part() {
  const State& state = *state_;
  std::vector<Batch> batches;
  if (members() == 0) return batches;
  std::vector<KeyedHash> hashes;
  for (const auto& [wanted, key] : state.settings.keys) hashes.emplace_back(key);
  const std::size_t months = state.months.size();
  auto sets = state_->members.take(state.places.size() * months, [&](std::uint32_t set, std::string_view id) {
    const Establishment& establishment = *state.places[set / months].establishment;
    return hashes[set % months](establishment.finess.text(), state.settings.source.ids, id);
  });
  for (std::size_t set = 0; set < sets.size(); ++set) {
    if (sets[set].empty()) continue;
    batches.push_back(
        {state.places[set / months].establishment->finess, state.months[set % months], std::move(sets[set])});
  }
  return batches;
}

WindowRead Intake::finish() {
  State& state = *state_;
  WindowRead read;
  read.state = state.reading == Reading::states;
  read.batches = part();
  for (const auto& [where, number] : state.headcounts)
    read.headcounts.push_back({where.first, where.second, number});
  read.fates = std::move(state.fates);
  for (const Place& place : state.places) {
    if (place.tally.read == 0) continue;
    read.fates.establishments[place.establishment->finess] = {place.tally.read, by_code(place.tally)};
  }
  read.fates.unattributed = by_code(state.unattributed);
  return read;
}

}  // namespace jauge::core
