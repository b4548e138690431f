#include "engine/works.hpp"

#include <algorithm>

namespace jauge::engine {
namespace {
constexpr std::size_t remembered = 64;
}

WorkId Works::begin() {
  while (works_.size() >= remembered) works_.erase(works_.begin());
  ++last_;
  works_[last_].id = last_;
  return last_;
}

Work* Works::open(WorkId id) {
  const auto found = works_.find(id);
  return found == works_.end() || found->second.finished ? nullptr : &found->second;
}

void Works::add_steps(WorkId id, std::uint32_t steps) {
  if (auto* work = open(id)) work->steps += steps;
}

void Works::step_done(WorkId id, core::Message doing) {
  if (auto* work = open(id)) {
    ++work->done;
    work->doing = std::move(doing);
  }
}

void Works::problem(WorkId id, core::Message sentence) {
  if (auto* work = open(id)) {
    work->succeeded = false;
    if (std::find(work->problems.begin(), work->problems.end(), sentence) == work->problems.end()) {
      work->problems.push_back(std::move(sentence));
    }
  }
}

void Works::finish(WorkId id) {
  if (auto* work = open(id)) work->finished = true;
}

const Work* Works::find(WorkId id) const {
  const auto found = works_.find(id);
  return found == works_.end() ? nullptr : &found->second;
}

bool Works::unfinished() const {
  return std::any_of(works_.begin(), works_.end(), [](const auto& entry) { return !entry.second.finished; });
}

}  // namespace jauge::engine
