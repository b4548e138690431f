#include "reader/confinement.hpp"

#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace jauge::reader {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_limited = false;  // their shadow takes terabytes of addresses
#else
constexpr bool memory_is_limited = true;
#endif
constexpr rlim_t memory = rlim_t{256} << 20;

}  // namespace

void confine() {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  // A second arena would reserve 64 MiB of addresses, which count.
  mallopt(M_ARENA_MAX, 1);
  const rlimit limit{memory, memory};
  if (memory_is_limited) setrlimit(RLIMIT_AS, &limit);
}

}  // namespace jauge::reader
