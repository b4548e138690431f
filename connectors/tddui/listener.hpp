#pragma once
// The endpoint that a DUI posts its Bundles to: on the loopback, or with mutual TLS. It answers once what it
// took is durable.
#include <functional>
#include <memory>

#include "config/configuration.hpp"
#include "core/result.hpp"

namespace jauge::connectors::tddui {

class Listener {
 public:
  /// `now` is the clock. Nothing is opened yet.
  Listener(const config::SourceSection& section, std::function<core::Instant()> now);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Opens the inbox and listens; gives the port.
  [[nodiscard]] core::Result<std::uint16_t> open();
  /// Serves until stop() or one of `signals` comes; ends the exchanges under way.
  void serve(const std::vector<int>& signals);
  /// From any thread.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The machine's clock.
core::Instant clock_now();

}  // namespace jauge::connectors::tddui
