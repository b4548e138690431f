#pragma once
// Where profiles are found by their name: in profiles/ beside the configuration, then in the program.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::config {

struct ProfileText {
  std::string file;  // names it in errors
  std::string text;
};

/// `directory`: that of the configuration file. Nothing when there is no profile of that name.
std::optional<ProfileText> find_profile_text(const std::filesystem::path& directory, std::string_view name);

/// Every profile for sources of `type`, by name, those beside the configuration first.
std::vector<std::string> profile_names(const std::filesystem::path& directory, std::string_view type);

}  // namespace jauge::config
