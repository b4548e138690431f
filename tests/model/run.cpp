#include "tests/model/run.hpp"

#include <cstdio>

#include "tests/model/episode.hpp"

namespace jauge::model {

std::optional<std::string> run(const Run& run) {
  const Certificates certificates;
  std::uint64_t seed = run.seed;
  for (std::int64_t done = 0; done < run.actions; done += run.per_episode, ++seed) {
    if (run.progress && (seed - run.seed) % 50 == 0) {
      std::fprintf(stderr, "graine %llu : %lld actions\n", static_cast<unsigned long long>(seed),
                   static_cast<long long>(done));
    }
    Episode episode(certificates, seed);
    int action = 0;
    try {
      for (; action < run.per_episode; ++action) episode.act();
      episode.finish();
    } catch (const std::exception& violation) {
      return fmt::format("graine {}, action {}: {}\n{}", seed, action, violation.what(), episode.trace());
    }
  }
  return std::nullopt;
}

}  // namespace jauge::model
