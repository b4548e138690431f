#pragma once
// What a query of a mailbox says: key=value, spaces between them, values with spaces in single quotes.
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/source_spec.hpp"

namespace jauge::connectors::imap {

struct MailboxQuery {
  std::string folder;      // UTF-8; empty: the one that the server marks as its sent messages
  std::string finess;      // of every message found
  std::string from;        // what the sender's address must hold; empty: any
  bool automatic = false;  // also acknowledgements and automatic answers
};

/// "folder='Éléments envoyés' finess=670000165 from=@ehpad.mssante.fr automatic=yes", all of them optional:
/// a source for one establishment needs no finess. Fails `invalid`, naming source and kind.
[[nodiscard]] core::Result<MailboxQuery> parse_query(std::string_view text, const core::SourceSpec& source,
                                                     std::string_view kind);

/// A folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3).
std::string folder_name(std::string_view utf8);

/// A text between double quotes, for a command. It holds no line feed.
std::string in_quotes(std::string_view text);

}  // namespace jauge::connectors::imap
