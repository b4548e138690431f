// [seal], [[ars]], [schedule], [store], [admin]: what happens to the figures, and where.
#include <algorithm>
#include <charconv>

#include "config/connection.hpp"
#include "config/sections.hpp"

namespace jauge::config {

using core::msg;
using std::chrono::seconds;

namespace {

/// "1" and a FINESS number, or "3" and a SIRET (ANS, identification of structures).
bool is_organisation(std::string_view text) {
  if (text.starts_with('1')) return core::Finess::parse(text.substr(1)).has_value();
  return text.size() == 15 && text.starts_with('3') &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_key_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// "OU=…", or the SHA-256 of one or two public keys.
bool is_signer_rule(std::string_view text) {
  if (text.starts_with("OU=")) return text.size() > 3;
  const auto gap = text.find_first_of(", ");
  if (gap == std::string_view::npos) return is_key_digest(text);
  std::string_view second = text.substr(gap);
  second.remove_prefix(std::min(second.find_first_not_of(", "), second.size()));
  return is_key_digest(text.substr(0, gap)) && is_key_digest(second);
}

std::optional<std::string> read_dashboard(const Field& field) {
  auto text = field.any_text();
  if (!text || text->empty()) return text;
  const auto colon = text->rfind(':');
  unsigned port = 0;
  bool readable = false;
  if (colon != std::string::npos) {
    const char* const end = text->data() + text->size();
    const auto [after, error] = std::from_chars(text->data() + colon + 1, end, port);
    readable = error == std::errc() && after == end && port <= 65535;
  }
  if (!readable) {
    field.wrong(msg("expected an address and a port, such as \"127.0.0.1:9460\", or \"\" for no dashboard"));
    return std::nullopt;
  }
  const std::string_view host = std::string_view(*text).substr(0, colon);
  if (!is_loopback_host(host)) {
    field.wrong(
        msg("the dashboard is for this machine only: expected an address that begins with 127. or [::1]"));
    return std::nullopt;
  }
  return text;
}

ArsSection read_one_ars(Table& table) {
  ArsSection ars;
  assign(ars.region, read_region(table.required("region")));
  const Field url = table["url"];
  const Field directory = table["directory"];
  assign(ars.url, read_url(url, {"https://"}));
  assign(ars.directory, read_path(directory));
  if (url.present() && directory.present()) {
    directory.wrong(msg("expected either `url` or `directory`, not both"));
  }
  // A transport without mutual authentication, or a receipt that anyone may have signed, proves nothing.
  const auto needed = [&](std::string_view key) { return url.present() ? table.required(key) : table[key]; };
  assign(ars.ca, read_path(needed("ca")));
  assign(ars.client_certificate, read_path(needed("client_certificate")));
  ars.client_key = read_secret_reference(needed("client_key"));
  assign(ars.receipt_ca, read_path(needed("receipt_ca")));
  const Field signer = needed("receipt_signer");
  if (auto text = signer.text()) {
    if (!is_signer_rule(*text)) {
      signer.wrong(
          msg("expected \"OU=\" and the identifier of the ARS, or the SHA-256 in hexadecimal of one or two "
              "public keys"));
    }
    ars.receipt_signer = std::move(*text);
  }
  assign(ars.proxy, read_url(table["proxy"], {"http://", "https://", "socks5://", "socks5h://"}));
  assign(ars.crl, read_path(table["crl"]));
  assign(ars.spread, read_duration(table["spread"], seconds(0)));
  table.finish();
  return ars;
}

}  // namespace

std::optional<SealSection> read_seal(const Field& field) {
  auto table = field.table();
  if (!table) return std::nullopt;
  SealSection seal;
  assign(seal.certificate, read_path(table->required("certificate")));
  assign(seal.key, read_secret_reference(table->required("key")));
  assign(seal.chain, read_path(table->required("chain")));
  const Field identifier = table->required("identifier");
  if (identifier.is_integer()) {
    identifier.wrong(msg("an identifier is a text: write it between quotes"));
  } else if (auto text = identifier.text()) {
    if (!is_organisation(*text)) {
      identifier.wrong(
          msg("expected 1 and the nine characters of a FINESS number, or 3 and the fourteen digits of a "
              "SIRET"));
    }
    seal.identifier = std::move(*text);
  }
  // A time stamp is itself signed and holds a digest only: many authorities answer without TLS.
  const Field timestamp_url = (*table)["timestamp_url"];
  assign(seal.timestamp_url, read_url(timestamp_url, {"https://", "http://"}));
  assign(seal.timestamp_ca,
         read_path(timestamp_url.present() ? table->required("timestamp_ca") : (*table)["timestamp_ca"]));
  assign(seal.timestamp_proxy, read_url((*table)["timestamp_proxy"], {"http://", "https://"}));
  assign(seal.timestamp_grace, read_duration((*table)["timestamp_grace"], seconds(0)));
  assign(seal.crl, read_path((*table)["crl"]));
  table->finish();
  return seal;
}

std::vector<ArsSection> read_ars(const Field& field) {
  std::vector<ArsSection> sections;
  for (Table& table : field.tables()) {
    const std::size_t before = table.self().problems().size();
    ArsSection ars = read_one_ars(table);
    const bool twice = std::any_of(sections.begin(), sections.end(),
                                   [&](const auto& other) { return other.region == ars.region; });
    if (twice && table.self().problems().size() == before) {
      table["region"].wrong(msg("another [[ars]] is of the same region"));
    }
    sections.push_back(std::move(ars));
  }
  return sections;
}

Schedule read_schedule(const Field& field) {
  Schedule schedule;
  auto table = field.table();
  if (!table) return schedule;
  const Field close = (*table)["close"];
  if (const auto text = close.any_text()) {
    const auto time = core::parse_close_time(*text);
    if (!time)
      close.wrong(msg("expected days after the month's end and a time of day, such as \"5d 06:00\""));
    assign(schedule.close, time);
  }
  const Field deadline = (*table)["close_deadline"];
  assign(schedule.close_deadline, read_duration(deadline, seconds(0)));
  table->finish();
  return schedule;
}

StoreSection read_store(const Field& field) {
  StoreSection store;
  auto table = field.table();
  if (!table) return store;
  const auto months = [&](std::string_view key, int& target) {
    if (const auto number = read_integer((*table)[key], 1, 1200)) target = static_cast<int>(*number);
  };
  assign(store.path, read_path((*table)["path"]));
  months("retain_months", store.retain_months);
  months("retain_max", store.retain_max);
  months("audit_months", store.audit_months);
  if (store.retain_max < store.retain_months) {
    (*table)["retain_max"].wrong(msg("is less than `retain_months`, {0}", store.retain_months));
  }
  if (store.audit_months < store.retain_max) {
    (*table)["audit_months"].wrong(msg("is less than `retain_max`, {0}", store.retain_max));
  }
  table->finish();
  return store;
}

AdminSection read_admin(const Field& field) {
  AdminSection admin;
  auto table = field.table();
  if (!table) return admin;
  assign(admin.directory, read_path((*table)["directory"]));
  assign(admin.dashboard, read_dashboard((*table)["dashboard"]));
  const Field hosts = (*table)["hosts"];
  if (hosts.present()) admin.hosts = read_texts(hosts);
  table->finish();
  return admin;
}

}  // namespace jauge::config
