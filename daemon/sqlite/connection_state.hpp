#pragma once
// What the files of this folder share of a connection.
#include <filesystem>

#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::sqlite {

struct Connection::State {
  sqlite3* database = nullptr;
  std::filesystem::path path;
  bool checksums = false;
  int open_transactions = 0;
  bool must_roll_back = false;  // a savepoint could not be undone

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  core::Error error(int code) const;
  /// SQLite has rolled back by itself, as it does when the disk is full: what follows must not run outside of
  /// the transaction that it was written for.
  bool transaction_was_lost() const;
};

}  // namespace jauge::sqlite
