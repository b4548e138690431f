#pragma once
// The jauge.toml that reads a grappe.
#include <string>

#include "tests/sandbox/grappe.hpp"

namespace jauge::sandbox {

struct Place {
  std::string type;        // "sqlite", "postgresql", "mariadb", "odbc", "csv", "fhir", "json", "tddui"
  std::string connection;  // of csv: the drop folder; of fhir and json: the URL; of tddui: where it listens
  std::string store;       // path of jauge.db
  std::string sockets;     // directory of the admin sockets
  std::string password_file;  // empty: none
  std::string more;           // appended as it is: [seal], [[ars]]
  std::string source = {};    // further keys of the source
};

/// First month, targets and queries included; counts may be empty: zero is a statement.
std::string write_configuration(const Grappe& grappe, const Place& place);

/// The [[source]] "services": the events that no DUI posts (MSSanté, DMP, prescriptions), in a SQLite file.
std::string services_source(const std::string& file);

}  // namespace jauge::sandbox
