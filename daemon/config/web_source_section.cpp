// The keys of a [[source]] that is reached over HTTP.
#include <algorithm>
#include <array>

#include "config/connection.hpp"
#include "config/sections.hpp"

namespace jauge::config {

using core::msg;

namespace {

using Auth = WebAccess::Auth;
using Tls = SourceSection::Tls;

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
  });
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// A name that most probably stands for a secret.
bool sounds_secret(const std::string& name) {
  constexpr std::array<std::string_view, 9> words{"key",  "token",  "secret",  "passw",    "pwd",
                                                  "auth", "cookie", "session", "signature"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

std::vector<WebAccess::Addition> read_additions(const Field& field, bool headers) {
  constexpr std::array<std::string_view, 9> own{"host",   "content-length", "transfer-encoding",
                                                "te",     "connection",     "authorization",
                                                "expect", "upgrade",        "accept-encoding"};
  std::vector<WebAccess::Addition> additions;
  auto table = field.table();
  if (!table) return additions;
  for (const Field& entry : table->others()) {
    const std::string name = lower(entry.name());
    if (!is_token(name)) entry.wrong_name(msg("expected letters, digits and '-', at most 64"));
    if (headers && std::find(own.begin(), own.end(), name) != own.end()) {
      entry.wrong_name(msg("this header is written by Jauge itself; see the key `auth`"));
    }
    if (!entry.is_text()) {
      additions.push_back({entry.name(), {}, read_secret_reference(entry)});
      continue;
    }
    auto text = *entry.any_text();
    if (sounds_secret(name)) {
      entry.wrong(msg(
          "a secret must not stand in this file: write { credential = \"name\" } or { file = \"/path\" }, "
          "and change the secret that stood here"));
    }
    if (std::any_of(text.begin(), text.end(), [](char c) { return c < ' ' || c == 127; })) {
      entry.wrong(msg("expected a text of one line"));
    }
    additions.push_back({entry.name(), std::move(text), std::nullopt});
  }
  return additions;
}

std::string_view host_of(std::string_view url) {
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

/// `tls`, its default by the URL, and its text in reports.
void read_web_tls(Table& table, SourceSection& source) {
  const Field field = table["tls"];
  const Field ca = table["tls_ca"];
  const auto wanted =
      read_choice<Tls>(field, {{"verify", Tls::verify}, {"require", Tls::require}, {"off", Tls::off}});
  assign(source.tls_ca, read_path(ca));
  const std::string& url = source.web->url;
  if (url.starts_with("https://")) {
    source.tls = wanted.value_or(Tls::verify);
    if (source.tls == Tls::off) field.wrong(msg("the URL begins with https://: leave `tls` out"));
    source.spec.tls = source.tls == Tls::verify ? "verify" : "require";
  } else if (!url.empty()) {
    const bool loopback = is_loopback_host(host_of(url));
    source.tls = Tls::off;
    source.spec.tls = loopback ? "none (loopback)" : "off";
    if (wanted && *wanted != Tls::off) field.wrong(msg("TLS needs a URL that begins with https://"));
    if (!loopback && !wanted) {
      table["url"].wrong(
          msg("persons' data would cross the network in clear: write https://, or `tls` = \"off\" if it must "
              "be"));
    }
  }
  if (ca.present() && source.tls != Tls::verify) ca.wrong(msg("is of use only with a verified https:// URL"));
}

std::optional<WebAccess::Smart> read_smart(const Field& field) {
  auto table = field.table();
  if (!table) return std::nullopt;
  WebAccess::Smart smart;
  assign(smart.client_id, table->required("client_id").text());
  assign(smart.key, read_secret_reference(table->required("key")));
  assign(smart.key_id, table->required("key_id").text());
  assign(smart.token_url, read_url((*table)["token_url"], {"https://", "http://"}));
  const Field scope = (*table)["scope"];
  assign(smart.scope, scope.text());
  if (grants_writing(smart.scope)) {
    scope.wrong(msg("a scope may only read and search: system/*.rs, or system/*.read of older servers"));
  }
  table->finish();
  return smart;
}

void read_auth(Table& table, SourceSection& source) {
  WebAccess& web = *source.web;
  const Field auth = table["auth"];
  assign(web.auth, read_choice<Auth>(auth, {{"none", Auth::none},
                                            {"basic", Auth::basic},
                                            {"bearer", Auth::bearer},
                                            {"smart", Auth::smart}}));
  const Field user = table["user"];
  const Field password = table["password"];
  const Field token = table["token"];
  const Field smart = table["smart"];
  assign(web.user, user.text());
  source.password = read_secret_reference(password);
  web.token = read_secret_reference(token);
  web.smart = read_smart(smart);
  const auto belongs = [&](const Field& field, Auth to, std::string_view name) {
    if (field.present() && web.auth != to) field.wrong(msg("is of use only with `auth` = \"{0}\"", name));
    if (!field.present() && web.auth == to) {
      auth.wrong(msg("needs the key `{0}` beside it", field.name()));
    }
  };
  belongs(user, Auth::basic, "basic");
  belongs(password, Auth::basic, "basic");
  belongs(token, Auth::bearer, "bearer");
  belongs(smart, Auth::smart, "smart");
  if (web.user.find(':') != std::string::npos) user.wrong(msg("a user's name may not hold ':'"));

  read_client_certificate(table, source);
  const Field certificate = table["client_certificate"];
  if (certificate.present() && !web.url.starts_with("https://")) {
    certificate.wrong(msg("is shown only to a URL that begins with https://"));
  }
}

}  // namespace

bool grants_writing(std::string_view scopes) {
  while (!scopes.empty()) {
    const std::size_t end = std::min(scopes.find(' '), scopes.size());
    const std::string_view scope = scopes.substr(0, end);
    scopes.remove_prefix(std::min(end + 1, scopes.size()));
    const std::size_t slash = scope.find('/');
    if (slash == std::string_view::npos) continue;  // "openid" and the like
    const std::size_t dot = scope.rfind('.');
    if (dot == std::string_view::npos || dot < slash) continue;
    std::string_view rights = scope.substr(dot + 1);
    rights = rights.substr(0, rights.find('?'));
    if (rights == "read" || rights.empty()) continue;
    if (rights.find_first_not_of("rs") != std::string_view::npos) return true;
  }
  return false;
}

void read_web(Table& table, SourceSection& source) {
  source.web.emplace();
  // A month is hundreds of requests.
  source.spec.timeout = std::chrono::minutes(10);
  WebAccess& web = *source.web;
  assign(web.url, read_url(table.required("url"), {"https://", "http://"}));
  read_web_tls(table, source);
  read_auth(table, source);
  web.headers = read_additions(table["headers"], true);
  web.parameters = read_additions(table["parameters"], false);
  assign(web.proxy, read_url(table["proxy"], {"http://"}));
  assign(web.page_size, read_integer(table["page_size"], 1, 10'000));
  assign(web.rate, read_integer(table["rate"], 1, 60'000));
  web.canary = read_texts(table["canary"]);
}

}  // namespace jauge::config
