#include "connectors/odbc/link.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "connectors/odbc/wide.hpp"
#include "core/cleansing.hpp"

namespace jauge::connectors::odbc {
namespace {

using core::ErrorKind;
using core::msg;

/// An attribute whose value is a number.
SQLPOINTER number(std::uintptr_t value) {
  return reinterpret_cast<SQLPOINTER>(value);
}

struct Diagnosis {
  std::string state;
  int native = 0;
  std::string code() const { return fmt::format("SQLSTATE {}, {}", state, native); }
};

/// The first that says something: a warning may stand before the error. Its text is looked at for nothing but
/// the driver manager's own words.
Diagnosis diagnose(SQLSMALLINT type, SQLHANDLE handle) {
  Diagnosis diagnosis{"HY000", 0};
  for (SQLSMALLINT i = 1; i < 8; ++i) {
    std::array<SQLCHAR, 6> state{};
    std::array<SQLCHAR, 256> words{};
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    if (!succeeded(
            SQLGetDiagRec(type, handle, i, state.data(), &native, words.data(), words.size(), &length)))
      break;
    const std::string text(reinterpret_cast<const char*>(state.data()));
    const std::string_view said(reinterpret_cast<const char*>(words.data()));
    // "Can't open lib": the driver manager has no state of its own for it.
    const bool no_driver = said.find("Can't open lib") != said.npos;
    if (i == 1 || !text.starts_with("01")) diagnosis = {no_driver ? "IM003" : text, native};
    if (!text.starts_with("01") || no_driver) break;
  }
  return diagnosis;
}

std::string text_of(SQLHSTMT statement, SQLUSMALLINT column) {
  std::string text;
  std::array<SQLWCHAR, 512> part{};
  for (;;) {
    SQLLEN length = 0;
    const auto got = SQLGetData(statement, column, SQL_C_WCHAR, part.data(), sizeof part, &length);
    if (!succeeded(got) || length == SQL_NULL_DATA) return text;
    const auto room = part.size() - 1;
    const bool more = got == SQL_SUCCESS_WITH_INFO &&
                      (length == SQL_NO_TOTAL || static_cast<std::size_t>(length) / 2 > room);
    append_utf8(part.data(), more ? room : static_cast<std::size_t>(length) / sizeof(SQLWCHAR), text);
    if (!more) return text;
  }
}

}  // namespace

Link::Link(const config::SourceSection& section) : section_(section) {}

Link::~Link() {
  connection_.reset();
  if (freetds_configuration_ >= 0) ::close(freetds_configuration_);
}

core::Result<void> Link::open() {
  const auto& name = section_.spec.name;
  if (!connection_) {
    if (auto connected = connect(); !connected) return connected;
    auto limited = limit();
    if (!limited) connection_.reset();
    return limited;
  }
  SQLUINTEGER dead = SQL_CD_FALSE;
  SQLGetConnectAttr(connection_.get(), SQL_ATTR_CONNECTION_DEAD, &dead, sizeof dead, nullptr);
  if (!lost_ && dead != SQL_CD_TRUE) return {};
  return failure(Cause::lost, name, {}, "SQLSTATE 08S01");
}

core::Result<void> Link::connect() {
  const auto& name = section_.spec.name;
  const auto driver = find_driver(section_.connection);
  const auto more = keywords(section_, driver);
  if (!more) return core::Failure(more.error());
  if (driver == Driver::freetds) {
    // Its own configuration file would decide what the connection leaves out.
    freetds_configuration_ = memfd_create("freetds.conf", 0);
    const auto text = freetds_configuration(section_);
    if (freetds_configuration_ < 0 ||
        ::write(freetds_configuration_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      return failure(Cause::busy, name, {}, "SQLSTATE HY001");
    }
    setenv("FREETDSCONF", fmt::format("/proc/self/fd/{}", freetds_configuration_).c_str(), 1);
    for (const char* variable : {"FREETDS", "TDSVER", "TDSDUMP", "TDSDUMPCONFIG", "TDSHOST", "TDSPORT"})
      unsetenv(variable);
  }

  SQLHANDLE handle = nullptr;
  if (!succeeded(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &handle))) {
    return failure(Cause::busy, name, {}, "SQLSTATE HY001");
  }
  environment_.reset(handle);
  SQLSetEnvAttr(handle, SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0);
  if (!succeeded(SQLAllocHandle(SQL_HANDLE_DBC, environment_.get(), &handle))) {
    return failure(Cause::busy, name, {}, "SQLSTATE HY001");
  }
  connection_.reset(handle);
  const auto seconds = static_cast<std::uintptr_t>(std::min<std::int64_t>(section_.spec.timeout.count(), 10));
  SQLSetConnectAttr(handle, SQL_ATTR_LOGIN_TIMEOUT, number(seconds), 0);
  SQLSetConnectAttr(handle, SQL_ATTR_ACCESS_MODE, number(SQL_MODE_READ_ONLY), 0);

  std::string text = section_.connection + *more;
  if (section_.password) {
    const auto secret = config::read_secret(*section_.password);
    if (!secret) return core::Failure(secret.error());
    text += ";PWD=" + braced(secret->text());
  }
  auto wide = to_wide(text);
  SQLSMALLINT length = 0;
  const auto connected =
      SQLDriverConnectW(handle, nullptr, wide.data(), SQL_NTS, nullptr, 0, &length, SQL_DRIVER_NOPROMPT);
  core::cleanse(text.data(), text.size());
  core::cleanse(wide.data(), wide.size() * sizeof(SQLWCHAR));
  if (succeeded(connected)) return {};
  const auto diagnosis = diagnose(SQL_HANDLE_DBC, handle);
  SQLFreeHandle(SQL_HANDLE_DBC, connection_.release());
  if (diagnosis.state.starts_with("IM")) {
    return core::fail(
        ErrorKind::invalid,
        msg("Source {0}: its ODBC driver or data source is not there ({1}).", name, diagnosis.code()),
        msg("Install the driver; its name in Driver= is that of /etc/odbcinst.ini."));
  }
  return failure(connection_cause(diagnosis.state, diagnosis.native), name, {}, diagnosis.code());
}

core::Result<void> Link::limit() {
  const auto& spec = section_.spec;
  std::array<SQLCHAR, 128> words{};
  SQLSMALLINT length = 0;
  SQLGetInfo(connection_.get(), SQL_DBMS_NAME, words.data(), words.size(), &length);
  engine_ = engine_of(reinterpret_cast<const char*>(words.data()));
  for (const auto& sql : session_statements(engine_, spec.timeout, spec.zone)) {
    const auto set = run(sql, {});
    if (set) continue;
    const bool zone = sql.find("ZONE") != sql.npos || sql.find("time_zone") != sql.npos;
    return failure(zone ? Cause::zone : Cause::session, spec.name, {}, set.error().sentence.arguments.back());
  }
  if (engine_ != Engine::sqlite) return {};
  // The only thing there that keeps the file from being written to.
  const auto reading = run("PRAGMA query_only", {});
  if (reading && !reading->empty() && reading->front().front() == "1") return {};
  return failure(Cause::session, spec.name, {}, "SQLSTATE HY000");
}

core::Result<Statement> Link::statement() {
  SQLHANDLE handle = nullptr;
  if (!connection_ || !succeeded(SQLAllocHandle(SQL_HANDLE_STMT, connection_.get(), &handle))) {
    return failure(Cause::lost, section_.spec.name, {}, "SQLSTATE 08S01");
  }
  SQLSetStmtAttr(handle, SQL_ATTR_QUERY_TIMEOUT,
                 number(static_cast<std::uintptr_t>(section_.spec.timeout.count())), 0);
  SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, number(SQL_CURSOR_FORWARD_ONLY), 0);
  SQLSetStmtAttr(handle, SQL_ATTR_CONCURRENCY, number(SQL_CONCUR_READ_ONLY), 0);
  return Statement(handle);
}

