#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;

int purge(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query = filter_of(options);
  if (options.key) query["key"] = "1";
  if (options.force) query["force"] = "1";
  const auto purged = (*session)->post("/v1/purge", query);
  if (!purged) return purged.error();
  const auto language = (*session)->language();
  bool nothing = true;
  for (const auto& month : *purged) {
    if (month.at("members").get<bool>()) {
      say(language, msg("The pseudonymised members of {0} are deleted.", cell(month.at("month"))));
      nothing = false;
    }
    if (month.at("key").get<bool>()) {
      say(language, msg("The key of {0} is destroyed.", cell(month.at("month"))));
      nothing = false;
    }
  }
  if (nothing) say(language, msg("There is nothing to delete."));
  return all_well;
}

}  // namespace jauge::cli
