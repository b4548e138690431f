#include "connectors/imap/query.hpp"

#include "config/connection.hpp"
#include "core/identifier.hpp"

namespace jauge::connectors::imap {
namespace {

using core::ErrorKind;
using core::msg;

constexpr std::array<std::string_view, 4> keys{"folder", "finess", "from", "automatic"};

/// The next character of valid UTF-8 as a code point.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  char32_t character = more == 3   ? first & 0x07U
                       : more == 2 ? first & 0x0FU
                       : more == 1 ? first & 0x1FU
                                   : first;
  for (; more > 0 && at < text.size(); --more)
    character = (character << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  return character;
}

/// Base 64 of UTF-16 with ',' for '/' and no padding.
std::string modified_base64(const std::u16string& units) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char16_t unit : units) {
    bits = (bits << 16U) | unit;
    held += 16;
    for (; held >= 6; held -= 6) out += alphabet[(bits >> static_cast<unsigned>(held - 6)) & 0x3FU];
    bits &= 0xFFFFU;
  }
  if (held > 0) out += alphabet[(bits << static_cast<unsigned>(6 - held)) & 0x3FU];
  return out;
}

}  // namespace

std::string folder_name(std::string_view utf8) {
  std::string out;
  std::u16string shifted;
  const auto end_shift = [&] {
    if (!shifted.empty()) out += "&" + modified_base64(shifted) + "-";
    shifted.clear();
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = next_character(utf8, at);
    if (character >= 0x20 && character <= 0x7E) {
      end_shift();
      out += static_cast<char>(character);
      if (character == '&') out += '-';
    } else if (character < 0x10000) {
      shifted += static_cast<char16_t>(character);
    } else {
      const char32_t rest = character - 0x10000;
      shifted += static_cast<char16_t>(0xD800 + (rest >> 10U));
      shifted += static_cast<char16_t>(0xDC00 + (rest & 0x3FFU));
    }
  }
  end_shift();
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

core::Result<MailboxQuery> parse_query(std::string_view text, const core::SourceSpec& source,
                                       std::string_view kind) {
  const auto wrong = [&](core::Message hint) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it is not one of a mailbox.", source.name, kind),
                      std::move(hint));
  };
  const auto hint = msg("Write folder=… finess=… from=… automatic=yes, each only where it is needed.");
  const bool control = std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  if (control || !core::valid_utf8(text)) return wrong(hint);
  MailboxQuery query;
  std::size_t known = 0;
  for (const auto key : keys) known += config::connection_parameter(text, key).empty() ? 0U : 1U;
  query.folder = config::connection_parameter(text, "folder");
  query.finess = config::connection_parameter(text, "finess");
  query.from = config::connection_parameter(text, "from");
  const auto automatic = config::connection_parameter(text, "automatic");
  if (!automatic.empty() && automatic != "yes" && automatic != "no") return wrong(hint);
  query.automatic = automatic == "yes";
  if (known != config::connection_keys(text).size()) return wrong(hint);
  if (std::ranges::any_of(query.from, [](char c) { return c < 0; }))
    return wrong(msg("from is part of an address: ASCII letters, digits and signs."));
  if (query.finess.empty() && source.establishments.size() == 1) {
    query.finess = std::string(source.establishments.front().text());
  }
  if (query.finess.empty()) {
    return wrong(
        msg("Say whose mailbox it is: finess=… in the query, or establishments = [\"…\"] of the source."));
  }
  return query;
}

}  // namespace jauge::connectors::imap