core::Result<Answers> Link::fetch_all(SQLHSTMT statement, std::initializer_list<SQLUSMALLINT> columns,
                                      std::string_view query) {
  Answers rows;
  SQLSMALLINT count = 0;
  SQLNumResultCols(statement, &count);
  if (count == 0) return rows;
  for (;;) {
    const auto fetched = SQLFetch(statement);
    if (fetched == SQL_NO_DATA) return rows;
    if (!succeeded(fetched)) return failed(statement, query);
    auto& row = rows.emplace_back();
    if (columns.size() > 0) {
      for (const auto column : columns) row.push_back(text_of(statement, column));
    } else {
      for (SQLSMALLINT i = 1; i <= count; ++i)
        row.push_back(text_of(statement, static_cast<SQLUSMALLINT>(i)));
    }
  }
}

core::Result<Answers> Link::run(const std::string& sql, std::string_view query) {
  auto made = statement();
  if (!made) return core::Failure(made.error());
  auto wide = to_wide(sql);
  const auto executed = SQLExecDirectW(made->get(), wide.data(), SQL_NTS);
  if (executed == SQL_NO_DATA) return Answers{};
  if (!succeeded(executed)) return failed(made->get(), query);
  return fetch_all(made->get(), {}, query);
}

core::Result<Answers> Link::table_privileges() {
  auto made = statement();
  if (!made) return core::Failure(made.error());
  std::string all = "%";
  auto* const pattern = reinterpret_cast<SQLCHAR*>(all.data());
  if (!succeeded(SQLTablePrivileges(made->get(), nullptr, 0, nullptr, 0, pattern, SQL_NTS))) {
    return failed(made->get(), {});
  }
  return fetch_all(made->get(), {2, 3, 5, 6}, {});
}

core::Failure Link::failed(SQLHSTMT statement, std::string_view query) {
  const auto diagnosis = diagnose(SQL_HANDLE_STMT, statement);
  const auto cause = query_cause(engine_, diagnosis.state, diagnosis.native);
  if (cause == Cause::lost) lost_ = true;
  return failure(cause, section_.spec.name, query, diagnosis.code());
}

void Link::set_running(SQLHSTMT statement) {
  const std::lock_guard lock(running_mutex_);
  running_ = statement;
}

void Link::cancel() {
  const std::lock_guard lock(running_mutex_);
  if (running_) SQLCancel(running_);
}

}  // namespace jauge::connectors::odbc
