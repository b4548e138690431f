// A source that a DUI posts to, as its section says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/configuration.hpp"
#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using testing::HasSubstr;

constexpr const char* query =
    "[source.query]\nqualified_identity = { resource = \"Patient\", finess = \"identifier.value\", subject = "
    "\"getResourceKey()\" }\n"
    "file_update = { resource = \"Task\", finess = \"identifier.value\", subject = "
    "\"for.getReferenceKey()\", at = \"meta.lastUpdated\" }\n";

tl::expected<Configuration, std::vector<ConfigurationError>> with(const std::string& keys) {
  std::string text = content_of(example("complet.toml"));
  const auto source = text.find("[[source]]");
  text.replace(source, text.find("[seal]") - source,
               "[[source]]\nname = \"dui\"\ntype = \"tddui\"\n" + keys + "\n" + query + "\n");
  return parse(text, "jauge.toml");
}

std::string errors(const std::string& keys) {
  const auto read = with(keys);
  return read ? "" : lines(read.error());
}

TEST(Listening, IsOnTheLoopbackOrBetweenTwoCertificates) {
  const auto plain = with("listen = \"127.0.0.1:9470\"\nfrom = \"2026-10\"\noverwritten = [\"file_update\"]");
  ASSERT_TRUE(plain) << lines(plain.error());
  const auto& source = plain->sources[0];
  EXPECT_EQ(source.spec.tls, "none (loopback)");
  EXPECT_EQ(source.listening->address, "127.0.0.1");
  EXPECT_EQ(source.listening->port, 9470);
  EXPECT_EQ(source.listening->path, "/");
  EXPECT_EQ(source.listening->inbox,
            (std::filesystem::path(plain->store.path).parent_path() / "inbox/dui.db").string());
  // What is posted is kept: it is accumulated here, and can be read again.
  EXPECT_TRUE(source.spec.keeps("file_update"));
  EXPECT_EQ(source.listening->accumulated, std::vector<std::string>{"file_update"});
  EXPECT_THAT(source.listening->lasting,
              testing::UnorderedElementsAre("accompanied", "open_file", "personalised_project",
                                            "qualified_identity"));
  EXPECT_TRUE(source.spec.is_state("qualified_identity"));

  const std::string mutual =
      "from = \"2026-10\"\ncertificate = \"/a\"\nkey = { file = \"/b\" }\nclient_ca = \"/c\"\nclient = "
      "\"1670000157\"\n";
  const auto encrypted = with("listen = \"[::]:9471\"\npath = \"/fhir\"\n" + mutual);
  ASSERT_TRUE(encrypted) << lines(encrypted.error());
  EXPECT_EQ(encrypted->sources[0].spec.tls, "verify");
  EXPECT_EQ(encrypted->sources[0].listening->address, "::");

  EXPECT_THAT(errors("listen = \"0.0.0.0:9470\"\nfrom = \"2026-10\""),
              HasSubstr("would cross the network in clear"));
  EXPECT_THAT(errors("listen = \"0.0.0.0:9470\"\nfrom = \"2026-10\"\ncertificate = \"/a\""),
              HasSubstr("go together"));
}

TEST(Listening, SaysWhatIsWrong) {
  EXPECT_THAT(errors("from = \"2026-10\""), HasSubstr("source[0].listen: is missing here"));
  for (const auto* place : {"127.0.0.1", ":9470", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999"})
    EXPECT_THAT(errors(fmt::format("listen = \"{}\"\nfrom = \"2026-10\"", place)),
                HasSubstr("source[0].listen: expected an address"));
  const std::string good = "listen = \"127.0.0.1:9470\"\n";
  EXPECT_THAT(errors(good), HasSubstr("needs the key `from`"));
  EXPECT_THAT(errors(good + "from = \"2026-10\"\npath = \"fhir\""),
              HasSubstr("source[0].path: expected a path"));
  EXPECT_THAT(errors(good + "from = \"2026-10\"\nids = \"dui\""),
              HasSubstr("source[0].ids: what is posted is kept under numbers"));
  EXPECT_THAT(errors(good + "from = \"2026-10\"\nfresh = \"x\""), HasSubstr("source[0].fresh: is of no use"));
  EXPECT_THAT(errors(good + "from = \"2026-10\"\ntoken = \"x\""), HasSubstr("source[0].token"));
}

}  // namespace
}  // namespace jauge::config
