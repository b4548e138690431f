#pragma once
// The example configurations, and what comes of changing them.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

namespace jauge::config {

/// tests/data/config/<name>.
std::filesystem::path example(std::string_view name);
std::string content_of(const std::filesystem::path& path);

/// Every error as a line.
std::string lines(const std::vector<ConfigurationError>& errors,
                  core::Language language = core::Language::en);

/// The errors of complet.toml with `from` replaced by `to` once, as /etc/jauge/jauge.toml; empty when it is
/// right.
std::string errors_with(std::string_view from, std::string_view to,
                        core::Language language = core::Language::en);

}  // namespace jauge::config
