#pragma once
// The register of what persons asked for.
#include <map>

#include "engine/work.hpp"

namespace jauge::engine {

class Works {
 public:
  /// Work 0 is nobody's: every call about it does nothing.
  WorkId begin();
  void add_steps(WorkId id, std::uint32_t steps);
  void step_done(WorkId id, core::Message doing);
  void problem(WorkId id, core::Message sentence);
  void finish(WorkId id);
  const Work* find(WorkId id) const;
  bool unfinished() const;

 private:
  Work* open(WorkId id);
  std::map<WorkId, Work> works_;
  WorkId last_ = 0;
};

}  // namespace jauge::engine
