#include "engine/month_inputs.hpp"

#include <algorithm>

#include "core/completeness.hpp"
#include "core/reasons.hpp"
#include "core/window_counts.hpp"
#include "engine/read_plan.hpp"

namespace jauge::engine {

using core::Establishment;
using core::FactKind;
using core::Failure;
using core::Instant;
using core::KeyOf;
using core::Month;
using core::Result;
using core::SetState;
using core::Shape;

namespace {

/// Rows that may be refused before a share of them is looked at (indicators §1).
constexpr std::uint64_t refused_rows_overlooked = 2;

bool over_limit(std::uint64_t refused, std::uint64_t read, double limit) {
  return refused > refused_rows_overlooked &&
         static_cast<double>(refused) > limit * static_cast<double>(std::max<std::uint64_t>(read, 1));
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : counts) total += count;
  return total;
}

}  // namespace

Result<const std::map<store::SourceKind, core::Fates>*> MonthInputs::fates(Month month) const {
  const auto known = fates_.find(month);
  if (known != fates_.end()) return &known->second;
  auto read = store_.fates.get(month);
  if (!read) return Failure(read.error());
  return &fates_.emplace(month, std::move(*read)).first->second;
}

Result<core::EstablishmentInput> MonthInputs::gather(const core::Parameters& parameters,
                                                     const Establishment& establishment) const {
  core::EstablishmentInput input;
  for (const auto& id : parameters.measure.kinds()) {
    const auto* kind = core::find_kind(settings_.kinds, id);
    if (!kind) continue;
    auto state = set_state(parameters, establishment, *kind);
    if (!state) return Failure(state.error());
    input.sets.emplace(id, std::move(*state));
    if (feeds_windows(settings_, id)) {
      auto counts = earlier(parameters, establishment, *kind);
      if (!counts) return Failure(counts.error());
      input.earlier.emplace(id, std::move(*counts));
    }
  }
  const auto headcount = store_.headcounts.latest(parameters.month, establishment.finess, now_);
  if (!headcount) return Failure(headcount.error());
  input.headcount = *headcount;

  const auto span = core::month_span(establishment.zone, parameters.month);
  for (const auto& indicator : parameters.measure.indicators) {
    if (indicator.form != core::Indicator::Form::availability) continue;
    core::Availability total;
    for (const auto& source : settings_.sources) {
      if (!source.queries.contains(indicator.numerator.front()) ||
          !source.answers(establishment.finess, parameters.month)) {
        continue;
      }
      const auto polls = store_.reads.availability(source.name, span.begin, span.end);
      if (!polls) return Failure(polls.error());
      total.successful += polls->successful;
      total.attempted += polls->attempted;
    }
    input.availability[indicator.numerator.front()] = total;
  }
  return input;
}

Result<SetState> MonthInputs::set_state(const core::Parameters& parameters,
                                        const Establishment& establishment, const FactKind& kind) const {
  SetState state;
  state.complete = true;
  state.coverage_tenths = 1000;
  for (const auto& source : settings_.sources) {
    if (!source.queries.contains(kind.id) || !source.answers(establishment.finess, parameters.month))
      continue;
    state.sources.push_back(source.name);
    if (std::find(state.numberings.begin(), state.numberings.end(), source.ids) == state.numberings.end()) {
      state.numberings.push_back(source.ids);
    }
    state.reproducible = state.reproducible && source.keeps(kind.id) && !source.is_state(kind.id);
    const auto known = completeness(source, kind, establishment, parameters.month);
    if (!known) return Failure(known.error());
    state.complete = state.complete && known->complete;
    state.coverage_tenths = std::min(state.coverage_tenths, known->coverage_tenths);
    state.longest_gap_minutes = std::max(state.longest_gap_minutes, known->longest_gap_minutes);
    state.reason = core::most_upstream(state.reason, known->reason);
    const auto reason = source_reason(source, kind, establishment, parameters.month);
    if (!reason) return Failure(reason.error());
    state.reason = core::most_upstream(state.reason, *reason);
  }
  if (state.sources.empty()) {
    state.complete = false;
    state.coverage_tenths = 0;
    state.reason = "source-absente";
    return state;
  }
  auto members = store_.members.members(establishment.finess, parameters.month, kind.id, state.sources);
  if (!members) return Failure(members.error());
  state.members = std::move(*members);
  return state;
}

