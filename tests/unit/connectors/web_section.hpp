#pragma once
// A [[source]] over HTTP for tests, without a configuration's text.
#include "config/configuration.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::connectors {

inline config::SourceSection web_section(const std::string& url, std::string type = "fhir") {
  config::SourceSection section;
  section.spec.name = "dui";
  section.spec.type = std::move(type);
  section.spec.zone = core::Zone::find("Europe/Paris").value();
  section.spec.timeout = std::chrono::seconds(20);
  section.web.emplace();
  section.web->url = url;
  section.tls =
      url.starts_with("https") ? config::SourceSection::Tls::verify : config::SourceSection::Tls::off;
  return section;
}

/// A secret in a file of `directory`.
inline config::SecretRef secret_in(const test_support::TemporaryDirectory& directory, const std::string& name,
                                   std::string_view value) {
  test_support::write_file(directory / name, value);
  return {config::SecretRef::Kind::file, (directory / name).string()};
}

}  // namespace jauge::connectors
