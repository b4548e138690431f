#pragma once
// What a connector hands over: a Source, and the way to end what it is doing.
#include <functional>
#include <memory>

#include "core/ports.hpp"

namespace jauge::connectors {

struct Connection {
  /// Nothing is opened yet. open() of an opened source tells whether its connection still stands.
  std::unique_ptr<core::Source> source;
  /// Asks the server to end the running statement. From any thread, also while the source works; it may block
  /// as long as the network does, so the caller must be ready to leave without it.
  std::function<void()> cancel;
};

}  // namespace jauge::connectors