Result<core::Completeness> MonthInputs::completeness(const core::SourceSpec& source, const FactKind& kind,
                                                     const Establishment& establishment, Month month) const {
  const auto span = core::month_span(establishment.zone, month);
  core::ReadHistory history;
  const bool momentary = source.is_state(kind.id) || (kind.shape != Shape::instant && !source.keeps(kind.id));
  history.history = momentary               ? core::History::state
                    : source.keeps(kind.id) ? core::History::kept
                                            : core::History::overwritten;
  history.max_gap = source.max_gap;
  history.max_state_gap = source.max_state_gap;
  auto spans = store_.reads.spans(source.name, kind.id, span.begin, span.end);
  if (!spans) return Failure(spans.error());
  history.reads = std::move(*spans);
  const auto answer = store_.answers.get(source.name, kind.id, establishment.finess);
  if (!answer) return Failure(answer.error());
  if (*answer) history.first_read = (*answer)->first_read;
  // Reads before the source first answered for this establishment tell nothing of it; nor does a month's own
  // re-read, of a kind of which only the last state is known, tell of the next month.
  const Instant begin = core::month_span(settings_.project, month).begin;
  std::erase_if(history.reads, [&](const core::ReadSpan& read) {
    const bool unheard = !history.first_read || read.until < *history.first_read;
    return unheard || (momentary && read.until < span.end && read.since < begin);
  });

  if (now_ < span.end) {
    // The month runs: what was read stands for what there is so far.
    core::Completeness so_far;
    if (history.reads.empty()) {
      so_far.reason = "source-incomplete";
      return so_far;
    }
    const Instant last = std::min(history.reads.back().until, span.end);
    so_far.complete = true;
    so_far.coverage_tenths = static_cast<int>((last - span.begin) * 1000 / (span.end - span.begin));
    return so_far;
  }
  const auto closing = store_.closing_reads.get(month, source.name, kind.id);
  if (!closing) return Failure(closing.error());
  // A copy or a file that does not reach the month's end has not told of the whole month.
  history.closing_read_succeeded =
      *closing && (*closing)->state != store::ClosingReadState::failed && (*closing)->at >= span.end;
  return core::assess(history, span.begin, span.end);
}

Result<std::string> MonthInputs::source_reason(const core::SourceSpec& source, const FactKind& kind,
                                               const Establishment& establishment, Month month) const {
  std::string_view reason;
  const auto closing = store_.closing_reads.get(month, source.name, kind.id);
  if (!closing) return Failure(closing.error());
  if (*closing && (*closing)->state == store::ClosingReadState::incoherent && !(*closing)->accepted) {
    const auto& incoherent = (*closing)->incoherent;
    if (std::find(incoherent.begin(), incoherent.end(), establishment.finess) != incoherent.end()) {
      reason = "relecture-incoherente";
    }
  }
  const auto read = fates(month);
  if (!read) return Failure(read.error());
  const auto found = (*read)->find({source.name, kind.id});
  if (found != (*read)->end()) {
    const auto& known = found->second;
    const auto own = known.establishments.find(establishment.finess);
    if (over_limit(sum(known.unattributed), known.read, source.reject_limit) ||
        (own != known.establishments.end() &&
         over_limit(sum(own->second.refused), own->second.read, source.reject_limit))) {
      reason = core::most_upstream(reason, "lignes-ecartees");
    }
  }

  // Zero is a statement: made only where a row was once seen, or where it is said that there may be none.
  const auto count = store_.members.count(establishment.finess, month, kind.id, source.name);
  if (!count) return Failure(count.error());
  if (*count == 0) {
    const auto answer = store_.answers.get(source.name, kind.id, establishment.finess);
    if (!answer) return Failure(answer.error());
    const bool stated = (*answer && (*answer)->has_rows) ||
                        std::find(source.may_be_empty.begin(), source.may_be_empty.end(), kind.id) !=
                            source.may_be_empty.end();
    if (!stated) reason = core::most_upstream(reason, "aucune-ligne");
  }
  return std::string(reason);
}

