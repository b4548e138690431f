#pragma once
// The database behind a driver: its own words for limits, rights and errors. Pure.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/failure.hpp"
#include "core/zone.hpp"

namespace jauge::connectors::odbc {

enum class Engine { postgresql, mariadb, sqlite, sql_server, oracle, other };

/// By what a driver calls it: "Microsoft SQL Server", "PostgreSQL", …
Engine engine_of(std::string_view name);

/// What is run first in every session: limits, then the zone.
std::vector<std::string> session_statements(Engine engine, std::chrono::seconds timeout,
                                            const core::Zone& zone);

/// Of a connection that was not made.
Cause connection_cause(std::string_view sqlstate, int native);
/// Of a statement. `native` is the engine's own number.
Cause query_cause(Engine engine, std::string_view sqlstate, int native);

}  // namespace jauge::connectors::odbc
