#include "cli/outgoing.hpp"

#include <strings.h>

#include <algorithm>

#include "config/connection.hpp"

namespace jauge::cli {
namespace {

/// ODBC writes "Server=tcp:host,1433" or "Server=host\INSTANCE".
std::string bare_host(std::string host) {
  if (host.starts_with("tcp:")) host.erase(0, 4);
  return host.substr(0, host.find_first_of(",\\"));
}

/// The value of `key` in ODBC's "Key=value;Key={value}", where a backslash is a letter; case is ignored.
std::string odbc_attribute(std::string_view connection, std::string_view key) {
  while (!connection.empty()) {
    const auto end = std::min(connection.find(';'), connection.size());
    const auto attribute = connection.substr(0, end);
    connection.remove_prefix(std::min(end + 1, connection.size()));
    const auto equals = attribute.find('=');
    if (equals != key.size() || strncasecmp(attribute.data(), key.data(), key.size()) != 0) continue;
    return std::string(attribute.substr(equals + 1));
  }
  return {};
}

/// The hosts of a connection: PostgreSQL takes a list of them, ODBC calls them server or servername.
std::vector<std::string> connection_hosts(std::string_view connection) {
  if (connection.find("://") != std::string_view::npos) return {host_of(connection)};
  for (const auto* key : {"Server", "Servername"}) {
    if (auto server = odbc_attribute(connection, key); !server.empty()) return {bare_host(std::move(server))};
  }
  std::vector<std::string> hosts;
  for (const auto* key : {"hostaddr", "host"}) {
    const auto value = config::connection_parameter(connection, key);
    if (value.empty()) continue;
    for (std::size_t begin = 0; begin <= value.size();) {
      const auto end = std::min(value.find(',', begin), value.size());
      hosts.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
    break;
  }
  return hosts;
}

void add(std::vector<Outgoing>& found, std::string host, std::string purpose) {
  if (host.empty() || host.front() == '/' || host.front() == '@' || config::is_loopback_host(host)) return;
  Outgoing one{std::move(host), std::move(purpose)};
  if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(std::move(one));
}

}  // namespace

std::string host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return std::string(url.substr(0, url.find(':')));
}

std::vector<Outgoing> outgoing_hosts(const config::Configuration& configuration) {
  std::vector<Outgoing> found;
  for (const auto& source : configuration.sources) {
    for (auto& host : connection_hosts(source.connection)) {
      add(found, std::move(host), "source " + source.spec.name);
    }
  }
  for (const auto& ars : configuration.ars) {
    // Behind a proxy, the proxy alone is talked to.
    if (ars.proxy.empty()) {
      add(found, host_of(ars.url), "ARS " + ars.region.text());
    } else {
      add(found, host_of(ars.proxy), "proxy " + ars.region.text());
    }
  }
  if (configuration.seal) add(found, host_of(configuration.seal->timestamp_url), "horodatage");
  return found;
}

std::vector<std::string> name_servers(std::string_view resolv_conf) {
  std::vector<std::string> servers;
  while (!resolv_conf.empty()) {
    const auto end = std::min(resolv_conf.find('\n'), resolv_conf.size());
    auto line = resolv_conf.substr(0, end);
    resolv_conf.remove_prefix(std::min(end + 1, resolv_conf.size()));
    constexpr std::string_view keyword = "nameserver";
    if (!line.starts_with(keyword)) continue;
    line.remove_prefix(keyword.size());
    const auto begin = line.find_first_not_of(" \t");
    if (begin == 0 || begin == std::string_view::npos) continue;
    line.remove_prefix(begin);
    // "fe80::1%eth0": systemd knows no zones.
    std::string server(line.substr(0, line.find_first_of(" \t\r%")));
    if (!config::is_loopback_host(server)) servers.push_back(std::move(server));
  }
  return servers;
}

}  // namespace jauge::cli
