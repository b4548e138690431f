// jauge.toml: what a [[source]] may and may not say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/configuration.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using testing::HasSubstr;

TEST(SourceSection, TakesQueriesFromAProfileUntilOneIsChanged) {
  test_support::TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "profiles");
  std::ofstream(directory.path() / "profiles/dui-exemple.toml")
      << "name = \"dui-exemple\"\nversion = \"1.2\"\ntype = \"postgresql\"\noverwritten = [\"file_update\"]\n"
         "time = \"iso-t\"\n[query]\nfile_update = \"SELECT finess, d AS subject, m AS at FROM x WHERE m >= "
         ":since\"\n";
  std::string text = content_of(example("complet.toml"));
  const auto queries = text.find("[source.query]");
  std::string with_profile = text;
  with_profile.replace(queries, text.find("[seal]") - queries, "profile = \"dui-exemple\"\n");
  const auto configuration = parse(with_profile, directory.path() / "jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << lines(configuration.error());
  EXPECT_EQ(configuration->sources[0].spec.profile, "dui-exemple 1.2");
  EXPECT_EQ(configuration->sources[0].spec.time, core::TimeForm::iso_t);
  EXPECT_TRUE(configuration->sources[0].spec.queries.contains("file_update"));

  std::string changed = text;
  changed.insert(queries, "profile = \"dui-exemple\"\n");
  const auto local = parse(changed, directory.path() / "jauge.toml");
  ASSERT_TRUE(local.has_value()) << lines(local.error());
  EXPECT_EQ(local->sources[0].spec.profile, "");

  EXPECT_THAT(errors_with("[source.query]", "profile = \"autre\"\n[source.query]"),
              HasSubstr("source[0].profile: no profile is named \"autre\""));
}

TEST(SourceSection, RefusesSourceNamesThatAreNotSimpleOrNotUnique) {
  EXPECT_THAT(errors_with("name       = \"dui\"", "name       = \"DUI_1\""),
              HasSubstr("source[0].name: expected small"));
  EXPECT_THAT(
      errors_with("[seal]",
                  "[[source]]\nname = \"dui\"\ntype = \"sqlite\"\nconnection = \"/a\"\n[source.query]\n"
                  "accompanied = \"SELECT :since\"\n\n[seal]"),
      HasSubstr("source[1].name: another source has the same name"));
}

TEST(SourceSection, RefusesTypesThatThisVersionDoesNotSpeak) {
  EXPECT_THAT(errors_with("= \"postgresql\" ", "= \"postgres\" "), HasSubstr("did you mean \"postgresql\"?"));
}

TEST(SourceSection, RefusesUnknownKindsWhereverTheyStand) {
  EXPECT_THAT(errors_with("accompanied          =", "acompanied ="),
              HasSubstr("jauge.toml:47:1: source[0].query.acompanied: \"acompanied\" is unknown; did you "
                        "mean \"accompanied\"?"));
  EXPECT_THAT(errors_with("[\"file_update\", ", "[\"file-updates\", "),
              HasSubstr("source[0].overwritten[0]: "));
  EXPECT_THAT(
      errors_with("[source.query]", "may_be_empty = [\"nothing\"]\n[source.query]"),
      HasSubstr("source[0].may_be_empty[0]: \"nothing\" is unknown; expected one of accompanied, open_file"));
}

TEST(SourceSection, RefusesAnInstantQueryThatAsksForNoWindow) {
  EXPECT_THAT(errors_with(" WHERE maj_le >= :since AND maj_le < :until", ""),
              HasSubstr("source[0].query.file_update: the query must use :since and :until"));
}

TEST(SourceSection, RefusesTwoNumberingsOfOneEventKindAndEstablishment) {
  const auto second = [](std::string_view more) {
    return errors_with(
        "[seal]",
        fmt::format("[[source]]\nname = \"messagerie\"\ntype = \"sqlite\"\nconnection = \"/a\"\n{}\n"
                    "[source.query]\nmss_message = \"SELECT :since\"\n\n[seal]",
                    more));
  };
  EXPECT_THAT(second(""),
              HasSubstr("source[1].name: the sources \"dui\" and \"messagerie\" both give mss_message"));
  EXPECT_EQ(second("ids = \"dui\""), "");
  EXPECT_THAT(second("establishments = [\"670000165\"]"), HasSubstr("both give mss_message"));
}

