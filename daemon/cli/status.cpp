#include <nlohmann/json.hpp>

#include "cli/nagios.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "core/message.hpp"

namespace jauge::cli {

using core::msg;

namespace {
std::string_view mark(std::string_view level) {
  if (level == "alarm") return "✗";
  return level == "warning" ? "!" : "·";
}
}  // namespace

int status(const Options& options) {
  if (options.nagios) return status_for_nagios(options);
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto overview = (*session)->get("/v1/status");
  if (!overview) return overview.error();
  const auto reports = (*session)->get("/v1/reports");
  if (!reports) return reports.error();

  bool alarm = false;
  for (const auto& advice : overview->at("advice")) alarm = alarm || advice.at("level") == "alarm";
  const int exit_code = alarm ? needs_operator : all_well;
  if (options.json) {
    Json out = *overview;
    out["reports"] = *reports;
    print_json(out);
    return exit_code;
  }
  const auto language = (*session)->language();
  const auto text = [&](const char* name) { return overview->at(name).get<std::string>(); };
  fmt::print("{}\n", paint(Paint::strong, fmt::format("{} — {}", text("project"), text("name"))));
  if (overview->at("last_closed").is_string()) {
    say(language, msg("Last closed month: {0}.", text("last_closed")));
  } else {
    say(language, msg("No month is closed yet; the first is {0}.", text("first_month")));
  }
  say(language, msg("Next closing: {0}, due {1}.", text("next_closing"), text("next_closing_at")));
  std::size_t settled = 0;
  for (const auto& report : *reports) {
    if (report.at("state") == "accuse" || report.at("state") == "depose") ++settled;
  }
  say(language, msg("Reports: {0}, of which settled: {1}.", reports->size(), settled));
  if (overview->at("advice").empty()) say(language, msg("Nothing to do."));
  for (const auto& advice : overview->at("advice")) {
    fmt::print("{} {}\n", painted_mark(mark(advice.at("level").get<std::string>())),
               advice.at("text").get<std::string>());
  }
  return exit_code;
}

}  // namespace jauge::cli
