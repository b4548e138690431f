#include "engine/closing.hpp"

#include <algorithm>

#include "engine/freeze.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::Result;

Result<Month> Closing::next_open() const {
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  return frozen->empty() ? first_month_ : std::max(first_month_, frozen->back().next());
}

Result<WorkId> Closing::ask(Month month, bool accept) {
  const Instant now = doors_.clock.now();
  if (asked_) {
    return core::fail(ErrorKind::refused, msg("A closing is already under way."),
                      msg("Wait until it has ended."));
  }
  if (now < core::month_span(settings_.project, month).end) {
    return core::fail(ErrorKind::refused, msg("{0} has not ended: it cannot be closed.", month.text()),
                      msg("A month is closed once its last day is over in every zone of the project."));
  }
  const auto open = next_open();
  if (!open) return Failure(open.error());
  if (month < *open) {
    return core::fail(ErrorKind::refused,
                      month < first_month_
                          ? msg("{0} is before the project's first month, {1}: it is never closed.",
                                month.text(), first_month_.text())
                          : msg("{0} is closed already.", month.text()),
                      msg("jauge closures lists the closed months."));
  }
  asked_ = Asked{month, accept, works_.begin(), now};
  reads_.reset();
  return asked_->work;
}

Result<void> Closing::advance(Instant now) {
  for (;;) {
    const auto month = next_open();
    if (!month) return Failure(month.error());
    if (asked_ && *month > asked_->up_to) end_work(asked_->up_to, true);
    const bool due = asked_ || now >= core::closing_instant(settings_.project, *month, settings_.close);
    if (!due || now < core::month_span(settings_.project, *month).end) {
      reads_.reset();
      return {};
    }
    const auto step = advance_month(*month, now);
    if (!step) return Failure(step.error());
    if (*step == Step::waiting) return {};
    if (*step == Step::stays_open) {
      if (asked_) end_work(*month, false);
      return {};
    }
    reads_.reset();
  }
}

Result<Closing::Step> Closing::advance_month(Month month, Instant now) {
  ClosingReads::Wish wish;
  wish.month = month;
  wish.not_before = asked_ ? asked_->since : core::closing_instant(settings_.project, month, settings_.close);
  wish.accept = asked_ && asked_->accept;
  wish.again = !asked_;
  wish.work = asked_ ? asked_->work : 0;
  const auto read = reads_.advance(wish, now);
  if (!read) return Failure(read.error());
  if (*read == ClosingReads::State::waiting) return Step::waiting;
  const Instant deadline = core::month_span(settings_.project, month).end + settings_.close_deadline;
  if (*read == ClosingReads::State::failed && now < deadline) return Step::stays_open;
  if (auto frozen = freeze_month(month, now); !frozen) return Failure(frozen.error());
  return Step::frozen;
}

Result<void> Closing::freeze_month(Month month, Instant now) {
  const auto closure = compute_closure(settings_, store_, closures_, first_month_, month, now);
  if (!closure) return Failure(closure.error());
  if (auto stored = store_.transaction([&] { return freeze(store_, *closure); }); !stored) return stored;
  closures_.forget(month);
  doors_.notice({Notice::Level::info, "arrete", msg("{0} is closed.", month.text())});
  return {};
}

void Closing::end_work(Month month, bool frozen) {
  if (!frozen) {
    works_.problem(asked_->work,
                   msg("{0} stays open: a source could not be read again. It closes with its reasons at the "
                       "closing deadline.",
                       month.text()));
  }
  works_.finish(asked_->work);
  asked_.reset();
}

}  // namespace jauge::engine
