#include "connectors/odbc/driver.hpp"

#include <odbcinst.h>

#include <array>

#include "config/connection.hpp"

namespace jauge::connectors::odbc {
namespace {

using core::ErrorKind;
using core::msg;
using Tls = config::SourceSection::Tls;

constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

struct Known {
  std::string_view part;  // of the file's name
  Driver driver;
};
constexpr std::array known{Known{"psqlodbc", Driver::postgresql}, Known{"libmaodbc", Driver::mariadb},
                           Known{"libmyodbc", Driver::mariadb},   Known{"sqlite", Driver::sqlite},
                           Known{"libtdsodbc", Driver::freetds},  Known{"libmsodbcsql", Driver::microsoft},
                           Known{"libsqora", Driver::oracle}};

/// A value of one of the driver manager's lists; empty where there is none.
std::string listed(const std::string& section, const char* key, const char* list) {
  std::array<char, 1024> value{};
  const int size = SQLGetPrivateProfileString(section.c_str(), key, "", value.data(),
                                              static_cast<int>(value.size()), list);
  return size > 0 ? std::string(value.data()) : std::string();
}

const std::string& authorities(const config::SourceSection& section) {
  static const std::string system = system_authorities;
  return section.tls_ca.empty() ? system : section.tls_ca;
}

}  // namespace

Driver driver_of(std::string_view file) {
  const auto name = file.substr(file.rfind('/') + 1);
  for (const auto& [part, driver] : known) {
    if (name.find(part) != name.npos) return driver;
  }
  return Driver::other;
}

Driver find_driver(std::string_view connection) {
  auto driver = config::odbc_parameter(connection, "driver");
  if (driver.empty()) {
    const auto dsn = config::odbc_parameter(connection, "dsn");
    if (!dsn.empty()) driver = listed(dsn, "Driver", "odbc.ini");
  }
  if (driver.empty() || driver.front() == '/') return driver_of(driver);
  return driver_of(listed(driver, "Driver", "odbcinst.ini"));
}

std::string braced(std::string_view value) {
  std::string text = "{";
  for (const char c : value) {
    text.push_back(c);
    if (c == '}') text.push_back(c);
  }
  return text + "}";
}

core::Result<std::string> keywords(const config::SourceSection& section, Driver driver) {
  std::string text;
  const auto add = [&](const char* key, std::string_view name, const std::string& value) {
    if (config::odbc_parameter(section.connection, name).empty()) text += fmt::format(";{}={}", key, value);
  };
  const bool verify = section.tls == Tls::verify;
  const bool encrypted = section.tls != Tls::off;
  switch (driver) {
    case Driver::postgresql:
      // Without a cursor the driver holds the whole of a result.
      add("UseDeclareFetch", "usedeclarefetch", "1");
      add("Fetch", "fetch", "1000");
      if (encrypted) add("SSLmode", "sslmode", verify ? "verify-full" : "require");
      add("pqopt", "pqopt",
          verify ? fmt::format("{{application_name=jauge sslrootcert={}}}", authorities(section))
                 : "{application_name=jauge}");
      break;
    case Driver::mariadb:
      add("FORWARDONLY", "forwardonly", "1");
      add("NO_CACHE", "no_cache", "1");
      if (encrypted) add("FORCETLS", "forcetls", "1");
      if (verify) {
        add("SSLVERIFY", "sslverify", "1");
        add("SSLCA", "sslca", authorities(section));
      }
      break;
    case Driver::sqlite:
      // The file is neither made nor written to, and its rows come one by one.
      add("NoCreat", "nocreat", "1");
      add("StepAPI", "stepapi", "1");
      break;
    case Driver::freetds:
      add("APP", "app", "jauge");
      add("ClientCharset", "clientcharset", "UTF-8");
      if (encrypted) add("Encryption", "encryption", "require");
      break;
    case Driver::microsoft:
      add("APP", "app", "jauge");
      add("Encrypt", "encrypt", encrypted ? "yes" : "no");
      if (encrypted) add("TrustServerCertificate", "trustservercertificate", verify ? "no" : "yes");
      break;
    case Driver::oracle:
    case Driver::other:
      if (!encrypted) break;
      return core::fail(
          ErrorKind::refused,
          msg("Source {0}: Jauge does not know how to make its ODBC driver verify TLS.", section.spec.name),
          msg("Write the driver's own words for TLS in the connection, and set tls = \"driver\"."));
  }
  return text;
}

std::string freetds_configuration(const config::SourceSection& section) {
  std::string text = "[global]\n\ttds version = auto\n\tclient charset = UTF-8\n\ttext size = 65536\n";
  if (section.tls == Tls::off) return text;
  text += "\tencryption = require\n";
  if (section.tls == Tls::verify) {
    text += fmt::format("\tca file = {}\n\tcheck certificate hostname = yes\n", authorities(section));
  }
  return text;
}

}  // namespace jauge::connectors::odbc
