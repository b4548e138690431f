#include "config/configuration.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "config/parts.hpp"
#include "config/sections.hpp"
#include "core/schema.hpp"

namespace jauge::config {

using core::msg;

namespace {

constexpr std::streamoff largest_file = 4 << 20;

tl::unexpected<std::vector<ConfigurationError>> unreadable(const std::filesystem::path& path,
                                                           core::Message why) {
  return tl::unexpected(std::vector{ConfigurationError{path.string(), 0, 0, "", std::move(why)}});
}

tl::expected<std::string, core::Message> read(const std::filesystem::path& path) {
  std::error_code error;
  std::ifstream stream(path, std::ios::binary);
  if (!stream || !std::filesystem::is_regular_file(path, error)) {
    return tl::unexpected(msg("the file does not exist or may not be read; name it with --config FILE"));
  }
  stream.seekg(0, std::ios::end);
  if (stream.tellg() > largest_file) return tl::unexpected(msg("the file is larger than 4 MiB"));
  stream.seekg(0);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return tl::unexpected(msg("the file is empty or cannot be read to its end"));
  return content.str();
}

/// What only the whole can tell.
void check_together(Table& table, const Configuration& configuration) {
  const bool sends =
      std::any_of(configuration.ars.begin(), configuration.ars.end(),
                  [](const ArsSection& ars) { return !ars.url.empty() || !ars.directory.empty(); });
  if (sends && !table["seal"].present()) {
    table["ars"].wrong(msg("reports cannot be sent without a seal: write the section [seal]"));
  }
}

}  // namespace

const SourceSection* Configuration::find_source(std::string_view name) const {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const SourceSection& source) { return source.spec.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

const ArsSection* Configuration::find_ars(const core::RegionCode& region) const {
  const auto found = std::find_if(ars.begin(), ars.end(),
                                  [&](const ArsSection& section) { return section.region == region; });
  return found == ars.end() ? nullptr : &*found;
}

std::string ConfigurationError::text(core::Language language) const {
  std::string place = file;
  if (line > 0) place += fmt::format(":{}:{}", line, column);
  if (!key.empty()) place += fmt::format(": {}", key);
  return fmt::format("{}: {}", place, core::render(expected, language));
}

tl::expected<Configuration, std::vector<ConfigurationError>> load(const std::filesystem::path& path) {
  const auto content = read(path);
  if (!content) return unreadable(path, content.error());
  return parse(*content, path);
}

std::optional<core::Language> language_of(const std::filesystem::path& path) {
  const auto content = read(path);
  if (!content) return std::nullopt;
  const auto document = parse_document(*content, path.string());
  if (!document) return std::nullopt;
  Problems ignored(path.string());
  return read_choice<core::Language>(Table(*document, "", ignored)["language"],
                                     {{"fr", core::Language::fr}, {"en", core::Language::en}});
}

tl::expected<Configuration, std::vector<ConfigurationError>> parse(std::string_view text,
                                                                   const std::filesystem::path& path) {
  Configuration configuration;
  configuration.path = path.string();
  auto kinds = parse_facts(core::schema_file("facts.toml"), "facts.toml");
  if (!kinds) return tl::unexpected(std::move(kinds.error()));
  configuration.kinds = std::move(*kinds);
  const auto document = parse_document(text, configuration.path);
  if (!document) return tl::unexpected(document.error());

  Problems problems(configuration.path);
  Table table(*document, "", problems);
  const Context context{configuration.kinds, path.parent_path()};
  core::Project& project = configuration.project;

  assign(configuration.language,
         read_choice<core::Language>(table["language"],
                                     {{"fr", core::Language::fr}, {"en", core::Language::en}}));
  const Field timezone = table["timezone"];
  if (timezone.present()) {
    assign(project.zone, read_zone(timezone));
  } else if (const auto paris = core::Zone::find("Europe/Paris")) {
    project.zone = *paris;
  } else {
    timezone.wrong(paris.error().sentence);
  }
  read_project(table.required("project"), context, project, configuration.measures);
  read_establishments(table.required("establishment"), configuration.measures, project);
  configuration.sources = read_sources(table["source"], context, project);
  configuration.seal = read_seal(table["seal"]);
  configuration.ars = read_ars(table["ars"]);
  configuration.schedule = read_schedule(table["schedule"]);
  configuration.store = read_store(table["store"]);
  for (SourceSection& source : configuration.sources) {
    if (!source.listening) continue;
    const auto folder = std::filesystem::path(configuration.store.path).parent_path() / "inbox";
    source.listening->inbox = (folder / (source.spec.name + ".db")).string();
  }
  configuration.admin = read_admin(table["admin"]);
  check_together(table, configuration);
  table.finish();

  if (!problems.empty()) return tl::unexpected(problems.take());
  configuration.parts = parts_of(*document);
  return configuration;
}

}  // namespace jauge::config
