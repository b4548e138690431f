#pragma once
// A sentence for a person, kept as its English template and arguments until a reader's language is known.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace jauge::core {

enum class Language { fr, en };

/// An English template with numbered holes ("{0}") and its arguments. The template is the gettext msgid.
/// It never carries a person's identifier, a file id, a key or a value read from a source.
struct Message {
  std::string id;
  std::vector<std::string> arguments;

  bool empty() const { return id.empty(); }
  bool operator==(const Message&) const = default;
};

/// Makes a Message; xgettext collects the first argument of every call.
template <class... Arguments>
Message msg(const char* id, const Arguments&... arguments) {
  return {id, {fmt::format("{}", arguments)...}};
}

/// The sentence in `language`; the English template where a translation is missing.
std::string render(const Message& message, Language language);

}  // namespace jauge::core
