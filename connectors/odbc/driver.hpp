#pragma once
// Which driver a connection string names, and what to tell it that its user need not know. Pure but for the
// lists of drivers and of data sources, which the driver manager reads.
#include <string>
#include <string_view>

#include "config/configuration.hpp"

namespace jauge::connectors::odbc {

enum class Driver { postgresql, mariadb, sqlite, freetds, microsoft, oracle, other };

/// Told by the file of the driver: "/usr/lib/…/psqlodbcw.so".
Driver driver_of(std::string_view file);

/// The driver of a connection string, by its Driver or its DSN.
Driver find_driver(std::string_view connection);

/// What is appended to the connection string: streaming, our name, TLS as the source has it. Words that the
/// string already has are left to it. Fails `refused` where TLS is wanted of a driver that is not known.
[[nodiscard]] core::Result<std::string> keywords(const config::SourceSection& section, Driver driver);

/// FreeTDS takes its authorities from a configuration file only: the one to give it.
std::string freetds_configuration(const config::SourceSection& section);

/// A value between braces, as a connection string wants it.
std::string braced(std::string_view value);

}  // namespace jauge::connectors::odbc
