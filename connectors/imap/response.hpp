#pragma once
// What an IMAP server sends, cut into responses (RFC 3501, 4.3 and 7). Pure: bytes in, responses out.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace jauge::connectors::imap {

/// A line, and the literals that its "{n}" announce, in their order.
struct Response {
  std::string line;
  std::vector<std::string> literals;

  bool untagged() const { return line.starts_with("* "); }
  bool continuation() const { return line.starts_with("+"); }
  /// "OK", "NO" or "BAD" of the command with this tag; empty on any other response.
  std::string_view outcome_of(std::string_view tag) const;
};

/// Longest response with its literals, and number of them in one.
inline constexpr std::size_t response_limit = std::size_t{4} << 20;
inline constexpr std::size_t literal_limit = 16;

/// Bytes of a connection, cut anywhere. It holds one response at most and what came with it.
class ResponseReader {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }
  enum class State { whole, more, nonsense };
  /// The next whole response; `more` bytes are needed, or it is too long or no IMAP: then always.
  State next(Response& response);

 private:
  std::string buffer_;
  std::size_t line_ = 0;  // where the line under way begins
  Response under_way_;
  bool nonsense_ = false;
};

/// UIDs of "* SEARCH 1 2 3"; nothing on another response or on what is no number.
std::optional<std::vector<std::uint32_t>> search_result(const Response& response);

/// The name of "* LIST (\Sent) "/" "Sent"", as the server writes it; nothing where `attribute` is not there.
std::optional<std::string> folder_with(const Response& response, std::string_view attribute);

/// A message of "* 12 FETCH (UID 34 INTERNALDATE "…" BODY[…] {n}".
struct Fetched {
  std::uint32_t uid = 0;
  std::string internal_date;
  std::string header;  // the fields asked for
};
std::optional<Fetched> fetch_result(const Response& response);

/// A name as it stands between quotes, without them and their backslashes.
std::string unquoted(std::string_view text);

}  // namespace jauge::connectors::imap
