#include "jauged/once.hpp"

#include <cstdio>

#include "assembly/installation.hpp"
#include "jauged/log.hpp"
#include "jauged/progress.hpp"
#include "jauged/service.hpp"

namespace jauge::jauged {
namespace {

using core::msg;
using core::Result;

constexpr std::chrono::milliseconds patience{200};

void print_error(const core::Error& error, core::Language language) {
  fmt::print(stderr, "jauged: {}\n", core::render(error.sentence, language));
  if (!error.hint.empty()) fmt::print(stderr, "        {}\n", core::render(error.hint, language));
}

/// Goes on until nothing is left to do; the works' problems are told as they stand at the end.
Result<void> finish(engine::Engine& engine, engine::Polls polls, std::optional<engine::WorkId> followed,
                    core::Language language) {
  Progress progress(language);
  for (;;) {
    // A turn may start what the last read made possible: it is over when a turn leaves nothing under way.
    if (auto turned = engine.tick(polls); !turned) return turned;
    if (engine.idle()) break;
    if (auto pumped = engine.pump(patience); !pumped) return pumped;
    if (followed) {
      if (const auto* work = engine.work(*followed)) progress.show(*work);
    }
  }
  progress.end();
  return {};
}

/// What keeps the month, or any when none is given, from being settled.
bool settled(const std::vector<engine::ReportView>& reports, std::optional<core::Month> month) {
  for (const auto& report : reports) {
    if (month && report.month > *month) continue;
    switch (report.state) {
      case engine::ReportState::receipted:
      case engine::ReportState::deposited:
      case engine::ReportState::placed:
      case engine::ReportState::by_hand:
        break;
      case engine::ReportState::to_seal:
      case engine::ReportState::waiting:
      case engine::ReportState::refused:
      case engine::ReportState::conflict:
        return false;
    }
  }
  return true;
}

Result<bool> do_what_is_due(assembly::Installation& installation, std::optional<core::Month> month,
                            core::Language language) {
  auto& engine = installation.engine();
  if (auto adopted = installation.adopt_holdings({}); !adopted) return core::Failure(adopted.error());
  std::optional<engine::WorkId> work;
  if (month) {
    const auto closures = engine.closures();
    if (!closures) return core::Failure(closures.error());
    const bool closed =
        std::any_of(closures->begin(), closures->end(),
                    [&](const engine::ClosureView& closure) { return closure.month == *month; });
    if (!closed) {
      const auto asked = engine.close(*month, false);
      if (!asked) return core::Failure(asked.error());
      work = *asked;
    }
  }
  const auto polls = month ? engine::Polls::asked : engine::Polls::due;
  if (auto done = finish(engine, polls, work, language); !done) return core::Failure(done.error());
  if (auto done = installation.deliver_due({}); !done) return core::Failure(done.error());

  bool well = true;
  if (work) {
    for (const auto& problem : engine.work(*work)->problems) {
      fmt::print(stderr, "jauged: {}\n", core::render(problem, language));
      well = false;
    }
  }
  const auto overview = engine.overview();
  if (!overview) return core::Failure(overview.error());
  for (const auto& advice : overview->advice) {
    if (advice.level != engine::Advice::Level::alarm) continue;
    const auto text = core::render(advice.sentence, language);
    fmt::print(stderr, "jauged: {}\n", text);
    well = false;
  }
  const auto reports = engine.reports();
  if (!reports) return core::Failure(reports.error());
  return well && settled(*reports, month);
}

}  // namespace

int run_once(config::Configuration configuration, std::optional<core::Month> month, const Start& start) {
  const auto language = configuration.language;
  open_log(language, configuration.project.id);
  assembly::InstallationOptions options;
  options.starts_with = month;
  options.backfill = start.backfill;
  options.notice = [](const engine::Notice& notice) {
    if (notice.level == engine::Notice::Level::info) log(notice);
  };
  auto installation = assembly::Installation::open(std::move(configuration), std::move(options));
  if (!installation) {
    auto error = installation.error();
    if (error.kind == core::ErrorKind::refused) {
      error.hint = msg("The service is running: use jauge poll, jauge close or jauge push.");
    }
    print_error(error, language);
    return exit_code_of(error);
  }
  const auto done = do_what_is_due(**installation, month, language);
  if (!done) {
    print_error(done.error(), language);
    return done.error().kind == core::ErrorKind::damaged ? 78 : 1;
  }
  return *done ? 0 : 1;
}

}  // namespace jauge::jauged
