#include "tests/unit/config/examples.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace jauge::config {

std::filesystem::path example(std::string_view name) {
  return std::filesystem::path(JAUGE_SOURCE_DIR) / "tests/data/config" / name;
}

std::string content_of(const std::filesystem::path& path) {
  return test_support::read_file(path);
}

std::string lines(const std::vector<ConfigurationError>& errors, core::Language language) {
  std::string text;
  for (const auto& error : errors) text += error.text(language) + "\n";
  return text;
}

std::string errors_with(std::string_view from, std::string_view to, core::Language language) {
  std::string text = content_of(example("complet.toml"));
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at == std::string::npos) return "";
  text.replace(at, from.size(), to);
  const auto configuration = parse(text, "/etc/jauge/jauge.toml");
  return configuration ? "" : lines(configuration.error(), language);
}

}  // namespace jauge::config
