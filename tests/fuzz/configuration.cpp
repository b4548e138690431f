// jauge.toml, whole.
#include "config/configuration.hpp"

#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(configuration) {
  const auto configuration = config::parse(bytes, "/nonexistent/jauge.toml");
  if (configuration) {
    static_cast<void>(config::warnings(*configuration));
  } else {
    for (const auto& error : configuration.error()) fuzz::require(!error.text(core::Language::fr).empty());
  }
}
