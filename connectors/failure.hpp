#pragma once
// What went wrong in a database, in our words: a server's own text quotes values and is never passed on.
#include <string_view>

#include "core/result.hpp"

namespace jauge::connectors {

enum class Cause {
  account,  // wrong password or unknown account
  no_database,
  unreachable,  // no answer, refused, no such host or socket
  busy,         // too many connections, starting up, out of resources
  tls,
  lost,           // the connection broke; it stays lost
  session,        // the limits of the session could not be set
  zone,           // the server does not know the source's zone
  rights_unread,  // the catalogue of rights could not be read
  permission,
  no_table,
  no_column,
  types,  // a column is compared with a bound of another type
  syntax,
  time_limit,
  lock_limit,
  encoding,
  too_large,  // a row above the packet limit
  writes,     // the query would write
  other,
};

/// One sentence naming the source, the query (empty on the way to it) and `code` ("SQLSTATE 42703"), and a
/// hint.
core::Failure failure(Cause cause, std::string_view source, std::string_view query, std::string_view code);

}  // namespace jauge::connectors
