#include "config/speech.hpp"

#include <cstdlib>

#include "config/configuration.hpp"

namespace jauge::config {
namespace {

using core::Language;

/// The value of --config among the arguments.
std::string configuration_path(int argument_count, char** arguments, const std::string& otherwise) {
  constexpr std::string_view name = "--config";
  for (int i = 1; i < argument_count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == name && i + 1 < argument_count) return arguments[i + 1];
    if (argument.starts_with("--config=")) return std::string(argument.substr(name.size() + 1));
  }
  return otherwise;
}

Language environment_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (!value || *value == '\0') continue;
    return std::string_view(value).starts_with("en") ? Language::en : Language::fr;
  }
  return Language::fr;
}

}  // namespace

Language spoken_language(int argument_count, char** arguments, const std::string& otherwise) {
  const auto told = language_of(configuration_path(argument_count, arguments, otherwise));
  return told.value_or(environment_language());
}

}  // namespace jauge::config