TEST(SourceSection, AllowsOtherNumberingsOfOtherMonths) {
  std::string text = content_of(example("complet.toml"));
  text.replace(text.find("[source.query]"), 0, "until = \"2026-06\"\n");
  text.insert(text.find("[seal]"),
              "[[source]]\nname = \"b\"\ntype = \"sqlite\"\nconnection = \"/a\"\nfrom = \"2026-07\"\n"
              "[source.query]\nmss_message = \"SELECT :since\"\n\n");
  EXPECT_TRUE(parse(text, "jauge.toml").has_value());
  // The same in the other order of the file.
  text.replace(text.find("until = \"2026-06\""), 17, "from = \"2026-08\" ");
  text.replace(text.find("from = \"2026-07\""), 16, "until = \"2026-07\"");
  const auto configuration = parse(text, "jauge.toml");
  EXPECT_TRUE(configuration.has_value()) << lines(configuration.error());
}

TEST(SourceSection, RefusesEstablishmentsOfASourceThatTheProjectHasNot) {
  EXPECT_THAT(errors_with("[source.query]", "establishments = [\"670000173\"]\n[source.query]"),
              HasSubstr("source[0].establishments: 670000173 is not an establishment of this file"));
}

TEST(SourceSection, RefusesARejectLimitWrittenAsAPercentage) {
  EXPECT_THAT(errors_with("[source.query]", "reject_limit = 1\n[source.query]"),
              HasSubstr("source[0].reject_limit: expected a share from 0 to less than 1: 0.01 is 1 %"));
}

TEST(SourceSection, ReadsAMailboxOverTlsAlone) {
  const auto mailbox = [](std::string_view more) {
    std::string text = content_of(example("complet.toml"));
    text.insert(text.find("[seal]"),
                fmt::format("[[source]]\nname = \"mssante\"\ntype = \"imap\"\nids = \"dui\"\n{}\n\n", more));
    const auto configuration = parse(text, "jauge.toml");
    return configuration ? configuration->sources[1].spec.tls : lines(configuration.error());
  };
  const std::string query = "[source.query]\nmss_message = \"folder=Sent\"";
  EXPECT_EQ(mailbox("connection = \"host=imap.mssante.example user=a@b\"\n" + query), "verify");
  EXPECT_EQ(mailbox("connection = \"host=127.0.0.1 port=10993 user=a@b\"\n" + query), "verify");
  EXPECT_THAT(mailbox("connection = \"host=127.0.0.1 user=a@b\"\ntls = \"off\"\n" + query),
              HasSubstr("a mailbox is read over TLS only (IMAPS)"));
  EXPECT_THAT(mailbox("connection = \"user=a@b\"\n" + query),
              HasSubstr("a mailbox is read over TLS only (IMAPS)"));
  const std::string certificate =
      "connection = \"host=imap.mssante.example user=a@b\"\nclient_certificate = \"/c\"\n";
  EXPECT_EQ(mailbox(certificate + "client_key = { file = \"/k\" }\n" + query), "verify");
  EXPECT_THAT(mailbox(certificate + query), HasSubstr("go together"));
  EXPECT_THAT(mailbox("connection = \"host=imap.mssante.example user=a@b\"\n[source.query]\naccompanied = "
                      "\"folder=Sent\""),
              HasSubstr("a mailbox only tells of messages"));
}

TEST(SourceSection, VerifiesTlsOnTheNetworkUnlessToldOtherwise) {
  const auto tls = [](std::string_view connection, std::string_view more) {
    std::string text = content_of(example("complet.toml"));
    const std::string_view old = "host=/run/postgresql dbname=dui user=jauge_lecture\"";
    text.replace(text.find(old), old.size(), fmt::format("{}\"\n{}", connection, more));
    const auto configuration = parse(text, "jauge.toml");
    return configuration ? configuration->sources[0].spec.tls : lines(configuration.error());
  };
  EXPECT_EQ(tls("host=dui.example dbname=dui", ""), "verify");
  EXPECT_EQ(tls("host=127.0.0.1 dbname=dui", ""), "none (loopback)");
  EXPECT_EQ(tls("host=127.0.0.1 dbname=dui", "tls = \"verify\""), "verify");
  EXPECT_EQ(tls("host=dui.example dbname=dui", "tls = \"off\""), "off");
  EXPECT_EQ(tls("dbname=dui", ""), "none (socket)");
  EXPECT_THAT(tls("dbname=dui", "tls = \"verify\""), HasSubstr("TLS cannot be asked for"));
  EXPECT_THAT(tls("host=dui.example sslmode=disable", ""), HasSubstr("TLS is chosen by the key `tls`"));
}

}  // namespace
}  // namespace jauge::config