/// What the closures before, or the one that is revised, took for a month that was read back.
Result<std::optional<std::int64_t>> MonthInputs::counted_before(const core::Parameters& parameters,
                                                                const Establishment& establishment,
                                                                const FactKind& kind, Month month) const {
  for (const Month closed : {parameters.month, parameters.month.previous()}) {
    if (closed < first_month_) continue;
    const auto closure = closure_(closed);
    if (!closure) return Failure(closure.error());
    if (!*closure) continue;
    if (const auto count = core::window_entry(**closure, establishment, kind.id, month)) return count;
  }
  return std::optional<std::int64_t>();
}

Result<std::optional<std::int64_t>> MonthInputs::window_count(const Establishment& establishment,
                                                              const FactKind& kind, Month month) const {
  const auto purged = store_.purges.get(month);
  if (!purged) return Failure(purged.error());
  if (*purged) return std::optional<std::int64_t>();
  // A month before the first one counts where each of its sources was read back over the whole of it.
  const auto span = core::month_span(establishment.zone, month);
  std::vector<std::string> sources;
  for (const auto& source : settings_.sources) {
    if (!source.queries.contains(kind.id) || !source.answers(establishment.finess, month)) continue;
    const auto spans = store_.reads.spans(source.name, kind.id, span.end, now_);
    if (!spans) return Failure(spans.error());
    const bool whole = core::covers(*spans, span.begin, span.end);
    const auto answer = store_.answers.get(source.name, kind.id, establishment.finess);
    if (!answer) return Failure(answer.error());
    const bool stated = (*answer && (*answer)->has_rows) ||
                        std::find(source.may_be_empty.begin(), source.may_be_empty.end(), kind.id) !=
                            source.may_be_empty.end();
    if (!whole || !stated || !source.keeps(kind.id)) return std::optional<std::int64_t>();
    sources.push_back(source.name);
  }
  if (sources.empty()) return std::optional<std::int64_t>();
  const auto members = store_.members.members(establishment.finess, month, kind.id, sources);
  if (!members) return Failure(members.error());
  return std::optional(static_cast<std::int64_t>(members->size()));
}

Result<std::vector<core::MonthCount>> MonthInputs::earlier(const core::Parameters& parameters,
                                                           const Establishment& establishment,
                                                           const FactKind& kind) const {
  std::vector<core::MonthCount> counts;
  const Month start = std::min(parameters.started(), parameters.month);
  for (Month month = start; month < parameters.month; month = month.next()) {
    if (core::membership(establishment, month) != core::Membership::counts) continue;
    if (month < first_month_) {
      auto count = window_count(establishment, kind, month);
      // What is no longer held was counted by a closure before.
      if (count && !*count) count = counted_before(parameters, establishment, kind, month);
      if (!count) return Failure(count.error());
      if (*count) counts.push_back({month, std::nullopt, **count, false});
      continue;
    }
    const auto closure = closure_(month);
    if (!closure) return Failure(closure.error());
    if (!*closure) continue;
    counts.push_back(core::frozen_count(**closure, establishment, kind.id));
  }
  return counts;
}

Result<std::vector<core::RowFate>> MonthInputs::row_fates(
    Month month, const std::optional<core::Finess>& establishment) const {
  std::vector<core::RowFate> out;
  const auto read = fates(month);
  if (!read) return Failure(read.error());
  const auto add = [&](const store::SourceKind& of, const std::string& reason, std::uint64_t count) {
    if (count > 0) out.push_back({of.first, of.second, reason, static_cast<std::int64_t>(count)});
  };
  for (const auto& [of, known] : **read) {
    if (establishment) {
      const auto own = known.establishments.find(*establishment);
      if (own == known.establishments.end()) continue;
      for (const auto& [reason, count] : own->second.refused) add(of, reason, count);
      continue;
    }
    for (const auto& [reason, count] : known.unattributed) add(of, reason, count);
    add(of, "hors-perimetre", known.outside);
    add(of, "a-venir", known.future);
    add(of, "corrige", known.corrected);
  }
  const auto late = store_.late.list(month);
  if (!late) return Failure(late.error());
  for (const auto& rows : *late) {
    if (rows.establishment == establishment) add({rows.source, rows.kind}, "tardif", rows.count);
  }
  return out;
}

}  // namespace jauge::engine
