#pragma once
// A profile: the queries of a DUI or a standard, ready to be named by a source.
#include "config/values.hpp"

namespace jauge::config {

struct Profile {
  std::string name;
  std::string version;
  std::vector<std::string> types;  // of the sources that it is for; SQL is often the same for several
  bool kept = true;
  std::vector<std::string> overwritten;
  std::optional<core::TimeForm> time;
  std::map<std::string, std::string, std::less<>> queries;  // by kind id
  CsvSection csv = {};                                      // of type csv: format and files
};

/// A profile file. Unknown keys and kinds are errors.
[[nodiscard]] tl::expected<Profile, std::vector<ConfigurationError>> parse_profile(
    std::string_view text, std::string_view file, const core::FactKinds& kinds);

/// The values of `history`, `time` and [query], in a source and in a profile alike.
std::optional<bool> read_history(const Field& field);
std::optional<core::TimeForm> read_time_form(const Field& field);
std::map<std::string, std::string, std::less<>> read_queries(const Field& field, std::string_view type,
                                                             const core::FactKinds& kinds);

}  // namespace jauge::config
