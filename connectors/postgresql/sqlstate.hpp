#pragma once
// What a SQLSTATE of PostgreSQL means to us (appendix "PostgreSQL Error Codes" of its manual). Pure.
#include <string_view>

#include "connectors/failure.hpp"

namespace jauge::connectors::postgresql {

/// Of a connection that was not made.
Cause connection_cause(std::string_view sqlstate);
/// Of a statement that failed.
Cause query_cause(std::string_view sqlstate);
/// The last SQLSTATE in what the client library says of a failed connection; empty where the server said
/// none.
std::string_view find_sqlstate(std::string_view words);

}  // namespace jauge::connectors::postgresql
