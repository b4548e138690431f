// The keys of a [[source]] that a DUI posts to.
#include <charconv>

#include "config/connection.hpp"
#include "config/sections.hpp"

namespace jauge::config {

using core::msg;

namespace {

/// "127.0.0.1:9470", "[::1]:9470".
void read_place(const Field& field, Listening& listening) {
  const auto text = field.text();
  if (!text) return;
  const auto colon = text->rfind(':');
  std::string address = text->substr(0, colon == std::string::npos ? text->size() : colon);
  unsigned port = 0;
  const char* const begin = colon == std::string::npos ? nullptr : text->data() + colon + 1;
  const char* const end = text->data() + text->size();
  const bool good =
      begin != nullptr && std::from_chars(begin, end, port).ptr == end && port >= 1 && port <= 65535;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (!good || address.empty())
    field.wrong(msg("expected an address and a port, such as \"127.0.0.1:9470\""));
  listening.address = std::move(address);
  listening.port = static_cast<std::uint16_t>(port);
}

}  // namespace

void read_listening(Table& table, SourceSection& source) {
  source.listening.emplace();
  Listening& listening = *source.listening;
  const Field place = table.required("listen");
  read_place(place, listening);
  const Field path = table["path"];
  assign(listening.path, path.text());
  if (!listening.path.starts_with('/') || (listening.path.size() > 1 && listening.path.ends_with('/')))
    path.wrong(msg("expected a path such as \"/fhir\""));
  const Field certificate = table["certificate"];
  const Field key = table["key"];
  const Field client_ca = table["client_ca"];
  const Field client = table["client"];
  assign(listening.certificate, read_path(certificate));
  listening.key = read_secret_reference(key);
  assign(listening.client_ca, read_path(client_ca));
  assign(listening.client_crl, read_path(table["client_crl"]));
  assign(listening.client, client.text());
  listening.token = read_secret_reference(table["token"]);
  const bool all = certificate.present() && key.present() && client_ca.present() && client.present();
  const bool some = certificate.present() || key.present() || client_ca.present() || client.present();
  const bool loopback = is_loopback_host(listening.address);
  if (some && !all) {
    table.self().wrong(msg("`certificate`, `key`, `client_ca` and `client` go together"));
  } else if (!some && place.present() && !loopback) {
    place.wrong(
        msg("persons' data would cross the network in clear: listen on 127.0.0.1, or give certificate, key, "
            "client_ca and client"));
  }
  source.tls = all ? SourceSection::Tls::verify : SourceSection::Tls::off;
  source.spec.tls = all ? "verify" : "none (loopback)";
  assign(listening.max_silence, read_duration(table["max_silence"], std::chrono::seconds(3600)));
}

/// What is posted is kept here: its past is always there to be read again.
void keep_posted(Table& table, const Context& context, SourceSection& source) {
  if (table["ids"].present()) {
    table["ids"].wrong(
        msg("what is posted is kept under numbers of its own: they can be shared with no other source"));
  }
  if (table["fresh"].present()) table["fresh"].wrong(msg("is of no use where the DUI posts"));
  if (!source.spec.from && !table["from"].present()) {
    table.self().wrong(msg("needs the key `from`: the first month of which the DUI has posted everything"));
  }
  source.listening->accumulated = std::exchange(source.spec.overwritten, {});
  source.spec.kept = true;
  for (const auto& kind : context.kinds) {
    if (kind.shape == core::Shape::interval || kind.shape == core::Shape::state_or_interval)
      source.listening->lasting.push_back(kind.id);
  }
}

}  // namespace jauge::config
