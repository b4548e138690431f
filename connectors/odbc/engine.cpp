#include "connectors/odbc/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "connectors/mariadb/error_number.hpp"
#include "connectors/postgresql/sqlstate.hpp"

namespace jauge::connectors::odbc {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

struct Meaning {
  std::string_view prefix;  // of the SQLSTATE
  Cause cause;
};
// ODBC's own states (ODBC Programmer's Reference, appendix A), the first that fits.
constexpr std::array of_connection{
    Meaning{"28", Cause::account},     Meaning{"IM002", Cause::unreachable},
    Meaning{"08004", Cause::account},  Meaning{"HYT", Cause::unreachable},
    Meaning{"3D", Cause::no_database}, Meaning{"42000", Cause::no_database},
};
constexpr std::array of_query{
    Meaning{"42S02", Cause::no_table},   Meaning{"42S22", Cause::no_column},
    Meaning{"42501", Cause::permission}, Meaning{"42", Cause::syntax},
    Meaning{"22", Cause::types},         Meaning{"07006", Cause::types},
    Meaning{"HYT", Cause::time_limit},   Meaning{"HY008", Cause::time_limit},
    Meaning{"S1T00", Cause::time_limit}, Meaning{"08", Cause::lost},
    Meaning{"25", Cause::writes},        Meaning{"40", Cause::lock_limit},
    Meaning{"HY001", Cause::too_large},
};
struct Number {
  int native;
  Cause cause;
};
// SQL Server's own numbers (sys.messages).
constexpr std::array of_sql_server{
    Number{102, Cause::syntax},     Number{156, Cause::syntax},      Number{207, Cause::no_column},
    Number{208, Cause::no_table},   Number{229, Cause::permission},  Number{230, Cause::permission},
    Number{241, Cause::types},      Number{242, Cause::types},       Number{245, Cause::types},
    Number{206, Cause::types},      Number{402, Cause::types},       Number{195, Cause::types},
    Number{916, Cause::permission}, Number{1205, Cause::lock_limit}, Number{1222, Cause::lock_limit},
    Number{3906, Cause::writes},    Number{4104, Cause::no_column},
};
// Oracle's (ORA-nnnnn).
constexpr std::array of_oracle{
    Number{942, Cause::no_table},    Number{904, Cause::no_column}, Number{1031, Cause::permission},
    Number{1013, Cause::time_limit}, Number{54, Cause::lock_limit}, Number{60, Cause::lock_limit},
    Number{932, Cause::types},       Number{1722, Cause::types},    Number{1843, Cause::types},
    Number{1861, Cause::types},      Number{1555, Cause::other},    Number{3113, Cause::lost},
    Number{3114, Cause::lost},       Number{1456, Cause::writes},
};

template <class Meanings>
Cause find(const Meanings& meanings, std::string_view sqlstate, Cause otherwise) {
  const auto found = std::ranges::find_if(
      meanings, [&](const Meaning& meaning) { return sqlstate.starts_with(meaning.prefix); });
  return found == meanings.end() ? otherwise : found->cause;
}

template <class Numbers>
Cause find(const Numbers& numbers, int native, std::string_view sqlstate) {
  const auto found = std::ranges::find(numbers, native, &Number::native);
  return found == numbers.end() ? find(of_query, sqlstate, Cause::other) : found->cause;
}

}  // namespace

Engine engine_of(std::string_view name) {
  const auto small = lower(name);
  const auto has = [&](std::string_view word) { return small.find(word) != small.npos; };
  if (has("postgres")) return Engine::postgresql;
  if (has("mariadb") || has("mysql")) return Engine::mariadb;
  if (has("sqlite")) return Engine::sqlite;
  if (has("sql server") || has("adaptive server")) return Engine::sql_server;
  if (has("oracle")) return Engine::oracle;
  return Engine::other;
}

std::vector<std::string> session_statements(Engine engine, std::chrono::seconds timeout,
                                            const core::Zone& zone) {
  const auto lock = std::min<std::int64_t>(timeout.count(), 5);
  switch (engine) {
    case Engine::postgresql:
      return {fmt::format("SET statement_timeout = {}", timeout.count() * 1000),
              fmt::format("SET lock_timeout = {}", lock * 1000),
              fmt::format("SET idle_in_transaction_session_timeout = {}", timeout.count() * 1000),
              "SET default_transaction_read_only = on",
              "SET application_name = 'jauge'",
              fmt::format("SET TIME ZONE '{}'", zone.name())};
    case Engine::mariadb:
      // The reading of a query's quotes is that of standard SQL: a backslash is a backslash.
      return {fmt::format("SET SESSION max_statement_time = {0}, SESSION lock_wait_timeout = {1},"
                          " SESSION innodb_lock_wait_timeout = {1}, SESSION sql_mode ="
                          " 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,NO_BACKSLASH_ESCAPES',"
                          " SESSION sql_select_limit = 18446744073709551615",
                          timeout.count(), lock),
              "SET SESSION TRANSACTION READ ONLY", fmt::format("SET SESSION time_zone = '{}'", zone.name())};
    case Engine::sqlite:
      return {"PRAGMA query_only = ON", "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY"};
    case Engine::sql_server:
      // Times have no zone there: the session has none to set.
      return {fmt::format("SET LOCK_TIMEOUT {}", lock * 1000), "SET DEADLOCK_PRIORITY LOW", "SET ROWCOUNT 0",
              "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET TEXTSIZE 65536"};
    case Engine::oracle:
      return {fmt::format("ALTER SESSION SET TIME_ZONE = '{}'", zone.name())};
    case Engine::other:
      break;
  }
  return {};
}

Cause connection_cause(std::string_view sqlstate, int native) {
  switch (native) {
    case 18456:  // SQL Server: login failed
    case 18452:
    case 1017:  // Oracle
    case 1045:  // MariaDB
    case 1044:
    case 1698:
      return Cause::account;
    case 4060:
    case 1049:
      return Cause::no_database;
    case 2026:
      return Cause::tls;
    default:
      return find(of_connection, sqlstate, Cause::unreachable);
  }
}

Cause query_cause(Engine engine, std::string_view sqlstate, int native) {
  switch (engine) {
    case Engine::postgresql:
      if (const auto cause = postgresql::query_cause(sqlstate); cause != Cause::other) return cause;
      break;
    case Engine::mariadb:
      if (const auto cause = mariadb::query_cause(static_cast<unsigned>(native)); cause != Cause::other)
        return cause;
      break;
    case Engine::sql_server:
      return find(of_sql_server, native, sqlstate);
    case Engine::oracle:
      return find(of_oracle, native, sqlstate);
    case Engine::sqlite:
    case Engine::other:
      break;
  }
  return find(of_query, sqlstate, Cause::other);
}

}  // namespace jauge::connectors::odbc
