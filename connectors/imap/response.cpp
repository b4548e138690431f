#include "connectors/imap/response.hpp"

#include <charconv>

namespace jauge::connectors::imap {
namespace {

/// The size that a line's last "{n}" or "{n+}" announces.
std::optional<std::size_t> announced(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  if (digits.ends_with('+')) digits.remove_suffix(1);
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Where `word` stands in `text` outside quotes, as a whole word; npos where it does not.
std::size_t find_word(std::string_view text, std::string_view word) {
  bool quote = false;
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    if (text[at] == '\\' && quote) {
      ++at;
      continue;
    }
    if (text[at] == '"') quote = !quote;
    if (quote) continue;
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '(';
    if (begins && std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                             [](char one, char other) { return upper(one) == upper(other); })) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// The text between the quotes that open at the front of `text`.
std::optional<std::string_view> quoted_at_front(std::string_view text) {
  if (!text.starts_with('"')) return std::nullopt;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return text.substr(0, at + 1);
    }
  }
  return std::nullopt;
}

std::string_view after(std::string_view text, std::size_t at, std::size_t size) {
  text.remove_prefix(std::min(text.size(), at + size));
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

}  // namespace

std::string_view Response::outcome_of(std::string_view tag) const {
  const std::string_view text = line;
  if (!text.starts_with(tag) || text.size() <= tag.size() || text[tag.size()] != ' ') return {};
  const auto rest = text.substr(tag.size() + 1);
  const auto word = rest.substr(0, rest.find(' '));
  return word == "OK" || word == "NO" || word == "BAD" ? word : std::string_view();
}

ResponseReader::State ResponseReader::next(Response& response) {
  while (!nonsense_) {
    const auto end = buffer_.find("\r\n", line_);
    const std::size_t size = end == std::string::npos ? buffer_.size() : end;
    if (size > response_limit) break;
    if (end == std::string::npos) return State::more;
    const std::string_view line = std::string_view(buffer_).substr(line_, end - line_);
    const auto literal = announced(line);
    if (!literal) {
      under_way_.line += line;
      response = std::exchange(under_way_, {});
      buffer_.erase(0, end + 2);
      line_ = 0;
      return State::whole;
    }
    if (*literal > response_limit - size || under_way_.literals.size() >= literal_limit) break;
    const std::size_t begin = end + 2;
    if (buffer_.size() < begin + *literal) return State::more;
    under_way_.line += line;
    under_way_.literals.push_back(buffer_.substr(begin, *literal));
    line_ = begin + *literal;
  }
  nonsense_ = true;
  buffer_.clear();
  return State::nonsense;
}

std::optional<std::vector<std::uint32_t>> search_result(const Response& response) {
  constexpr std::string_view head = "* SEARCH";
  std::string_view text = response.line;
  if (!text.starts_with(head)) return std::nullopt;
  text.remove_prefix(head.size());
  std::vector<std::uint32_t> uids;
  while (true) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return uids;
    std::uint32_t uid = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), uid);
    if (error != std::errc() || uid == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() != ' ') return std::nullopt;
    uids.push_back(uid);
  }
}

std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((at == 0 || at + 1 == text.size()) && text[at] == '"') continue;
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out += text[at];
  }
  return out;
}

std::optional<std::string> folder_with(const Response& response, std::string_view attribute) {
  const std::string_view text = response.line;
  if (!text.starts_with("* LIST (")) return std::nullopt;
  const auto close = text.find(')');
  if (close == std::string_view::npos) return std::nullopt;
  const auto attributes = text.substr(8, close - 8);
  if (find_word(attributes, attribute) == std::string_view::npos) return std::nullopt;
  // The delimiter, quoted or NIL, then the name.
  auto rest = after(text, close, 1);
  const auto delimiter = quoted_at_front(rest);
  rest = after(rest, 0, delimiter ? delimiter->size() : std::string_view("NIL").size());
  if (rest.starts_with('{')) {
    if (response.literals.empty()) return std::nullopt;
    return response.literals.front();
  }
  if (const auto name = quoted_at_front(rest)) return unquoted(*name);
  if (rest.empty()) return std::nullopt;
  return std::string(rest);
}

std::optional<Fetched> fetch_result(const Response& response) {
  const std::string_view text = response.line;
  if (!response.untagged() || find_word(text, "FETCH") == std::string_view::npos) return std::nullopt;
  Fetched fetched;
  const auto uid = find_word(text, "UID");
  if (uid == std::string_view::npos) return std::nullopt;
  const auto number = after(text, uid, 3);
  if (std::from_chars(number.data(), number.data() + number.size(), fetched.uid).ec != std::errc())
    return std::nullopt;
  if (const auto date = find_word(text, "INTERNALDATE"); date != std::string_view::npos) {
    if (const auto value = quoted_at_front(after(text, date, 12))) fetched.internal_date = unquoted(*value);
  }
  const auto body = find_word(text, "BODY[");
  if (body == std::string_view::npos) return std::nullopt;
  const auto close = text.find(']', body);
  if (close == std::string_view::npos) return std::nullopt;
  auto value = after(text, close, 1);
  if (value.starts_with('<')) value = after(value, value.find('>'), 1);
  if (value.starts_with('{')) {
    if (response.literals.size() != 1) return std::nullopt;
    fetched.header = response.literals.front();
  } else if (const auto inside = quoted_at_front(value)) {
    fetched.header = unquoted(*inside);
  }
  return fetched;
}

}  // namespace jauge::connectors::imap
