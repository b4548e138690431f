#pragma once
// What the benchmarks of the parts work on.
#include <memory>
#include <string>

#include "config/configuration.hpp"
#include "core/ports.hpp"

namespace jauge::bench {

/// A made-up grappe of 15 establishments over a month, in files.
class PartsGrappe {
 public:
  PartsGrappe();
  ~PartsGrappe();
  /// Of the "sqlite" files.
  const config::Configuration& configuration() const;
  /// The source that reads the files of that type: "sqlite" or "csv".
  config::SourceSection section(const std::string& type) const;
  /// Of its writes: file_update, the whole month.
  core::Query query(const config::SourceSection& section) const;
  core::Month month() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Made once.
const PartsGrappe& parts_grappe();

}  // namespace jauge::bench
