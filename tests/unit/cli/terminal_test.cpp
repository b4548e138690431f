// What the command writes for people and for other programs.
#include "cli/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/nagios.hpp"
#include "cli/table.hpp"

namespace jauge::cli {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Terminal, PaintsNothingWhereTheOutputIsPiped) {
  EXPECT_EQ(paint(Paint::bad, "✗"), "✗");
  Table table(
      {{"a", Table::Align::left, [](std::string_view) { return Paint::bad; }}, {"b", Table::Align::right}});
  table.add({"é", "1"});
  EXPECT_EQ(table.text(true), "a  b\n─  ─\né  1\n");
  EXPECT_EQ(table.text(false), "é\t1\n");
}

TEST(Terminal, FillsABarWithWhatIsDone) {
  EXPECT_EQ(progress_bar(0, 4, 4), "░░░░  0/4 (0 %)");
  EXPECT_EQ(progress_bar(3, 4, 4), "███░  3/4 (75 %)");
  EXPECT_EQ(progress_bar(9, 4, 4), "████  4/4 (100 %)");
  EXPECT_EQ(progress_bar(1, 0, 4), "");
}

Json overview(const Json& advice) {
  return {{"next_closing", "2026-11"}, {"advice", advice}};
}

std::string nagios(const Json& advice, const Json& reports, int& exit_code) {
  return nagios_text(overview(advice), reports, core::Language::en, exit_code);
}

TEST(Nagios, IsOkWhereThereIsNothingButNotes) {
  int code = -1;
  const auto text = nagios({{{"level", "note"}, {"code", "x"}, {"text", "n"}}}, Json::array(), code);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(text, "JAUGE OK - next closing 2026-11|alarms=0;;0 warnings=0;0 reports=0 unsettled=0\n");
}

TEST(Nagios, SaysTheFirstThingToDoAndCountsTheRest) {
  int code = -1;
  const Json advice{{{"level", "alarm"}, {"code", "x"}, {"text", "a|b"}},
                    {{"level", "warning"}, {"code", "y"}, {"text", "c"}}};
  const auto text = nagios(advice, {{{"state", "accuse"}}, {{"state", "a-envoyer"}}}, code);
  EXPECT_EQ(code, 2);
  EXPECT_EQ(text, "JAUGE CRITICAL - a/b|alarms=1;;0 warnings=1;0 reports=2 unsettled=1\nc\n");
}

TEST(Nagios, WarnsWhereNothingIsAlarming) {
  int code = -1;
  EXPECT_THAT(nagios({{{"level", "warning"}, {"code", "y"}, {"text", "c"}}}, Json::array(), code),
              StartsWith("JAUGE WARNING - c|"));
  EXPECT_EQ(code, 1);
}

}  // namespace
}  // namespace jauge::cli
