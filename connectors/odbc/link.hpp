#pragma once
// A connection through the ODBC driver manager: made from the configuration alone, limited before anything is
// run.
#include <sql.h>
#include <sqlext.h>

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>

#include "config/configuration.hpp"
#include "connectors/answers.hpp"
#include "connectors/odbc/driver.hpp"
#include "connectors/odbc/engine.hpp"

namespace jauge::connectors::odbc {

template <SQLSMALLINT type>
struct FreeHandle {
  using pointer = SQLHANDLE;
  void operator()(SQLHANDLE handle) const { SQLFreeHandle(type, handle); }
};
using Environment = std::unique_ptr<std::remove_pointer_t<SQLHANDLE>, FreeHandle<SQL_HANDLE_ENV>>;
using Statement = std::unique_ptr<std::remove_pointer_t<SQLHANDLE>, FreeHandle<SQL_HANDLE_STMT>>;

inline bool succeeded(SQLRETURN code) {
  return code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO;
}

class Link {
 public:
  explicit Link(const config::SourceSection& section);
  ~Link();

  /// Connects and sets the session's limits; of an open one, whether it still stands.
  core::Result<void> open();
  Engine engine() const { return engine_; }
  /// A statement that ends with the source's time limit.
  core::Result<Statement> statement();
  /// One statement, its whole answer as text, null as empty; for small ones.
  core::Result<Answers> run(const std::string& sql, std::string_view query);
  /// Rights on all tables, as ODBC itself tells them: schema, table, grantee, privilege.
  core::Result<Answers> table_privileges();
  /// What the last call on `statement` said.
  core::Failure failed(SQLHSTMT statement, std::string_view query);
  /// The statement that cancel() ends; null for none.
  void set_running(SQLHSTMT statement);
  /// Ends the running statement; from any thread.
  void cancel();

 private:
  struct Disconnect {
    using pointer = SQLHANDLE;
    void operator()(SQLHANDLE handle) const {
      SQLDisconnect(handle);
      SQLFreeHandle(SQL_HANDLE_DBC, handle);
    }
  };
  core::Result<void> connect();
  core::Result<void> limit();
  core::Result<Answers> fetch_all(SQLHSTMT statement, std::initializer_list<SQLUSMALLINT> columns,
                                  std::string_view query);

  config::SourceSection section_;
  Environment environment_;
  std::unique_ptr<std::remove_pointer_t<SQLHANDLE>, Disconnect> connection_;
  Engine engine_ = Engine::other;
  bool lost_ = false;
  int freetds_configuration_ = -1;  // a file without a name
  std::mutex running_mutex_;
  SQLHSTMT running_ = nullptr;
};

}  // namespace jauge::connectors::odbc
