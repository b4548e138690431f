#pragma once
// The readers that stay: one for each source that a DUI posts to, started with the service and again when it
// ends.
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "config/configuration.hpp"
#include "engine/settings.hpp"

namespace jauge::assembly {

/// Of one thread, which must live as long as its children.
class Listeners {
 public:
  /// `program` is the jauge-reader to start; `notice` is told when one ends, with its reason.
  Listeners(const config::Configuration& configuration, std::filesystem::path program,
            engine::NoticeSink notice);
  /// Ends them: within a second and a little.
  ~Listeners();
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  /// Starts those that are not there: at once the first time, then after 5 s, 10 s, … up to a minute. Call it
  /// every few seconds.
  void look_after();

 private:
  struct Child;
  void start(Child& child);
  void end(Child& child);

  std::filesystem::path configuration_;
  std::filesystem::path program_;
  engine::NoticeSink notice_;
  std::map<std::string, std::unique_ptr<Child>> children_;  // by source
};

}  // namespace jauge::assembly
