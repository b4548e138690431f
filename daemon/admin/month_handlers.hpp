#pragma once
// What is asked of closed months: revision, audit, purge; what is closed.
#include "admin/json.hpp"
#include "engine/engine.hpp"
#include "http/message.hpp"

namespace jauge::admin {

[[nodiscard]] core::Result<Json> revise(engine::Engine& engine, const http::Request& request,
                                        core::Language language);
[[nodiscard]] core::Result<Json> audit(engine::Engine& engine, const http::Request& request,
                                       core::Language language);
[[nodiscard]] core::Result<Json> audit_result(const engine::Engine& engine, const http::Request& request);
[[nodiscard]] core::Result<Json> purge(engine::Engine& engine, const http::Request& request);
[[nodiscard]] core::Result<Json> closures(const engine::Engine& engine, const http::Request& request);

}  // namespace jauge::admin
