#pragma once
// What a connection string says about where it leads; nothing is connected here.
#include <string>
#include <string_view>
#include <vector>

namespace jauge::config {

enum class Reach {
  file,      // a database file of this machine
  socket,    // a Unix socket
  loopback,  // this machine's network
  network,   // anything else, and whatever cannot be told
};

/// `type`: "postgresql", "mariadb", "sqlite" or "odbc".
Reach reach_of(std::string_view type, std::string_view connection);

/// The value of `key` in "key=value key='quoted value'"; empty when it is not there. Case of keys is ignored.
std::string connection_parameter(std::string_view connection, std::string_view key);

/// The keys of such a text, in lower case and in their order.
std::vector<std::string> connection_keys(std::string_view connection);

/// The value of `key` in an ODBC connection string, "key=value;key={a value with ; in it}"; empty when it is
/// not there. Case of keys is ignored; the first of two counts, as for the driver manager.
std::string odbc_parameter(std::string_view connection, std::string_view key);

/// "localhost", "127.…" or "[::1]".
bool is_loopback_host(std::string_view host);

/// A password stands in it, as a parameter or in a URI.
bool holds_password(std::string_view connection);

}  // namespace jauge::config
