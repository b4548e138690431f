#pragma once
// How the programs speak before a configuration is read: their language, and CLI11's own words in it.
#include <string>

#include "core/message.hpp"

namespace jauge::config {

/// That of the configuration that the arguments name (`--config`, else `otherwise`), where it can be read;
/// else that of the environment (LC_ALL, LC_MESSAGES, LANG); else French.
core::Language spoken_language(int argument_count, char** arguments, const std::string& otherwise);

/// Puts the words of CLI11's help into `language`; `application` is a CLI::App.
template <class Application>
void speak(Application& application, core::Language language) {
  const auto word = [&](const char* key, const core::Message& words) {
    application.get_formatter()->label(key, core::render(words, language));
  };
  word("Usage", core::msg("Usage"));
  word("OPTIONS", core::msg("options"));
  word("Options", core::msg("Options"));
  word("Positionals", core::msg("Arguments"));
  word("POSITIONALS", core::msg("Arguments"));
  word("SUBCOMMAND", core::msg("VERB"));
  word("SUBCOMMANDS", core::msg("VERBS"));
  word("TEXT", core::msg("TEXT"));
  word("REQUIRED", core::msg("required"));
  word("Needs", core::msg("needs"));
  word("Excludes", core::msg("excludes"));
  application.set_help_flag("-h,--help", core::render(core::msg("Shows this help"), language));
}

/// What CLI11 finds wrong with the arguments, in words of ours. `code`: one of CLI::ExitCodes; `text`: its
/// own sentence, in English.
core::Message argument_error(int code, const std::string& text);

/// The same; `error` is a CLI::ParseError.
template <class Error>
core::Message argument_error(const Error& error) {
  return argument_error(error.get_exit_code(), error.what());
}

}  // namespace jauge::config
