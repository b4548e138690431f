#pragma once
// Any database with an ODBC driver, by unixODBC: rows a thousand at a time.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::odbc {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::odbc
