#pragma once
// Where the configured service connects to: what a firewall, or systemd's, has to let through.
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

namespace jauge::cli {

/// A host that the service talks to, and why: "source dui", "ARS 44", "proxy 44", "horodatage".
struct Outgoing {
  std::string host;  // a name or a numeric address, without brackets
  std::string purpose;
  bool operator==(const Outgoing&) const = default;
};

/// Every host of the network that the configuration names; files, sockets and loopback are left out.
std::vector<Outgoing> outgoing_hosts(const config::Configuration& configuration);

/// The name servers of a resolv.conf(5) text, loopback ones left out.
std::vector<std::string> name_servers(std::string_view resolv_conf);

/// The host of "https://user@host:port/path" or "host:port"; without brackets; empty when there is none.
std::string host_of(std::string_view url);

}  // namespace jauge::cli
