#pragma once
// What an error number of MariaDB, MySQL or their client library means to us. Pure.
#include "connectors/failure.hpp"

namespace jauge::connectors::mariadb {

/// Of a connection that was not made.
Cause connection_cause(unsigned number);
/// Of a statement that failed.
Cause query_cause(unsigned number);

}  // namespace jauge::connectors::mariadb
