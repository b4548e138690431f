#pragma once
// PostgreSQL by libpq: rows one by one, in binary.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::postgresql {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::postgresql
