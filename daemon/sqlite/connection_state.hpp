#pragma once
// What the files of this folder share of a connection.
#include <filesystem>
#include <string_view>
#include <unordered_map>

#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/statement.hpp"

namespace jauge::sqlite {

struct Connection::State {
  sqlite3* database = nullptr;
  std::filesystem::path path;
  bool checksums = false;
  int open_transactions = 0;
  bool must_roll_back = false;                           // a savepoint could not be undone
  std::unordered_map<std::string_view, Statement> kept;  // by their text, those that nobody has on loan

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
