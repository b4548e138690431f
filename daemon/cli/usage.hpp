#pragma once
// How the command line speaks before and around its verbs: its language, its words for help and for mistakes.
#include <CLI/CLI.hpp>

#include "core/message.hpp"

namespace jauge::cli {

/// That of the configuration that the arguments name, where it can be read; else that of the environment
/// (LC_ALL, LC_MESSAGES, LANG); else French.
core::Language spoken_language(int argument_count, char** arguments);

/// Puts CLI11's own words ("Usage", "Options" …) into `language`, for every verb added afterwards too.
void speak(CLI::App& application, core::Language language);

/// What was wrong with the arguments, in one sentence; the nearest verb where a verb is unknown.
core::Message usage_error(const CLI::App& application, const CLI::ParseError& error, int argument_count,
                          char** arguments);

}  // namespace jauge::cli
