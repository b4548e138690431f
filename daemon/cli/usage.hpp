#pragma once
// What the command line says to a mistake.
#include <CLI/CLI.hpp>

#include "core/message.hpp"

namespace jauge::cli {

/// What was wrong with the arguments, in one sentence; the nearest verb where a verb is unknown.
core::Message usage_error(const CLI::App& application, const CLI::ParseError& error, int argument_count,
                          char** arguments);

}  // namespace jauge::cli
