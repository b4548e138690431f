#pragma once
// What went wrong with a mailbox, in our words: a server's own text may quote what it holds.
#include <string_view>

#include "core/result.hpp"

namespace jauge::connectors::imap {

enum class Cause {
  host,         // no such host
  unreachable,  // refused, no route
  timeout,
  untrusted,    // their certificate
  certificate,  // ours, or its key
  tls,
  lost,      // the connection broke
  nonsense,  // no IMAP, or more than is taken
  account,
  no_login,  // the server takes no password on this connection
  no_folder,
  no_sent_folder,
  refused,  // a command was answered NO
  wrong,    // a command was answered BAD
  stopped,
};

/// One sentence naming the source and `what`: the place, the folder or the command.
core::Failure failure(Cause cause, std::string_view source, std::string_view what);

}  // namespace jauge::connectors::imap
