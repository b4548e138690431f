// Queries: their parameters in every dialect, and what servers say of rights and states.
#include "config/connection.hpp"
#include "connectors/mariadb/grants.hpp"
#include "connectors/odbc/driver.hpp"
#include "connectors/postgresql/decode.hpp"
#include "connectors/postgresql/sqlstate.hpp"
#include "core/named_parameters.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(parameters) {
  using enum core::Dialect;
  for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
    const auto query = core::parameterise(bytes, dialect, "dui", "file_update");
    if (!query) continue;
    // None of ours is left in it.
    const auto again = core::parameterise(query->text, dialect, "dui", "file_update");
    fuzz::require(!again || again->parameters.empty());
  }
  for (const auto& grant : connectors::mariadb::excessive(bytes)) fuzz::require(!grant.remedy.empty());
  connectors::postgresql::find_sqlstate(bytes);
  connectors::postgresql::quoted(bytes);
  config::holds_password(bytes);
  for (const char* type : {"postgresql", "mariadb", "odbc"}) config::reach_of(type, bytes);
  // A value between braces is read back as it was.
  if (bytes.find('\0') == bytes.npos) {
    const auto connection = "A=1;PWD=" + connectors::odbc::braced(bytes) + ";B=2";
    fuzz::require(config::odbc_parameter(connection, "pwd") == bytes);
    fuzz::require(config::odbc_parameter(connection, "b") == "2");
  }
}
