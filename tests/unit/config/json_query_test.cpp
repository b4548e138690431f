// Queries of type json, as tables of the configuration.
#include "config/json_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/query_form.hpp"

namespace jauge::config {
namespace {

using testing::HasSubstr;

constexpr const char* good = R"(path = "/events?from=:since&to=:until"
items = "/data"
finess = "/finess"
subject = "/id"
at = "/at"
)";

/// The problems of a query, one a line.
std::string problems_of(const std::string& text) {
  const auto document = parse_document(text, "query");
  if (!document) return "not TOML";
  Problems problems("query");
  Table table(*document, "", problems);
  read_json_query(table.self());
  std::string lines;
  for (const auto& error : problems.take()) lines += error.text(core::Language::en) + "\n";
  return lines;
}

TEST(JsonQuery, TellsWhetherItIsBoundedAndWhetherItIsAState) {
  EXPECT_TRUE(query_form(good, "json").windowed);
  EXPECT_FALSE(query_form(good, "json").state);
  const std::string state = "path = \"/projects\"\nitems = \"\"\nfiness = \"670000165\"\nsubject = \"/id\"\n";
  EXPECT_FALSE(query_form(state, "json").windowed);
  EXPECT_TRUE(query_form(state, "json").state);
  EXPECT_FALSE(query_form("nonsense", "json").windowed);
}

TEST(JsonQuery, TakesKeysThatHoldDotsAndSlashes) {
  const auto query = parse_json_query(std::string(good) +
                                      "status = \"/s\"\nstatuses = { \"en.cours\" = true, \"*\" = false }\n" +
                                      "having = { \"/a.b/c\" = [\"x\"] }\n");
  ASSERT_TRUE(query);
  EXPECT_TRUE(query->statuses.at("en.cours"));
  EXPECT_FALSE(query->statuses.at("*"));
  EXPECT_EQ(query->having.at("/a.b/c"), std::vector<std::string>{"x"});
}

TEST(JsonQuery, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(problems_of(good), "");
  const auto with = [](const std::string& more) { return problems_of(good + more); };
  EXPECT_THAT(problems_of("items = \"\""), HasSubstr("path: is missing here"));
  EXPECT_THAT(problems_of("items = \"\""), HasSubstr("expected the key `finess`, or :finess"));
  EXPECT_THAT(problems_of("path = \"events\"\nitems = \"data\"\nfiness = \"67\"\nsubject = \"\""),
              testing::AllOf(HasSubstr("path: expected what follows the url"),
                             HasSubstr("items: expected a JSON Pointer"),
                             HasSubstr("finess: expected a JSON Pointer"),
                             HasSubstr("subject: expected a JSON Pointer")));
  EXPECT_THAT(problems_of("path = \"/../x\"\nitems = \"\""),
              HasSubstr("path: expected what follows the url"));
  EXPECT_THAT(with("event = \"/id\""), HasSubstr("expected one of the keys `subject`, `event` and `number`"));
  EXPECT_THAT(with("month = \"/m\""), testing::AllOf(HasSubstr("`number` and `month` go together"),
                                                     HasSubstr("has `month`, not `at`")));
  EXPECT_THAT(with("status = \"/s\""), HasSubstr("`status` and `statuses` go together"));
  EXPECT_THAT(with("status = \"/s\"\nstatuses = {}"), HasSubstr("whether it counts"));
  EXPECT_THAT(with("having = { id = [\"x\"] }"), HasSubstr("having.id: expected a JSON Pointer"));
  EXPECT_THAT(with("paging = \"link\""), HasSubstr("needs the key `next` beside it"));
  EXPECT_THAT(with("paging = \"page\""), HasSubstr("needs the key `page_parameter` beside it"));
  EXPECT_THAT(with("paging = \"header\"\nnext = \"/n\""), HasSubstr("next: is of no use with this paging"));
  EXPECT_THAT(with("paging = \"offset\"\npage_parameter = \"o\"\nfirst_page = 1"),
              HasSubstr("first_page: is of no use"));
  EXPECT_THAT(with("paging = \"pages\""), HasSubstr("expected one of"));
  EXPECT_THAT(with("dates = \"/x\""), HasSubstr("dates"));
  EXPECT_THAT(with("until = \"/a~2\""), HasSubstr("until: expected a JSON Pointer"));
}

}  // namespace
}  // namespace jauge::config
