#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

namespace {

/// The sentence a team acts on: what to do, where, how many.
core::Message action(const Json& gap) {
  const auto name = cell(gap.at("name"));
  const auto label = cell(gap.at("label"));
  if (!gap.at("reason").is_null())
    return msg("{0}: {1} is not computable ({2}).", name, label, cell(gap.at("reason")));
  if (gap.at("target").is_null()) return msg("{0}: no target is set for {1}.", name, label);
  const auto missing = gap.at("missing").get<std::int64_t>();
  const auto kind = cell(gap.at("kind"));
  if (kind == "file_update") return msg("{0}: {1} files to update.", name, missing);
  if (kind == "personalised_project")
    return msg("{0}: {1} more active files need a personalised project.", name, missing);
  if (kind == "agenda_event") return msg("{0}: {1} more active files need an agenda event.", name, missing);
  return msg("{0}: {1} missing for {2}.", name, missing, label);
}

bool reached(const Json& gap) {
  return gap.at("reason").is_null() && !gap.at("target").is_null() &&
         gap.at("missing").get<std::int64_t>() == 0;
}

}  // namespace

int gap(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto answer = (*session)->get("/v1/gap", filter_of(options));
  if (!answer) return answer.error();
  if (options.json) {
    print_json(*answer);
    return all_well;
  }
  const auto language = (*session)->language();
  say(language, msg("{0}: usage criteria met by {1} establishments of {2}; at stake: {3}.",
                    cell(answer->at("month")), cell(answer->at("passing")), cell(answer->at("concerned")),
                    euros(answer->at("at_stake_cents").get<std::int64_t>())));
  std::size_t met = 0;
  for (const auto& gap : answer->at("gaps")) {
    if (reached(gap)) ++met;
    if (!gap.at("holds_back").get<bool>()) continue;
    std::string line = "· " + render(action(gap), language);
    const auto days = gap.at("days_left").get<int>();
    if (days > 0) line += " " + render(msg("Days left: {0}.", days), language);
    if (days > 0 && !gap.at("projected").is_null()) {
      line += " " + render(msg("At this pace: {0} at the month's end.", cell(gap.at("projected"))), language);
    }
    fmt::print("{}\n", line);
  }
  say(language, msg("Targets reached: {0} of {1}.", met, answer->at("gaps").size()));
  for (const auto& share : answer->at("shares")) {
    say(language, msg("Share of the region {0}: {1}.", cell(share.at("region")),
                      euros(share.at("at_stake_cents").get<std::int64_t>())));
  }
  return all_well;
}

}  // namespace jauge::cli
