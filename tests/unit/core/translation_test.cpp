// Sentences: their holes, their French, and the catalogue they come from.
#include <gtest/gtest.h>

#include <set>

#include "core/message.hpp"
#include "core/translations.hpp"

namespace jauge::core {
namespace {

std::string english(const Message& message) {
  return render(message, Language::en);
}

std::uint32_t word(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Every (msgid, msgstr) of the catalogue but its header.
std::vector<std::pair<std::string_view, std::string_view>> sentences() {
  const std::string_view bytes = french_catalogue();
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  for (std::uint32_t i = 0; i < word(bytes, 8); ++i) {
    const auto text = [&](std::size_t table) {
      return bytes.substr(word(bytes, table + 8 * i + 4), word(bytes, table + 8 * i));
    };
    if (const auto id = text(word(bytes, 12)); !id.empty()) pairs.emplace_back(id, text(word(bytes, 16)));
  }
  return pairs;
}

std::set<std::string> holes(std::string_view text) {
  std::set<std::string> found;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    if (end != std::string_view::npos && end > at + 1 && text[end] == '}')
      found.emplace(text.substr(at, end + 1 - at));
  }
  return found;
}

TEST(Render, FillsNumberedHolesInAnyOrder) {
  EXPECT_EQ(english({"{1} before {0}, {1} again", {"a", "b"}}), "b before a, b again");
}

TEST(Render, LeavesWhatIsNoHoleAsItIs) {
  for (const char* text : {"{", "}", "{}", "{0", "{a}", "{ 0 }", "{-1}", "{0:d}", "{{0}}x{9}",
                           "{99999999999999999999}", "{ file = \"/path\" }"}) {
    EXPECT_EQ(english({text, {}}), text);
  }
}

TEST(Render, DoesNotReadAnArgumentAsATemplate) {
  EXPECT_EQ(english({"{0}", {"{0}{1}"}}), "{0}{1}");
}

TEST(Render, KeepsEnglishWhereThereIsNoFrench) {
  EXPECT_EQ(render({"no such sentence {0}", {"x"}}, Language::fr), "no such sentence x");
  EXPECT_EQ(render({}, Language::fr), "");
}

TEST(Render, SpeaksFrench) {
  ASSERT_FALSE(sentences().empty());
  const auto [id, french] = sentences().back();
  EXPECT_EQ(render({std::string(id), {}}, Language::fr), french);
  EXPECT_EQ(render({std::string(id), {}}, Language::en), id);
}

TEST(Translations, AreAllFoundAndNotEmpty) {
  for (const auto& [id, french] : sentences()) {
    EXPECT_EQ(find_translation(french_catalogue(), id), french) << id;
    EXPECT_FALSE(french.empty()) << id;
  }
}

TEST(Translations, HaveTheHolesOfTheirEnglish) {
  for (const auto& [id, french] : sentences()) EXPECT_EQ(holes(french), holes(id)) << id;
}

TEST(Translations, AreNotSoughtInWhatIsNoCatalogue) {
  const std::string_view bytes = french_catalogue();
  const std::string_view id = sentences().front().first;
  EXPECT_EQ(find_translation("", id), "");
  EXPECT_EQ(find_translation("not a catalogue of thirty bytes", id), "");
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    static_cast<void>(find_translation(bytes.substr(0, size), id));
  }
  // Numbers of the header that point outside.
  for (std::size_t at : {8U, 12U, 16U}) {
    std::string wrong(bytes);
    wrong[at + 3] = '\x7f';
    EXPECT_EQ(find_translation(wrong, id), "") << at;
  }
}

}  // namespace
}  // namespace jauge::core
