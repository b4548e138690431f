#pragma once
// URLs of a server's answers, kept to the place that is configured. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jauge::connectors::web {

/// `link` as a URL below `base` ("https://dui.example/fhir"): absolute, of whatever scheme and host (a proxy
/// may hide the server's own), "/path", "?query" or relative to `base`. The scheme, the host and the port are
/// those of `base`, always. Nothing where its path is not at or below that of `base`, holds a ".." or a '\\',
/// where it is of another scheme than http, or holds what no URL holds.
std::optional<std::string> pinned(std::string_view base, std::string_view link);

/// Names and values of a URL's query, decoded, in their order ('+' is a space). What cannot be decoded is
/// left as it is.
std::vector<std::pair<std::string, std::string>> query_of(std::string_view url);

/// `url` with the parameter, encoded, at the end of its query.
std::string with_parameter(std::string url, std::string_view name, std::string_view value);

/// RFC 3986 unreserved and the marks that servers like to see as they are in a query's value: ",:/$".
std::string encoded(std::string_view text);

}  // namespace jauge::connectors::web
