#pragma once
// Jauge as the daemon runs it, in this process: its engine and store, readers as children.
#include <filesystem>
#include <memory>
#include <string>

#include "assembly/installation.hpp"

namespace jauge::bench {

class Installed {
 public:
  /// Opens the store that the configuration file names. Throws when something of it is wrong.
  explicit Installed(const std::string& configuration, std::optional<core::Instant> now = {});
  ~Installed();

  /// Asks every source for what is new and stores it.
  void poll();
  /// Leaves the reader of the last poll the time to go: its processor time is counted then.
  void settle();
  struct Closing {
    double whole = 0;   // seconds, the closing reads included
    double freeze = 0;  // figures, documents, seal: the longest turn of the engine
    double cpu = 0;     // processor time of it
  };
  Closing close(core::Month month);
  engine::Engine& engine();

 private:
  class FixedClock;
  std::unique_ptr<FixedClock> clock_;
  std::unique_ptr<assembly::Installation> installation_;
};

}  // namespace jauge::bench
