#include "connectors/failure.hpp"

namespace jauge::connectors {
namespace {

using core::ErrorKind;
using core::fail;
using core::msg;

}  // namespace

core::Failure failure(Cause cause, std::string_view source, std::string_view query, std::string_view code) {
  switch (cause) {
    case Cause::account:
      return fail(
          ErrorKind::refused,
          msg("Source {0}: the server refused the account or its password ({1}).", source, code),
          msg("Check the user of the connection, the secret of password, and the server's access rules."));
    case Cause::no_database:
      return fail(ErrorKind::invalid, msg("Source {0}: the database does not exist ({1}).", source, code),
                  msg("Check dbname in the connection."));
    case Cause::unreachable:
      return fail(ErrorKind::transient, msg("Source {0}: the server cannot be reached ({1}).", source, code),
                  msg("Check host, port or socket in the connection, the network and its filters."));
    case Cause::busy:
      return fail(ErrorKind::transient,
                  msg("Source {0}: the server takes no connection now ({1}).", source, code),
                  msg("It is starting or full; the next read tries again."));
    case Cause::tls:
      return fail(
          ErrorKind::refused, msg("Source {0}: no trusted TLS connection could be made ({1}).", source, code),
          msg("Check that the server offers TLS, that its certificate bears the host's name, and tls_ca."));
    case Cause::lost:
      return fail(ErrorKind::transient, msg("Source {0}: the connection was lost ({1}).", source, code),
                  msg("The next read tries again; see whether the server was restarted."));
    case Cause::session:
      return fail(ErrorKind::refused,
                  msg("Source {0}: the limits of the session could not be set ({1}).", source, code),
                  msg("No query was run. A proxy that shares sessions must keep them apart."));
    case Cause::zone:
      return fail(ErrorKind::invalid,
                  msg("Source {0}: the server does not know its time zone ({1}).", source, code),
                  msg("Check timezone of the source, and that the server's time zones are installed."));
    case Cause::rights_unread:
      return fail(ErrorKind::refused,
                  msg("Source {0}: the rights of its account could not be read ({1}).", source, code),
                  msg("No query was run. Let the account read the server's catalogue."));
    case Cause::permission:
      return fail(
          ErrorKind::refused,
          msg("Source {0}, query {1}: the account may not read what it names ({2}).", source, query, code),
          msg("Grant SELECT on the tables or views of the query, and USAGE on their schema."));
    case Cause::no_table:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: a table or view that it names does not exist ({2}).", source,
                      query, code),
                  msg("Check the query against the database, schema names included."));
    case Cause::no_column:
      return fail(
          ErrorKind::invalid,
          msg("Source {0}, query {1}: a column that it names does not exist ({2}).", source, query, code),
          msg("Check the query against the database; an update may have renamed a column."));
    case Cause::types:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: it compares values of different types, or calls an unknown "
                      "function ({2}).",
                      source, query, code),
                  msg("Set time to the form of the column: timestamp, epoch, epoch-ms, iso-t or iso-space."));
    case Cause::syntax:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: the server does not understand it ({2}).", source, query, code),
                  msg("It must be one SELECT. Try it in the database's own client."));
    case Cause::time_limit:
      return fail(
          ErrorKind::transient,
          msg("Source {0}, query {1}: it did not end within its time limit ({2}).", source, query, code),
          msg("An index on the column compared with :since helps; or raise timeout."));
    case Cause::lock_limit:
      return fail(ErrorKind::transient,
                  msg("Source {0}, query {1}: another session holds a lock on what it reads ({2}).", source,
                      query, code),
                  msg("The next read tries again."));
    case Cause::encoding:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: a text cannot be written in UTF-8 ({2}).", source, query, code),
                  msg("Correct the text in the database, or leave it out in the query."));
    case Cause::too_large:
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: a row is too large ({2}).", source, query, code),
                  msg("Select the needed columns only, or LEFT(column, 201)."));
    case Cause::writes:
      return fail(ErrorKind::refused,
                  msg("Source {0}, query {1}: it would write ({2}).", source, query, code),
                  msg("A query may only read."));
    case Cause::other:
      break;
  }
  return fail(ErrorKind::transient,
              msg("Source {0}, query {1}: the server ended it ({2}).", source, query, code),
              msg("Its own log says why."));
}

}  // namespace jauge::connectors
