#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

namespace {

core::Message word_of(const Json& set) {
  const auto state = set.at("state").get<std::string>();
  if (state == "identique") return msg("identical");
  if (state == "non-relisible") return msg("cannot be read again");
  if (state == "non-lu") return msg("not read");
  if (set.at("differing").is_null()) return msg("differs");
  return msg("differs by {0}", cell(set.at("differing")));
}

int print_sets(const Json& audit, core::Language language) {
  const auto title = [&](const core::Message& word) { return render(word, language); };
  Table table({{title(msg("establishment"))},
               {title(msg("kind"))},
               {title(msg("frozen")), Table::Align::right},
               {title(msg("now")), Table::Align::right},
               {title(msg("result"))}});
  for (const auto& set : audit.at("sets")) {
    table.add({cell(set.at("finess")), cell(set.at("kind")), cell(set.at("frozen")), cell(set.at("now")),
               render(word_of(set), language)});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace

int audit(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto work = (*session)->post("/v1/audit", filter_of(options));
  if (!work) return work.error();
  const int followed = (*session)->follow(*work);
  const auto audit = (*session)->get("/v1/audit", {{"id", work->at("work").dump()}});
  if (!audit) return audit.error();
  if (options.json) {
    print_json(*audit);
  } else {
    print_sets(*audit, (*session)->language());
  }
  for (const auto& set : audit->at("sets")) {
    if (set.at("state") == "different" || set.at("state") == "non-lu") return needs_operator;
  }
  return followed;
}

}  // namespace jauge::cli
