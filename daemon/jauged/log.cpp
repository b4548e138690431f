#include "jauged/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace jauge::jauged {
namespace {

core::Language& log_language() {
  static core::Language language = core::Language::fr;
  return language;
}

spdlog::level::level_enum level_of(engine::Notice::Level level) {
  switch (level) {
    case engine::Notice::Level::info:
      return spdlog::level::info;
    case engine::Notice::Level::warning:
      return spdlog::level::warn;
    case engine::Notice::Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// sd-daemon(3): the journal takes a line's level from its first characters.
std::string_view journal_prefix(engine::Notice::Level level) {
  switch (level) {
    case engine::Notice::Level::info:
      return "<6>";
    case engine::Notice::Level::warning:
      return "<4>";
    case engine::Notice::Level::error:
      return "<3>";
  }
  return "<3>";
}

bool to_journal() {
  return std::getenv("JOURNAL_STREAM") != nullptr;
}

}  // namespace

void open_log(core::Language language) {
  log_language() = language;
  auto logger = spdlog::get("jauged");
  if (!logger) logger = spdlog::stderr_logger_mt("jauged");
  logger->set_pattern(to_journal() ? "%v" : "%Y-%m-%dT%H:%M:%S %v");
  logger->flush_on(spdlog::level::info);
}

void log(engine::Notice::Level level, std::string_view code, const core::Message& sentence) {
  const auto logger = spdlog::get("jauged");
  if (!logger) return;
  const auto text = core::render(sentence, log_language());
  logger->log(level_of(level), "{}[{}] {}", to_journal() ? journal_prefix(level) : std::string_view(), code,
              text);
}

}  // namespace jauge::jauged
