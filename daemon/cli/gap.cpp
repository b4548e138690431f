#include "admin/actions.hpp"
#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "core/words.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

namespace {

std::optional<std::int64_t> number(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<std::int64_t>());
}

/// The sentence a team acts on: what to do, where, how many.
core::Message action(const Json& gap, core::Language language) {
  core::Indicator indicator;
  indicator.id = cell(gap.at("indicator"));
  indicator.label = cell(gap.at("label"));
  core::Gap known;
  known.reason = cell(gap.at("reason"));
  if (!gap.at("target").is_null()) known.target = 0;  // that there is one is enough here
  known.missing = number(gap.at("missing"));
  known.missing_within = number(gap.at("missing_within"));
  return admin::action(cell(gap.at("name")), std::string(core::label_words(indicator, language)),
                       cell(gap.at("kind")), known, std::string(core::code_words(known.reason, language)));
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
                    core::euro_words(answer->at("at_stake_cents").get<std::int64_t>(), language)));
  std::size_t met = 0;
  for (const auto& gap : answer->at("gaps")) {
    if (reached(gap)) ++met;
    if (!gap.at("holds_back").get<bool>()) continue;
    const auto sentence = action(gap, language);
    if (sentence.empty()) continue;
    std::string line = painted_mark("·") + " " + render(sentence, language);
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
                      core::euro_words(share.at("at_stake_cents").get<std::int64_t>(), language)));
  }
  return all_well;
}

}  // namespace jauge::cli
