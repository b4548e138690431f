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

/// Those of CLI::ExitCodes that a user can cause: named here so that this file needs not its large header.
enum class Mistake {
  conversion = 104,
  required = 106,
  requires_other = 107,
  excludes = 108,
  extras = 109,
  mismatch = 114
};

/// What of `text` stands before or after the first `mark`.
std::string before(const std::string& text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}
std::string after(const std::string& text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string::npos ? text : text.substr(at + mark.size());
}

}  // namespace

Language spoken_language(int argument_count, char** arguments, const std::string& otherwise) {
  const auto told = language_of(configuration_path(argument_count, arguments, otherwise));
  return told.value_or(environment_language());
}

core::Message argument_error(int code, const std::string& text) {
  using core::msg;
  const auto kind = static_cast<Mistake>(code);
  if (kind == Mistake::required) return msg("{0} is missing.", before(text, " is required"));
  if (kind == Mistake::extras) return msg("Too much was written: {0}", after(text, "expected: "));
  if (kind == Mistake::mismatch) return msg("{0} needs a value.", before(text, ":"));
  if (kind == Mistake::conversion)
    return msg("A value is not of the kind it should be: {0}", after(text, ": "));
  if (kind == Mistake::excludes) {
    return msg("{0} and {1} exclude each other.", before(text, " excludes "), after(text, " excludes "));
  }
  if (kind == Mistake::requires_other) {
    return msg("{0} needs {1}.", before(text, " requires "), after(text, " requires "));
  }
  return msg("The arguments are wrong: {0}", text);
}

}  // namespace jauge::config
