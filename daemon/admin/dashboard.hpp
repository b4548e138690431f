#pragma once
// The dashboard: what a GET of a page, of a report's file or of /metrics answers. Reads only.
#include <string>
#include <vector>

#include "admin/snapshot.hpp"
#include "core/message.hpp"
#include "http/message.hpp"

namespace jauge::admin {

/// Used by one thread, the engine's.
class Dashboard {
 public:
  explicit Dashboard(core::Language language) : language_(language) {}

  /// Answers GET and HEAD; 405 to any other method, 404 where there is nothing. The pages of the configured
  /// language are at the root ("/index.html"), those of the other one below "/en/" or "/fr/".
  http::Response answer(engine::Engine& engine, const http::Request& request);
  /// Every address that answers with a page or a file of a report, relative: what an export writes. Links
  /// among them are relative too.
  [[nodiscard]] core::Result<std::vector<std::string>> addresses(engine::Engine& engine);

 private:
  http::Response page(engine::Engine& engine, std::string_view name, core::Language language);
  core::Language language_;
  Snapshots snapshots_;
};

}  // namespace jauge::admin
