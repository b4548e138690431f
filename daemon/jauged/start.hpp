#pragma once
// How a run was asked for, beside its configuration.

namespace jauge::jauged {

struct Start {
  bool backfill = false;  // kept kinds are read back to the project's start, for its counts since then
};

}  // namespace jauge::jauged
