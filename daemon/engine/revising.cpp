#include "engine/revising.hpp"

#include "core/window_counts.hpp"
#include "engine/freeze.hpp"

namespace jauge::engine {

using core::Closure;
using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::Result;

Result<WorkId> Revising::ask(const RevisionTerms& terms) {
  const Month month = terms.month;
  if (terms.reason.empty()) {
    return core::fail(ErrorKind::invalid, msg("A revision needs its reason; the report prints it."),
                      msg("Say what has changed, with --reason."));
  }
  const auto frozen = closures_.latest(month);
  if (!frozen) return Failure(frozen.error());
  if (!*frozen) {
    return core::fail(ErrorKind::refused, msg("{0} is not closed: there is nothing to revise.", month.text()),
                      msg("jauge closures lists the closed months."));
  }
  // A month that nobody was counted in has no key.
  const auto key = store_.keys.load(month);
  if (!key) return Failure(key.error());
  const auto purged = store_.purges.get(month);
  if (!purged) return Failure(purged.error());
  if (!*key && *purged) {
    return core::fail(ErrorKind::refused,
                      msg("The key of {0} is destroyed: its sets can no longer be made again.", month.text()),
                      msg("Its figures stand as they were frozen."));
  }
  const Instant now = doors_.clock.now();
  auto asked = store_.transaction([&]() -> Result<void> {
    if (auto done = store_.revisions.ask({month, terms.reason, terms.accept, terms.renew, now}); !done)
      return done;
    // What was read for the closing tells nothing of now.
    if (auto done = store_.closing_reads.clear(month); !done) return done;
    return store_.audit.append({now, "revision-demandee", month.text(), terms.reason});
  });
  if (!asked) return Failure(asked.error());
  reads_.reset();
  work_ = works_.begin();
  return work_;
}

Result<void> Revising::advance(Instant now) {
  const auto request = store_.revisions.pending();
  if (!request) return Failure(request.error());
  if (!*request) {
    reads_.reset();
    return {};
  }
  const auto purged = store_.purges.get((*request)->month);
  if (!purged) return Failure(purged.error());
  ClosingReads::Wish wish;
  wish.month = (*request)->month;
  wish.not_before = (*request)->asked_at;
  wish.accept = (*request)->accept;
  wish.again = false;
  wish.kept_only = purged->has_value();
  wish.work = work_;
  const auto read = reads_.advance(wish, now);
  if (!read) return Failure(read.error());
  switch (*read) {
    case ClosingReads::State::waiting:
      return {};
    case ClosingReads::State::failed:
      return give_up(**request,
                     msg("{0} is not revised: a source could not be read again.", (*request)->month.text()));
    case ClosingReads::State::done:
      return freeze_all(**request, now);
  }
  return {};
}

/// Later months whose windows the revision changes, each as its own next revision.
Result<std::vector<Closure>> Revising::followers(const Closure& revised, Instant now) {
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  std::vector<Closure> followers;
  for (const Month month : *frozen) {
    if (month <= revised.month()) continue;
    const auto latest = closures_.latest(month);
    if (!latest) return Failure(latest.error());
    Closure closure = **latest;
    if (!core::follow_revision(revised, closure)) continue;
    ++closure.revision;
    // French, as everything in a report.
    closure.reason = fmt::format("révision de {}", revised.month().text());
    closure.frozen_at = std::chrono::floor<std::chrono::seconds>(now);
    closure.software = settings_.software;
    for (auto& query : closure.queries) query.changed = false;
    followers.push_back(std::move(closure));
  }
  return followers;
}

Result<void> Revising::freeze_all(const store::RevisionRequest& request, Instant now) {
  std::optional<core::Error> refused;
  std::vector<Closure> closures;
  auto stored = store_.transaction([&]() -> Result<void> {
    // What came late has been read again: it is no longer late.
    if (auto done = store_.late.clear(request.month); !done) return done;
    auto revised = compute_revision(settings_, store_, closures_, first_month_,
                                    {request.month, request.reason, request.renew, request.accept}, now);
    if (!revised) {
      if (revised.error().kind == ErrorKind::refused) refused = revised.error();
      return Failure(revised.error());
    }
    auto following = followers(*revised, now);
    if (!following) return Failure(following.error());
    closures.push_back(std::move(*revised));
    for (auto& closure : *following) closures.push_back(std::move(closure));
    for (const auto& closure : closures) {
      if (auto done = freeze(store_, closure); !done) return done;
    }
    return store_.revisions.clear();
  });
  if (refused) {
    works_.problem(work_, refused->sentence);
    return give_up(request, refused->hint);
  }
  if (!stored) return stored;
  for (const auto& closure : closures) {
    closures_.forget(closure.month());
    doors_.notice({Notice::Level::info, "revision",
                   msg("{0} is revised: revision {1}.", closure.month().text(), closure.revision)});
  }
  works_.finish(work_);
  work_ = 0;
  reads_.reset();
  return {};
}

Result<void> Revising::give_up(const store::RevisionRequest& request, const core::Message& why) {
  const Instant now = doors_.clock.now();
  auto stored = store_.transaction([&]() -> Result<void> {
    // Of a purged month nothing stays that the re-read has brought.
    const auto purged = store_.purges.get(request.month);
    if (!purged) return Failure(purged.error());
    if (*purged) {
      if (auto done = store_.members.purge(request.month); !done) return done;
    }
    if (auto done = store_.revisions.clear(); !done) return done;
    return store_.audit.append({now, "revision-abandonnee", request.month.text(), request.reason});
  });
  if (!stored) return stored;
  doors_.notice({Notice::Level::error, "revision-abandonnee", why});
  works_.problem(work_, why);
  works_.finish(work_);
  work_ = 0;
  reads_.reset();
  return {};
}

}  // namespace jauge::engine
