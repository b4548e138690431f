#pragma once
// A connection to one SQLite file. Used by one thread at a time, never across a fork.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

struct sqlite3;

namespace jauge::sqlite {

class Statement;
class KeptStatement;

struct Options {
  bool read_only = false;  // perhaps somebody else's file: it is neither written nor set up
  bool create = false;     // the file may be missing; it is made with mode 0600
  bool exclusive = false;  // the file's own lock is taken at open and kept to the end
  bool checksums = false;  // page checksums (checksum_vfs.hpp): a new file gets them, one without is refused
  std::chrono::milliseconds patience{0};  // how long a lock held by another program is waited for
};

class Connection {
 public:
  /// Opens and sets every setting of the design (durable, strict, no trusted schema), each read back.
  /// Fails `damaged` on a file that is not a sound database, `transient` on a locked one.
  [[nodiscard]] static core::Result<Connection> open(const std::filesystem::path& path,
                                                     const Options& options);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  /// One statement; its parameters are bound, never written into it. It must not outlive the connection.
  [[nodiscard]] core::Result<Statement> prepare(std::string_view sql) const;
  /// The same, kept prepared for whoever asks next; `sql` must be a constant of the program.
  [[nodiscard]] core::Result<KeptStatement> keep(std::string_view sql) const;
  /// Every statement of a script that gives no rows.
  [[nodiscard]] core::Result<void> execute(std::string_view script) const;
  /// Lets SQL of this connection call `function`, of one text or blob, that gives a blob. It may throw only
  /// std::bad_alloc.
  [[nodiscard]] core::Result<void> define(const char* name, std::string (*function)(std::string_view)) const;
  /// The first column of the first row; nothing when there is no row or it is null.
  [[nodiscard]] core::Result<std::optional<std::int64_t>> integer(std::string_view sql) const;
  [[nodiscard]] core::Result<std::optional<std::string>> text(std::string_view sql) const;

  /// Rows that the last INSERT, UPDATE or DELETE touched.
  std::int64_t changes() const;
  std::int64_t last_insert_rowid() const;
  bool in_transaction() const;
  /// Ends the running statement with a `cancelled` error. From any thread.
  void interrupt() const;

  /// Reads every page from the disk and compares its checksum. Nothing to do without `checksums`.
  [[nodiscard]] core::Result<void> verify_pages() const;
  /// verify_pages and SQLite's quick_check.
  [[nodiscard]] core::Result<void> quick_check() const;
  /// verify_pages, SQLite's integrity_check and foreign_key_check.
  [[nodiscard]] core::Result<void> integrity_check() const;

  const std::filesystem::path& path() const;
  sqlite3* handle() const;

  struct State;  // of this folder's .cpp files
  State& state() const { return *state_; }

 private:
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jauge::sqlite
