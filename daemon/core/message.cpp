#include "core/message.hpp"

#include <charconv>
#include <cstdint>

#include "core/translations.hpp"

namespace jauge::core {
namespace {

// GNU gettext manual, "The Format of GNU MO Files": magic, revision, count, offset of the originals' table,
// offset of the translations' table; a table is pairs (length, offset); the originals are sorted.
constexpr std::uint32_t mo_magic = 0x950412de;
constexpr std::size_t mo_header = 28;

std::uint32_t word(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i]));
  };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

/// The string that entry `index` of `table` stands for; empty where it lies outside the file.
std::string_view entry(std::string_view bytes, std::size_t table, std::size_t index) {
  const std::size_t length = word(bytes, table + 8 * index);
  const std::size_t offset = word(bytes, table + 8 * index + 4);
  if (offset > bytes.size() || length > bytes.size() - offset) return {};
  return bytes.substr(offset, length);
}

/// Puts the arguments into the holes "{0}", "{1}" …; any other brace, and a hole without argument, stays as
/// it is.
std::string fill(std::string_view text, const std::vector<std::string>& arguments) {
  std::string out;
  out.reserve(text.size() + 16 * arguments.size());
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    std::size_t index = 0;
    const char* const end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data() + 1, end, index);
    if (error == std::errc() && after != end && *after == '}' && index < arguments.size()) {
      out += arguments[index];
      text.remove_prefix(static_cast<std::size_t>(after - text.data()) + 1);
    } else {
      out += '{';
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

std::string_view find_translation(std::string_view catalogue, std::string_view id) {
  if (catalogue.size() < mo_header || word(catalogue, 0) != mo_magic) return {};
  const std::size_t count = word(catalogue, 8);
  const std::size_t originals = word(catalogue, 12);
  const std::size_t translations = word(catalogue, 16);
  const auto fits = [&](std::size_t table) {
    return table <= catalogue.size() && count <= (catalogue.size() - table) / 8;
  };
  if (!fits(originals) || !fits(translations)) return {};
  std::size_t low = 0;
  std::size_t high = count;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const int order = entry(catalogue, originals, middle).compare(id);
    if (order == 0) return entry(catalogue, translations, middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {};
}

std::string render(const Message& message, Language language) {
  std::string_view text = message.id;
  // The empty msgid is the catalogue's own header.
  if (language == Language::fr && !message.id.empty()) {
    const std::string_view translation = find_translation(french_catalogue(), message.id);
    if (!translation.empty()) text = translation;
  }
  return fill(text, message.arguments);
}

}  // namespace jauge::core
