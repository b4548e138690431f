#pragma once
// /metrics: the snapshot in Prometheus' text format. No count of persons or events under five is told.
#include <cstdint>
#include <string>

#include "admin/snapshot.hpp"

namespace jauge::admin {

/// What the process uses.
struct ProcessUse {
  std::int64_t resident_bytes = 0;
  std::int64_t open_descriptors = 0;
};
/// Of this process, from /proc; zeros where it cannot be read.
ProcessUse own_process();

std::string write_metrics(const Snapshot& snapshot, const engine::Settings& settings, const ProcessUse& use);

}  // namespace jauge::admin
