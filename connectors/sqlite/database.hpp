#pragma once
// A SQLite file that another program writes: opened read-only, told to read and nothing else.
#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <mutex>

#include "config/configuration.hpp"
#include "connectors/failure.hpp"

namespace jauge::connectors::sqlite {

class Database {
 public:
  explicit Database(const config::SourceSection& section) : section_(section) {}

  /// Opens the file; of an open one, nothing. Fails where a write-ahead log is there that cannot be joined.
  core::Result<void> open();
  sqlite3* get() const { return handle_.get(); }
  core::Failure failed(std::string_view query) const;
  /// Statements end once the source's time limit has passed from now.
  void start_clock();
  /// Ends the running statement; from any thread.
  void interrupt();

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  core::Failure unopened(int code) const;

  config::SourceSection section_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace jauge::connectors::sqlite
