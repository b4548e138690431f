#include "core/codes.hpp"

#include "core/schema.hpp"

namespace jauge::core {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// A bare TOML key: letters, digits, '-' and '_'.
bool is_bare(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// A basic TOML string without escapes, so that the sentence is a view into the file.
std::optional<std::string_view> quoted(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  if (text.find_first_of("\"\\") != text.npos) return std::nullopt;
  return text;
}

std::string_view find(std::string_view code) {
  for (const Code& entry : codes()) {
    if (entry.code == code) return entry.sentence;
  }
  return {};
}

}  // namespace

std::vector<Code> parse_codes(std::string_view text) {
  std::vector<Code> found;
  std::string_view section;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[' && line.back() == ']' && is_bare(line.substr(1, line.size() - 2))) {
      section = line.substr(1, line.size() - 2);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == line.npos || section.empty()) return {};
    const std::string_view code = trimmed(line.substr(0, equals));
    const auto sentence = quoted(trimmed(line.substr(equals + 1)));
    if (!is_bare(code) || !sentence) return {};
    found.push_back({section, code, *sentence});
  }
  return found;
}

const std::vector<Code>& codes() {
  static const std::vector<Code> all = parse_codes(schema_file("report/codes.toml"));
  return all;
}

std::string_view code_sentence(std::string_view code) {
  if (const std::string_view sentence = find(code); !sentence.empty()) return sentence;
  const std::size_t last = code.find_last_not_of("0123456789");
  return last == code.npos ? std::string_view{} : find(code.substr(0, last + 1));
}

std::string flag_sentence(const Flag& flag) {
  std::string sentence(code_sentence(flag.code));
  if (sentence.empty()) sentence = flag.code + ".";
  if (!flag.number) return sentence;
  if (sentence.ends_with('.')) sentence.pop_back();
  sentence += fmt::format(" ({}", *flag.number);
  if (flag.of) sentence += fmt::format(" sur {}", *flag.of);
  return sentence + ").";
}

}  // namespace jauge::core
