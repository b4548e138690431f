#pragma once
// The daemon's log: a stable code and a sentence a line. Read by the journal it is structured: the code, the
// project, the English template and its arguments are fields of their own.
#include <string>
#include <string_view>
#include <vector>

#include "core/message.hpp"
#include "engine/settings.hpp"

namespace jauge::jauged {

/// Writes to the journal where standard error leads there, else to standard error.
void open_log(core::Language language, const std::string& project = {});
void log(engine::Notice::Level level, std::string_view code, const core::Message& sentence);
inline void log(const engine::Notice& notice) {
  log(notice.level, notice.code, notice.sentence);
}

/// The fields of a journal entry, "NAME=value" each (systemd.journal-fields(7)): MESSAGE, PRIORITY,
/// SYSLOG_IDENTIFIER, JAUGE_EVENT, JAUGE_PROJECT, JAUGE_TEMPLATE, JAUGE_ARG_0 and so on.
std::vector<std::string> journal_fields(engine::Notice::Level level, std::string_view code,
                                        const core::Message& sentence, core::Language language,
                                        const std::string& project);

}  // namespace jauge::jauged
