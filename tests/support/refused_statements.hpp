#pragma once
// SQLite that refuses one thing of what statements ask it for, for tests of what becomes of a statement that
// fails. For tests that are linked with it.
#include <sqlite3.h>

namespace jauge::test_support {

/// Watches the connections that are opened while it lives; one watcher at a time. A statement asks once for
/// each table, column, function and transaction it names, while it is compiled.
class RefusedStatements {
 public:
  RefusedStatements() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch)); }
  ~RefusedStatements() {
    stop();
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(watch));
  }
  RefusedStatements(const RefusedStatements&) = delete;
  RefusedStatements& operator=(const RefusedStatements&) = delete;

  /// Of what is asked from now on, the first `allowed` are granted, the next is refused, the rest granted.
  /// What `connection`, which may be null, holds prepared is compiled again before it runs.
  void refuse_after(long allowed, sqlite3* connection) {
    left_ = allowed;
    refused_ = false;
    if (connection != nullptr) sqlite3_set_authorizer(connection, decide, nullptr);
  }
  /// Grants everything from now on. Whether something was refused.
  bool stop() {
    left_ = -1;
    return refused_;
  }
  /// The connection that was opened last.
  static sqlite3* last_opened() { return last_opened_; }

 private:
  static int watch(sqlite3* connection, char**, const sqlite3_api_routines*) {
    last_opened_ = connection;
    return sqlite3_set_authorizer(connection, decide, nullptr);
  }
  static int decide(void*, int, const char*, const char*, const char*, const char*) {
    if (left_ < 0 || left_-- > 0) return SQLITE_OK;
    refused_ = true;
    return SQLITE_DENY;
  }

  // SQLite hands nothing of ours to a new connection's watcher.
  static inline long left_ = -1;
  static inline bool refused_ = false;
  static inline sqlite3* last_opened_ = nullptr;
};

}  // namespace jauge::test_support
