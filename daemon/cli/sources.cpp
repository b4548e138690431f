#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "config/configuration.hpp"
#include "core/words.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

int sources(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto sources = (*session)->get("/v1/sources");
  if (!sources) return sources.error();
  bool failing = false;
  for (const auto& source : *sources) failing = failing || !source.at("problem").is_null();
  const int exit_code = failing ? needs_operator : all_well;
  if (options.json) {
    print_json(*sources);
    return exit_code;
  }
  const auto language = (*session)->language();
  const auto title = [&](const core::Message& word) { return render(word, language); };
  Table table({{title(msg("source"))},
               {title(msg("kind"))},
               {title(msg("last success"))},
               {title(msg("last attempt"))},
               {title(msg("problem"))}});
  for (const auto& source : *sources) {
    for (const auto& kind : source.at("kinds")) {
      const auto id = cell(kind.at("kind"));
      table.add({cell(source.at("source")),
                 on_terminal()
                     ? std::string(core::kind_words((*session)->configuration().kinds, id, language))
                     : id,
                 instant_cell(kind.at("last_success")), instant_cell(kind.at("last_attempt")),
                 cell(kind.at("problem"))});
    }
  }
  fmt::print("{}", table.text(on_terminal()));
  for (const auto& source : *sources) {
    if (!source.at("problem").is_null()) fmt::print("✗ {}\n", cell(source.at("problem")));
    for (const auto& warning : source.at("warnings")) {
      say(language,
          msg("! Source {0}: the account has the right {1} on {2}. Run: {3}", cell(source.at("source")),
              cell(warning.at("right")), cell(warning.at("object")), cell(warning.at("remedy"))));
    }
  }
  return exit_code;
}

}  // namespace jauge::cli
