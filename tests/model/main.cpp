// jauge-model [actions] [seed]: the delivery protocol by chance against its oracle.
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/model/run.hpp"

int main(int argc, char** argv) {
  jauge::model::Run run;
  run.actions = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  run.seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device{}();
  run.progress = true;
  std::printf("graine %llu, %lld actions\n", static_cast<unsigned long long>(run.seed),
              static_cast<long long>(run.actions));
  if (const auto violation = jauge::model::run(run)) {
    std::printf("invariant violé : %s\n", violation->c_str());
    return 1;
  }
  std::printf("aucun invariant violé\n");
  return 0;
}
