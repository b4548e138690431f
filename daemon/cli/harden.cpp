// jauge harden: the drop-in that closes the network but for the addresses the configuration needs.
#include <arpa/inet.h>
#include <netdb.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "cli/outgoing.hpp"
#include "cli/session.hpp"
#include "config/configuration.hpp"

namespace jauge::cli {
namespace {

using core::msg;

/// Numeric addresses of a host; none when it cannot be resolved now.
std::set<std::string> resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  std::set<std::string> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return addresses;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(list, &freeaddrinfo);
  for (const auto* entry = list; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.insert(text.data());
    }
  }
  return addresses;
}

std::string read_resolv_conf() {
  std::ifstream stream("/etc/resolv.conf");
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

}  // namespace

int harden(const Options& options) {
  const auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error()) fmt::print(stderr, "{}\n", error.text(options.language));
    return wrong_usage;
  }
  const auto language = configuration->language;
  const auto line = [&](const core::Message& sentence) {
    return "# " + core::render(sentence, language) + "\n";
  };
  std::string out =
      line(msg("The network of the service, closed but for what {0} needs.", configuration->path));
  out += line(
      msg("To keep in /etc/systemd/system/jauged.service.d/reseau.conf, then: systemctl daemon-reload && "
          "systemctl restart jauged"));
  out += line(msg("Make it again when the configuration or an address changes."));
  out += "[Service]\nIPAddressDeny=any\nIPAddressAllow=localhost\n";
  bool whole = true;
  for (const auto& outgoing : outgoing_hosts(*configuration)) {
    const auto addresses = resolve(outgoing.host);
    if (addresses.empty()) {
      whole = false;
      complain(language,
               {core::ErrorKind::transient,
                msg("{0} ({1}) has no address now: it would be cut off.", outgoing.host, outgoing.purpose),
                msg("Check the name and the name servers, then run jauge harden again.")});
      continue;
    }
    out += fmt::format("# {} : {}\n", outgoing.purpose, outgoing.host);
    for (const auto& address : addresses) out += "IPAddressAllow=" + address + "\n";
  }
  for (const auto& server : name_servers(read_resolv_conf())) {
    out += "# DNS\nIPAddressAllow=" + server + "\n";
  }
  std::fputs(out.c_str(), stdout);
  return whole ? all_well : needs_operator;
}

}  // namespace jauge::cli
