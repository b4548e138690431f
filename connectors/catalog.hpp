#pragma once
// The registry of protocols: the type named in the configuration, and the Source that speaks it.
#include <string_view>
#include <vector>

#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors {

/// Fails `invalid` on a type that no connector speaks.
/// A query's columns are found by name: finess, then subject or event, at, until; a headcount's are finess,
/// number, month, and come as Row::finess, Row::id and Row::at.
[[nodiscard]] core::Result<Connection> connect(const config::SourceSection& section);

/// The types that connect() takes, sorted.
std::vector<std::string_view> types();

/// How a source of `type` writes time when its configuration does not say: a native timestamp on PostgreSQL
/// and MariaDB, ISO 8601 text on SQLite, which has no type for time.
core::TimeForm default_time_form(std::string_view type);

}  // namespace jauge::connectors
