#pragma once
// A connection to MariaDB: made from the configuration alone, limited before anything is run on it.
#include <mysql.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "connectors/failure.hpp"

namespace jauge::connectors::mariadb {

class Link {
 public:
  explicit Link(const config::SourceSection& section) : section_(section) {}

  /// Connects and sets the session's limits; of an open one, whether it still stands.
  core::Result<void> open();
  MYSQL* get() const { return connection_.get(); }
  /// One statement, its whole answer as text, null as empty; for small ones.
  core::Result<std::vector<std::vector<std::string>>> run(const std::string& sql, std::string_view query);
  /// `number` and `state` of a statement that failed.
  core::Failure failed(unsigned number, const char* state, std::string_view query);
  /// The server has no tables of time zones: the session's zone is an offset, that of `instant` from now on.
  bool uses_offsets() const { return offset_.has_value(); }
  std::chrono::seconds offset() const { return offset_.value_or(std::chrono::seconds(0)); }
  core::Result<void> use_offset_of(core::Instant instant);
  /// Ends the running statement, over a connection of its own; from any thread.
  void cancel() const;

 private:
  struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
  };
  using Handle = std::unique_ptr<MYSQL, Close>;
  core::Result<Handle> connect(std::chrono::seconds limit) const;
  core::Result<void> limit();
  core::Result<void> set_zone();

  config::SourceSection section_;
  Handle connection_;
  bool lost_ = false;
  std::optional<std::chrono::seconds> offset_;
  std::atomic<unsigned long> id_{0};
};

/// The server's own mark for the session: "+02:00".
std::string offset_text(std::chrono::seconds offset);

}  // namespace jauge::connectors::mariadb
