#include "connectors/tddui/source.hpp"

#include "config/fhir_query.hpp"
#include "connectors/tddui/inbox.hpp"

namespace jauge::connectors::tddui {
namespace {

using core::ErrorKind;
using core::msg;

class Source final : public core::Source {
 public:
  explicit Source(const config::SourceSection& section)
      : spec_(section.spec), listening_(*section.listening) {}

  core::Result<void> open() override {
    auto inbox = InboxView::open(listening_.inbox, spec_.name);
    if (!inbox) return core::Failure(inbox.error());
    inbox_ = std::move(*inbox);
    return {};
  }
  /// The DUI gives, nothing is taken: there is no account.
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string&) override {
    return core::fail(ErrorKind::invalid, msg("Source {0}: what is posted takes no `fresh`.", spec_.name));
  }

 private:
  core::SourceSpec spec_;
  config::Listening listening_;
  std::optional<InboxView> inbox_;
};

core::Result<void> Source::read(const core::Query& window,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto query = config::parse_fhir_query(window.text);
  if (!query)
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it cannot be read.", spec_.name, window.kind));
  // Asked before the rows are: what is posted meanwhile is not lost, the next read has it.
  auto covered = inbox_->complete_until(window.now);
  const auto last = inbox_->last_post();
  if (!last) return core::Failure(last.error());
  if (!*last) {
    covered = core::Instant{};
  } else {
    covered = std::min(covered, **last + listening_.max_silence);
  }
  covered = std::max(covered, spec_.zone.to_instant(window.since));
  core::Columns columns;
  columns.at = query->has_at;
  columns.until = query->has_until;
  columns.covered_until = covered;
  on_columns(columns);
  return inbox_->read(window.kind, std::chrono::floor<std::chrono::days>(window.since),
                      std::chrono::ceil<std::chrono::days>(window.until), on_row);
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  return {std::make_unique<Source>(section), [] {}};
}

}  // namespace jauge::connectors::tddui
