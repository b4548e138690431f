#pragma once
// Messages of a mailbox's sent folder, by their header alone. Sizes, subjects, recipients and bodies are
// never asked for.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::imap {

/// `connection` is "host=… port=993 user=…"; the password is the secret of `password`. The folder is opened
/// read-only (EXAMINE) and searched by days; a row is a message: its Message-ID, and its Date, or where that
/// is missing or unreadable the instant at which the server took it.
Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::imap
