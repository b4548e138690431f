#pragma once
// MariaDB and MySQL by libmariadb: prepared statements, rows one by one.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::mariadb {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::mariadb
