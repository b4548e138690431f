#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

int revise(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query = filter_of(options);
  query["reason"] = options.reason;
  if (options.accept) query["accept"] = "1";
  if (options.renew) query["renew"] = "1";
  const auto work = (*session)->post("/v1/revise", query);
  if (!work) return work.error();
  const int exit_code = (*session)->follow(*work);
  if (const auto delivered = (*session)->deliver(); !delivered) return delivered.error();
  return exit_code;
}

}  // namespace jauge::cli
