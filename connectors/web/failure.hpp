#pragma once
// What went wrong between a source and its server, in our words: never its own, which may quote a person, nor
// a URL, which may hold a secret.
#include <string_view>

#include "core/result.hpp"
#include "http/client.hpp"

namespace jauge::connectors::web {

/// The fault of a call that brought no whole answer; `query` is empty on the way to the queries.
core::Failure fault_failure(const http::Reply& reply, std::string_view source, std::string_view query);

/// The failure of an answer whose status is not 2xx. `code`: what it said of it from a closed list
/// ("invalid"), may be empty.
core::Failure status_failure(int status, std::string_view code, std::string_view source,
                             std::string_view query);

}  // namespace jauge::connectors::web
