#pragma once
// The few header fields of a message that counting needs (RFC 5322). Pure.
#include <optional>
#include <string>
#include <string_view>

#include "core/month.hpp"

namespace jauge::connectors::imap {

/// The value of the first field of that name, unfolded and trimmed; nothing where there is none.
std::optional<std::string> field(std::string_view header, std::string_view name);

/// A Message-ID without its angle brackets; the text as it is where it has none.
std::string_view message_id(std::string_view value);

/// A Date field, obsolete zones and two-digit years included (RFC 5322, 3.3 and 4.3), or IMAP's
/// "17-Jul-2026 02:44:25 -0700". Nothing on any other text, or a day or an hour that does not exist.
std::optional<core::Instant> parse_date(std::string_view text);

/// An acknowledgement, a report or an automatic answer (RFC 3834, RFC 6522): nobody wrote it.
bool is_automatic(std::string_view header);

}  // namespace jauge::connectors::imap
