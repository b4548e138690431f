#include "config/query_window.hpp"

#include <algorithm>

namespace jauge::config {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of_name(std::string_view query, std::size_t at) {
  while (at < query.size() && is_name(query[at])) ++at;
  return at;
}

/// The place after `mark`, searched from `at` on.
std::size_t after(std::string_view query, std::string_view mark, std::size_t at) {
  const auto found = query.find(mark, std::min(at, query.size()));
  return found == std::string_view::npos ? query.size() : found + mark.size();
}

std::size_t after_quoted(std::string_view query, std::size_t at, char close, bool backslash) {
  for (++at; at < query.size(); ++at) {
    if (query[at] == '\\' && backslash) {
      ++at;
    } else if (query[at] == close) {
      return at + 1;  // a doubled quote opens the next part of the same text
    }
  }
  return query.size();
}

/// PostgreSQL's E'…', where a backslash escapes.
bool is_escape_text(std::string_view query, std::size_t at) {
  if (at == 0 || (query[at - 1] != 'e' && query[at - 1] != 'E')) return false;
  return at == 1 || !is_name(query[at - 2]);
}

/// The place after the quote or comment that begins at `at`; `at` itself where none begins.
std::size_t after_unread(std::string_view query, std::string_view type, std::size_t at) {
  const char c = query[at];
  const std::string_view rest = query.substr(at);
  const bool postgresql = type == "postgresql";
  const bool mariadb = type == "mariadb";
  if (c == '\'') return after_quoted(query, at, c, mariadb || (postgresql && is_escape_text(query, at)));
  if (c == '"') return after_quoted(query, at, c, mariadb);
  if (c == '`' && !postgresql) return after_quoted(query, at, c, false);
  if (c == '[' && type == "sqlite") return after(query, "]", at);
  if (c == '#' && mariadb) return after(query, "\n", at);
  if (rest.starts_with("--")) {
    // MariaDB takes "--" for a comment only where a space follows: 1--1 is a sum.
    const bool comment =
        !mariadb || rest.size() == 2 || rest[2] == ' ' || (rest[2] >= '\t' && rest[2] <= '\r');
    return comment ? after(query, "\n", at) : at + 2;
  }
  if (rest.starts_with("/*")) {
    std::size_t depth = 1;
    for (at += 2; depth > 0 && at < query.size(); ++at) {
      if (query.substr(at).starts_with("*/")) {
        --depth;
        ++at;
      } else if (postgresql && query.substr(at).starts_with("/*")) {
        ++depth;
        ++at;
      }
    }
    return at;
  }
  if (c == '$' && postgresql && (at == 0 || !is_name(query[at - 1]))) {
    const std::size_t end = end_of_name(query, at + 1);
    if (end < query.size() && query[end] == '$') return after(query, query.substr(at, end + 1 - at), end + 1);
  }
  return at;
}

}  // namespace

bool names_window(std::string_view query, std::string_view type) {
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t next = after_unread(query, type, at);
    if (next > at) {
      at = next;
    } else if (query.substr(at).starts_with("::")) {
      at += 2;
    } else if (query[at] == ':') {
      const std::size_t end = end_of_name(query, at + 1);
      const std::string_view name = query.substr(at + 1, end - at - 1);
      if (name == "since" || name == "until") return true;
      at = end;
    } else {
      ++at;
    }
  }
  return false;
}

}  // namespace jauge::config
