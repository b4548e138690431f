#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

int poll(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query;
  for (const auto& source : options.sources) {
    auto& names = query["source"];
    names += (names.empty() ? "" : ",") + source;
  }
  const auto work = (*session)->post("/v1/poll", query);
  if (!work) return work.error();
  return (*session)->follow(*work);
}

}  // namespace jauge::cli
