#pragma once
// jauge.toml, read and checked whole: every error at once, each with its place.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/listening.hpp"
#include "config/secret.hpp"
#include "config/web_access.hpp"
#include "core/fact_kind.hpp"
#include "core/measure.hpp"
#include "core/project.hpp"
#include "core/schedule.hpp"
#include "core/source_spec.hpp"

namespace jauge::config {

/// The files of a drop folder, of type csv.
struct CsvSection {
  enum class Encoding { utf8, windows1252, latin1 };
  enum class Dates { iso, day_first };  // "2026-10-31", "31/10/2026"
  enum class Ready {
    stable,  // not written to for a minute
    marker,  // "x.csv.ok" stands beside "x.csv"
    rename,  // written under another name, then renamed to what the glob wants
  };
  struct File {
    std::string glob;
    std::map<std::string, std::string> columns;            // our name of a column, its header
    std::map<std::string, std::vector<std::string>> only;  // header, the values that count
    bool operator==(const File&) const = default;
  };
  std::string directory;
  char separator = ';';
  Encoding encoding = Encoding::utf8;
  Dates dates = Dates::iso;
  Ready ready = Ready::stable;
  bool covers_month = false;                       // its name says YYYY-MM; else _<since>_<until>
  std::map<std::string, File, std::less<>> files;  // by kind id
};

struct SourceSection {
  core::SourceSpec spec;
  std::string connection;
  std::optional<SecretRef> password;
  enum class Tls { verify, require, off };
  Tls tls = Tls::verify;
  std::string tls_ca;              // PEM file, empty: the system's
  std::string client_certificate;  // PEM file, with client_key; of the web types and of imap
  std::optional<SecretRef> client_key;
  std::optional<WebAccess> web;        // of types that are read over HTTP, which have no connection
  std::optional<Listening> listening;  // of type tddui
  bool tls_by_driver = false;          // odbc: the connection string tells the driver all about it
  CsvSection csv = {};
};

struct SealSection {
  std::string certificate;
  SecretRef key;
  std::string chain;
  std::string identifier;                           // OU of the certificate
  std::string crl;                                  // of revoked seals; empty: not looked at
  std::string timestamp_url;                        // empty: no time stamp
  std::string timestamp_ca;                         // with it: who signs the stamps
  std::string timestamp_proxy;                      // "http://proxy:3128"; empty: none
  std::chrono::seconds timestamp_grace{24 * 3600};  // then a report is sealed without a stamp
};

struct ArsSection {
  core::RegionCode region;
  std::string url;        // either this
  std::string directory;  // or this, or neither: deposited by hand
  std::string ca;
  std::string client_certificate;
  std::optional<SecretRef> client_key;
  std::string receipt_ca;
  std::string receipt_signer;
  std::string proxy;
  std::string crl;
  std::chrono::seconds spread{6 * 3600};
};

struct Schedule {
  core::CloseTime close;
  std::chrono::seconds close_deadline{15 * 86400};
};

struct StoreSection {
  std::string path = "/var/lib/jauge/jauge.db";
  int retain_months = 3;
  int retain_max = 12;
  int audit_months = 24;
};

struct AdminSection {
  std::string directory = "/run/jauge";
  std::string dashboard = "127.0.0.1:9460";
  std::vector<std::string> hosts{"localhost"};
};

struct Configuration {
  std::string path;
  core::Language language = core::Language::fr;
  core::Project project;
  core::FactKinds kinds;                                       // of schema/facts.toml
  std::map<std::string, core::Measure, std::less<>> measures;  // those the project names, by id
  std::vector<SourceSection> sources;
  std::optional<SealSection> seal;
  std::vector<ArsSection> ars;
  Schedule schedule;
  StoreSection store;
  AdminSection admin;
  std::map<std::string, std::string> parts;  // "source dui" → digest, of config/parts.hpp

  const SourceSection* find_source(std::string_view name) const;
  const ArsSection* find_ars(const core::RegionCode& region) const;
};

/// One thing wrong, and where. `line` and `column` are 1-based; 0 where the file as a whole is meant.
struct ConfigurationError {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string key;  // "source[0].timeout"
  core::Message expected;

  /// "jauge.toml:12:5: source[0].timeout: …"
  std::string text(core::Language language) const;
};

/// Reads and checks `path`. A measure is looked for in measures/<id>.toml beside the file, then in the
/// program.
[[nodiscard]] tl::expected<Configuration, std::vector<ConfigurationError>> load(
    const std::filesystem::path& path);

/// The same from text; `path` names it in errors and is the base of measures/.
[[nodiscard]] tl::expected<Configuration, std::vector<ConfigurationError>> parse(
    std::string_view text, const std::filesystem::path& path);

/// The `language` that the file names, whatever else may be wrong in it; nothing where it cannot be read or
/// names none.
std::optional<core::Language> language_of(const std::filesystem::path& path);

/// A warning worth showing with `--check`: a FINESS whose Luhn digit fails, a target unset, …
std::vector<core::Message> warnings(const Configuration& configuration);

/// schema/facts.toml and measure files, as data. Errors name line and column.
[[nodiscard]] tl::expected<core::FactKinds, std::vector<ConfigurationError>> parse_facts(
    std::string_view text, std::string_view file);
[[nodiscard]] tl::expected<core::Measure, std::vector<ConfigurationError>> parse_measure(
    std::string_view text, std::string_view file, const core::FactKinds& kinds);

}  // namespace jauge::config
