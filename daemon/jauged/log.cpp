#include "jauged/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>

namespace jauge::jauged {
namespace {

using Level = engine::Notice::Level;

struct Settings {
  core::Language language = core::Language::fr;
  std::string project;
  bool to_journal = false;
};

Settings& settings() {
  static Settings current;
  return current;
}

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// syslog(3): 6 informational, 4 warning, 3 error.
char priority_of(Level level) {
  switch (level) {
    case Level::info:
      return '6';
    case Level::warning:
      return '4';
    case Level::error:
      return '3';
  }
  return '3';
}

/// systemd.exec(5): JOURNAL_STREAM is the device and inode of the stream; a child whose standard error leads
/// elsewhere has inherited the variable and not the stream.
bool stderr_is_the_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  return stream && fstat(STDERR_FILENO, &status) == 0 &&
         stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

bool send_to_journal(const std::vector<std::string>& fields) {
  std::vector<iovec> parts;
  for (const auto& field : fields) {
    parts.push_back(
        {const_cast<char*>(field.data()), field.size()});  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }
  return sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) >= 0;
}

}  // namespace

std::vector<std::string> journal_fields(Level level, std::string_view code, const core::Message& sentence,
                                        core::Language language, const std::string& project) {
  std::vector<std::string> fields{fmt::format("MESSAGE=[{}] {}", code, core::render(sentence, language)),
                                  fmt::format("PRIORITY={}", priority_of(level)), "SYSLOG_IDENTIFIER=jauged",
                                  fmt::format("JAUGE_EVENT={}", code),
                                  fmt::format("JAUGE_TEMPLATE={}", sentence.id)};
  if (!project.empty()) fields.push_back("JAUGE_PROJECT=" + project);
  for (std::size_t i = 0; i < sentence.arguments.size(); ++i) {
    fields.push_back(fmt::format("JAUGE_ARG_{}={}", i, sentence.arguments[i]));
  }
  return fields;
}

void open_log(core::Language language, const std::string& project) {
  settings() = {language, project, stderr_is_the_journal()};
  auto logger = spdlog::get("jauged");
  if (!logger) logger = spdlog::stderr_logger_mt("jauged");
  logger->set_pattern(settings().to_journal ? "%v" : "%Y-%m-%dT%H:%M:%S %v");
  logger->flush_on(spdlog::level::info);
}

void log(Level level, std::string_view code, const core::Message& sentence) {
  const auto& how = settings();
  if (how.to_journal && send_to_journal(journal_fields(level, code, sentence, how.language, how.project)))
    return;
  const auto logger = spdlog::get("jauged");
  if (!logger) return;
  // sd-daemon(3): the journal takes a line's level from its first characters.
  const auto prefix = how.to_journal ? fmt::format("<{}>", priority_of(level)) : std::string();
  logger->log(level_of(level), "{}[{}] {}", prefix, code, core::render(sentence, how.language));
}

}  // namespace jauge::jauged
