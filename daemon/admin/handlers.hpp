#pragma once
// The administration interface: requests to the engine as HTTP, whatever carries them (sockets or a call).
#include <string>

#include "admin/dashboard.hpp"
#include "core/message.hpp"
#include "engine/engine.hpp"
#include "http/message.hpp"

namespace jauge::admin {

/// What the bearer of a request may ask for: told by the socket it came through.
enum class Role {
  reader,         // control.sock: reading, poll
  administrator,  // admin.sock: also close, revise, push, headcount, deposit, purge, backup
};

/// The header in which whoever carries a request tells the user id of its sender, for the journal. Never the
/// sender's own word.
inline constexpr std::string_view user_header = "x-jauge-user";

class Handlers {
 public:
  /// `engine` outlives this. Calls come on the engine's thread.
  Handlers(engine::Engine& engine, core::Language language)
      : engine_(engine), language_(language), dashboard_(language) {}
  /// The verbs of `jauge` are below /v1/; every other address is one of the dashboard.
  http::Response answer(const http::Request& request, Role role);
  /// The dashboard alone: what a browser may have.
  http::Response show(const http::Request& request) { return dashboard_.answer(engine_, request); }

 private:
  engine::Engine& engine_;
  core::Language language_;
  Dashboard dashboard_;
};

}  // namespace jauge::admin
