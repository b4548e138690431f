#include "engine/safekeeping.hpp"

#include <charconv>

#include "store/store.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::msg;
using core::Result;

namespace {

constexpr std::string_view backed_up_at = "backed_up_at";
constexpr std::chrono::hours between_backups{24};
constexpr std::chrono::hours retry_after{1};

std::optional<Instant> parse_instant(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Instant(std::chrono::microseconds(count));
}

}  // namespace

Result<std::optional<Instant>> Safekeeping::last_backup() const {
  const auto known = store_.meta.get(backed_up_at);
  if (!known) return Failure(known.error());
  return *known ? parse_instant(**known) : std::nullopt;
}

Result<void> Safekeeping::advance(Instant now) {
  if (again_ && now < *again_) return {};
  const auto last = last_backup();
  if (!last) return Failure(last.error());
  if (*last && now >= **last && now < **last + between_backups) return {};
  const auto made = store_.backup(store::daily_backup_path(store_.path()), store::Members::included);
  if (!made) {
    if (made.error().kind == ErrorKind::damaged) return Failure(made.error());
    problem_ = made.error().sentence;
    again_ = now + retry_after;
    doors_.notice({Notice::Level::error, "sauvegarde-impossible", problem_});
    return {};
  }
  problem_ = {};
  again_.reset();
  return store_.transaction([&]() -> Result<void> {
    if (auto noted = store_.meta.set(backed_up_at, std::to_string(now.time_since_epoch().count())); !noted)
      return noted;
    return store_.audit.append({now, "sauvegarde", "quotidienne", ""});
  });
}

Result<BackupView> Safekeeping::copy(store::Members members) const {
  const auto path = store_.path().string() + ".export";
  const auto made = store_.backup(path, members);
  if (!made) return Failure(made.error());
  return BackupView{path, made->closures, made->reports, made->receipts, made->members};
}

Result<std::vector<JournalView>> Safekeeping::journal(std::size_t limit) const {
  const auto events = store_.audit.list(limit);
  if (!events) return Failure(events.error());
  std::vector<JournalView> views;
  for (const auto& event : *events) views.push_back({event.at, event.code, event.subject, event.detail});
  return views;
}

}  // namespace jauge::engine
