#pragma once
// The daemon's log: a stable code and a sentence a line, to the journal or to a terminal.
#include <string_view>

#include "core/message.hpp"
#include "engine/settings.hpp"

namespace jauge::jauged {

/// Writes to standard error; with the journal's level prefixes when the journal reads it.
void open_log(core::Language language);
void log(engine::Notice::Level level, std::string_view code, const core::Message& sentence);
inline void log(const engine::Notice& notice) {
  log(notice.level, notice.code, notice.sentence);
}

}  // namespace jauge::jauged
