#pragma once
// The sections of jauge.toml, one reader each. Each reports to its table's Problems and gives what it could
// read.
#include <filesystem>

#include "config/values.hpp"

namespace jauge::config {

/// What sections need of each other.
struct Context {
  const core::FactKinds& kinds;
  std::filesystem::path directory;  // of the configuration file: measures/ and profiles/ are beside it
};

using Measures = std::map<std::string, core::Measure, std::less<>>;

/// [project] and [[project.targets]]. `measures` receives those that the project names.
void read_project(const Field& field, const Context& context, core::Project& project, Measures& measures);

/// [[establishment]]; needs the project's own keys and measures. Sorted by FINESS.
void read_establishments(const Field& field, const Measures& measures, core::Project& project);

/// The targets of a table's keys that were not asked for. Fills `exempt` where it is not null.
core::Targets read_targets(Table& table, const Measures& measures, std::vector<Field>* exempt);

/// [[source]] with its profile and queries.
std::vector<SourceSection> read_sources(const Field& field, const Context& context,
                                        const core::Project& project);

/// The keys of a source that a DUI posts to; fills `source.listening`.
void read_listening(Table& table, SourceSection& source);
/// Of such a source, once its queries, months and kinds are read.
void keep_posted(Table& table, const Context& context, SourceSection& source);

/// `client_certificate` and `client_key`, which go together.
void read_client_certificate(Table& table, SourceSection& source);

/// The keys of a source that is read over HTTP, its password and TLS among them; fills `source.web`.
void read_web(Table& table, SourceSection& source);
/// Whether SMART `scopes` ("system/*.cruds launch") let their holder write.
bool grants_writing(std::string_view scopes);

std::optional<SealSection> read_seal(const Field& field);
std::vector<ArsSection> read_ars(const Field& field);
Schedule read_schedule(const Field& field);
StoreSection read_store(const Field& field);
AdminSection read_admin(const Field& field);

}  // namespace jauge::config
