#pragma once
// The administration interface: requests to the engine as HTTP, whatever carries them (sockets or a call).
#include <string>

#include "core/message.hpp"
#include "engine/engine.hpp"
#include "http/message.hpp"

namespace jauge::admin {

/// What the bearer of a request may ask for: told by the socket it came through.
enum class Role {
  reader,         // control.sock: reading, poll
  administrator,  // admin.sock: also close, push, headcount, deposit, backup
};

/// The header in which whoever carries a request tells the user id of its sender, for the journal. Never the
/// sender's own word.
inline constexpr std::string_view user_header = "x-jauge-user";

class Handlers {
 public:
  /// `engine` outlives this. Calls come on the engine's thread.
  Handlers(engine::Engine& engine, core::Language language) : engine_(engine), language_(language) {}
  http::Response answer(const http::Request& request, Role role);

 private:
  engine::Engine& engine_;
  core::Language language_;
};

}  // namespace jauge::admin
