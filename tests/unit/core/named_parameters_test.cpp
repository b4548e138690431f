#include "core/named_parameters.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace jauge::core {
namespace {

using enum Dialect;
using enum Parameter;

ParameterisedQuery read(std::string_view query, Dialect dialect) {
  const auto result = parameterise(query, dialect, "dui", "file_update");
  EXPECT_TRUE(result) << render(result.error().sentence, Language::en);
  return result.value_or(ParameterisedQuery{});
}

std::string refusal(std::string_view query, Dialect dialect) {
  const auto result = parameterise(query, dialect, "dui", "file_update");
  return result ? "taken: " + result->text : render(result.error().sentence, Language::en);
}

TEST(NamedParameters, BecomeNumbersForPostgresql) {
  const auto query = read("SELECT 1 WHERE a >= :since AND a < :until AND b < :until", postgresql);
  EXPECT_EQ(query.text, "SELECT 1 WHERE a >= $1 AND a < $2 AND b < $2");
  EXPECT_EQ(query.parameters, (std::vector{since, until}));
}

TEST(NamedParameters, AreNumberedByTheirFirstUse) {
  const auto query = read("SELECT 1 WHERE a < :until", postgresql);
  EXPECT_EQ(query.text, "SELECT 1 WHERE a < $1");
  EXPECT_EQ(query.parameters, std::vector{until});
}

TEST(NamedParameters, BecomeAMarkEachTimeForMariadb) {
  const auto query = read("SELECT 1 WHERE a < :until AND b >= :since AND c < :until", mariadb);
  EXPECT_EQ(query.text, "SELECT 1 WHERE a < ? AND b >= ? AND c < ?");
  EXPECT_EQ(query.parameters, (std::vector{until, since, until}));
}

TEST(NamedParameters, BecomeNumberedMarksForSqlite) {
  const auto query = read("SELECT 1 WHERE a < :until AND b >= :since AND c < :until", sqlite);
  EXPECT_EQ(query.text, "SELECT 1 WHERE a < ?1 AND b >= ?2 AND c < ?1");
  EXPECT_EQ(query.parameters, (std::vector{until, since}));
}

TEST(NamedParameters, MakeAStateOfAQueryThatUsesNone) {
  for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
    EXPECT_TRUE(read("SELECT finess FROM t", dialect).parameters.empty());
  }
}

TEST(NamedParameters, AreNotSeenInQuotes) {
  for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
    for (const std::string_view query : {"SELECT ':since'", "SELECT \":since\"", "SELECT 'it''s :since'"}) {
      EXPECT_EQ(read(query, dialect).text, query);
    }
  }
}

TEST(NamedParameters, AreSeenAfterAQuoteThatEndsInABackslash) {
  EXPECT_EQ(read("SELECT 'a\\' || :since", postgresql).text, "SELECT 'a\\' || $1");
  EXPECT_EQ(read("SELECT 'a\\' || :since", sqlite).text, "SELECT 'a\\' || ?1");
  EXPECT_EQ(read("SELECT 'a\\' :since', :until", mariadb).text, "SELECT 'a\\' :since', ?");
}

TEST(NamedParameters, AreNotSeenAfterAnEscapedQuoteOfAnEscapeText) {
  EXPECT_EQ(read("SELECT E'a\\' :since', :until", postgresql).text, "SELECT E'a\\' :since', $1");
  EXPECT_EQ(read("SELECT E'a''\\' :since', :until", postgresql).text, "SELECT E'a''\\' :since', $1");
  EXPECT_EQ(read("SELECT date'a\\', :since", postgresql).text, "SELECT date'a\\', $1");
}

TEST(NamedParameters, AreNotSeenInQuotedNames) {
  EXPECT_EQ(read("SELECT `:since`", mariadb).text, "SELECT `:since`");
  EXPECT_EQ(read("SELECT `:since`, [:until]", sqlite).text, "SELECT `:since`, [:until]");
}

TEST(NamedParameters, AreNotSeenInComments) {
  for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
    EXPECT_EQ(read("SELECT 1 -- :since\n, 2", dialect).text, "SELECT 1  \n, 2");
    EXPECT_EQ(read("SELECT 1/* :since ' */, 2", dialect).text, "SELECT 1 , 2");
  }
  EXPECT_EQ(read("SELECT 1 # :since\n, 2", mariadb).text, "SELECT 1  \n, 2");
}

TEST(NamedParameters, AreNotSeenInNestedCommentsOfPostgresql) {
  EXPECT_TRUE(read("SELECT 1 /* a /* b */ :since */", postgresql).parameters.empty());
  EXPECT_EQ(read("SELECT 1 /* a /* b */ + :since", sqlite).parameters.size(), 1u);
}

TEST(NamedParameters, AreSeenAfterTwoMinusesThatAreNoCommentOfMariadb) {
  EXPECT_EQ(read("SELECT 1--:since", mariadb).text, "SELECT 1--?");
  EXPECT_TRUE(read("SELECT 1--:since", postgresql).parameters.empty());
}

TEST(NamedParameters, AreNotSeenInDollarQuotes) {
  EXPECT_EQ(read("SELECT $$ :since $$, $a$ :since $$ $a$, :until", postgresql).text,
            "SELECT $$ :since $$, $a$ :since $$ $a$, $1");
}

TEST(NamedParameters, LeaveCastsAndAssignmentsAlone) {
  EXPECT_EQ(read("SELECT a::text, :since::date", postgresql).text, "SELECT a::text, $1::date");
  EXPECT_EQ(read("SELECT @a := 1, :since", mariadb).text, "SELECT @a := 1, ?");
}

