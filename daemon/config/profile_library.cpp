#include "config/profile_library.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "config/profile.hpp"
#include "core/schema.hpp"

namespace jauge::config {
namespace {

constexpr std::string_view folder = "profiles/";
constexpr std::string_view extension = ".toml";

/// The names that stand in `directory`, then those of the program.
std::vector<std::string> every_name(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(directory / folder, none)) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  for (const auto& file : core::schema_files()) {
    if (!file.path.starts_with(folder) || !file.path.ends_with(extension)) continue;
    std::string name(file.path.substr(folder.size(), file.path.size() - folder.size() - extension.size()));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

std::optional<ProfileText> find_profile_text(const std::filesystem::path& directory, std::string_view name) {
  const std::string relative = std::string(folder) + std::string(name) + std::string(extension);
  const auto beside = directory / relative;
  std::ifstream stream(beside, std::ios::binary);
  if (stream) {
    std::ostringstream content;
    content << stream.rdbuf();
    return ProfileText{beside.string(), content.str()};
  }
  const auto embedded = core::schema_file(relative);
  if (embedded.empty()) return std::nullopt;
  return ProfileText{relative, std::string(embedded)};
}

std::vector<std::string> profile_names(const std::filesystem::path& directory, std::string_view type) {
  const auto kinds = parse_facts(core::schema_file("facts.toml"), "facts.toml");
  std::vector<std::string> names;
  if (!kinds) return names;
  for (auto& name : every_name(directory)) {
    const auto found = find_profile_text(directory, name);
    if (!found) continue;
    const auto profile = parse_profile(found->text, found->file, *kinds);
    const bool fits =
        profile && std::find(profile->types.begin(), profile->types.end(), type) != profile->types.end();
    if (fits) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace jauge::config