TEST(NamedParameters, RefuseAnotherNameAndTellTheQuery) {
  EXPECT_EQ(refusal("SELECT :sinc", postgresql), "Source dui, query file_update: :sinc is no parameter.");
  EXPECT_EQ(refusal("SELECT :since2", mariadb), "Source dui, query file_update: :since2 is no parameter.");
  EXPECT_EQ(refusal("SELECT :SINCE", sqlite), "Source dui, query file_update: :SINCE is no parameter.");
  EXPECT_EQ(refusal("SELECT :since_", odbc), "Source dui, query file_update: :since_ is no parameter.");
}

TEST(NamedParameters, RefuseADriversOwnPlaceholders) {
  EXPECT_EQ(refusal("SELECT $1", postgresql), "Source dui, query file_update: $1 is no parameter.");
  EXPECT_EQ(refusal("SELECT ?", mariadb), "Source dui, query file_update: ? is no parameter.");
  EXPECT_EQ(refusal("SELECT @a", sqlite), "Source dui, query file_update: @a is no parameter.");
  EXPECT_EQ(refusal("SELECT ?1", sqlite), "Source dui, query file_update: ? is no parameter.");
  EXPECT_EQ(read("SELECT a ? 'b'", postgresql).text, "SELECT a ? 'b'");
}

TEST(NamedParameters, RefuseAQuoteOrCommentThatIsNotClosed) {
  for (const std::string_view query : {"SELECT 'a", "SELECT \"a", "SELECT /* a", "SELECT 'a''"}) {
    for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
      EXPECT_EQ(refusal(query, dialect), "Source dui, query file_update: a quote or a comment is not closed.")
          << query;
    }
  }
  EXPECT_EQ(refusal("SELECT $a$ b", postgresql),
            "Source dui, query file_update: a quote or a comment is not closed.");
}

TEST(NamedParameters, DropAFinalSemicolonAndRefuseASecondStatement) {
  for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
    EXPECT_EQ(read("SELECT 1; -- the end\n", dialect).text, "SELECT 1  \n");
    EXPECT_EQ(refusal("SELECT 1; DELETE FROM t", dialect),
              "Source dui, query file_update: it holds more than one statement.");
  }
}

TEST(NamedParameters, RefuseAnEmptyQuery) {
  EXPECT_EQ(refusal(" -- nothing", postgresql), "Source dui, query file_update: it is empty.");
}

TEST(NamedParameters, RefuseACommentThatMariadbRuns) {
  EXPECT_EQ(refusal("SELECT 1 /*!50000 :since */", mariadb),
            "Source dui, query file_update: a comment that the server runs is not taken.");
  EXPECT_EQ(refusal("SELECT 1 /*M!100100 :since */", odbc),
            "Source dui, query file_update: a comment that the server runs is not taken.");
}

TEST(NamedParameters, AreKeptApartFromWhatStandsBesideThem) {
  EXPECT_EQ(read("SELECT 1 WHERE a BETWEEN:since AND:until", postgresql).text,
            "SELECT 1 WHERE a BETWEEN $1 AND $2");
  EXPECT_EQ(read("SELECT 1 WHERE a BETWEEN:since AND:until", mariadb).text,
            "SELECT 1 WHERE a BETWEEN ? AND ?");
  EXPECT_EQ(read("$:since$", postgresql).text, "$ $1 $");
  EXPECT_EQ(read(":since$$ :until $$", postgresql).text, "$1 $$ :until $$") << "a quote begins after it";
  EXPECT_EQ(read(":since:until", sqlite).text, "?1 ?2");
  EXPECT_EQ(read(":since:until", mariadb).text, "? ?");
  EXPECT_EQ(read("SELECT a ?:since", postgresql).text, "SELECT a ? $1");
}

TEST(NamedParameters, AreTakenUpToTheEndsOfTheQuery) {
  EXPECT_EQ(read(":since", sqlite).text, "?1");
  EXPECT_EQ(read("$a$ :since $a$", postgresql).parameters.size(), 0U);
  EXPECT_EQ(read("E'\\\\' :since", postgresql).parameters.size(), 1U) << "an escape text may begin the query";
  EXPECT_EQ(read("SELECT :since --", mariadb).parameters.size(), 1U) << "a comment may be empty";
  EXPECT_EQ(read("SELECT a_b, A, _c, {d} WHERE e > :since", mariadb).parameters.size(), 1U);
}

TEST(NamedParameters, TakeAnyBytesWithoutAFault) {
  EXPECT_TRUE(rc::check([](const std::string& noise) {
    for (const auto dialect : {postgresql, mariadb, sqlite, odbc}) {
      const auto query = parameterise(noise + ":since " + noise, dialect, "dui", "file_update");
      if (!query) continue;
      RC_ASSERT(query->parameters.size() <= 1 + 2 * noise.size());
    }
  }));
}

TEST(NamedParameters, BecomeAMarkEachTimeForOdbc) {
  const auto query =
      read("SELECT [a :since], \"b :until\" WHERE c >= :since AND d < :until OR e < :until", odbc);
  EXPECT_EQ(query.text, "SELECT [a :since], \"b :until\" WHERE c >= ? AND d < ? OR e < ?");
  EXPECT_EQ(query.parameters, (std::vector{since, until, until}));
}

TEST(NamedParameters, AreReadInTheDialectOfASourcesType) {
  EXPECT_EQ(dialect_of("mariadb"), mariadb);
  EXPECT_EQ(dialect_of("odbc"), odbc);
  EXPECT_EQ(dialect_of("csv"), std::nullopt);
}

}  // namespace
}  // namespace jauge::core
