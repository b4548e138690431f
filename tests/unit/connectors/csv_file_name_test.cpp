#include <gtest/gtest.h>

#include "connectors/csv/file_name.hpp"

namespace jauge::connectors::csv {
namespace {

const core::Zone paris = *core::Zone::find("Europe/Paris");

std::string interval(std::string_view name) {
  const auto found = interval_in(name, paris);
  if (!found) return "none";
  const auto text = [](core::Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    return fmt::format("{}+{}min", core::text(core::Day(day.time_since_epoch())),
                       std::chrono::duration_cast<std::chrono::minutes>(instant - day).count());
  };
  return text(found->begin) + " " + text(found->end);
}

std::string month(std::string_view name) {
  const auto found = month_in(name);
  return found ? found->text() : "none";
}

TEST(CsvGlob, StandsForWhatVaries) {
  EXPECT_TRUE(matches("ecritures_2026.csv", "ecritures_*.csv"));
  EXPECT_TRUE(matches("a.csv", "?.csv"));
  EXPECT_TRUE(matches("aab", "*ab"));
  EXPECT_TRUE(matches("", "*"));
  EXPECT_TRUE(matches("abc", "a*b*c*"));
  EXPECT_FALSE(matches("ecritures.CSV", "*.csv"));
  EXPECT_FALSE(matches("a.csv.part", "*.csv"));
  EXPECT_FALSE(matches("ab.csv", "?.csv"));
  EXPECT_FALSE(matches("a", ""));
}

TEST(CsvGlob, TakesNoLongerForHostileNames) {
  EXPECT_FALSE(matches(std::string(20'000, 'a'), "*a*a*a*a*a*a*a*b"));
}

TEST(CsvFileName, SaysTheTimeThatItCovers) {
  EXPECT_EQ(interval("dui_2026-10-01_2026-11-01.csv"), "2026-09-30+1320min 2026-10-31+1380min");
  EXPECT_EQ(interval("dui_x_20261005_20261006.csv"), "2026-10-04+1320min 2026-10-05+1320min");
  EXPECT_EQ(interval("dui_20261005T0630_20261005T123015.csv"), "2026-10-05+270min 2026-10-05+630min");
}

TEST(CsvFileName, ThatSaysNoTimeCoversNone) {
  for (const char* name :
       {"dui.csv", "dui_2026-10-01.csv", "dui_2026-11-01_2026-10-01.csv", "2026-10-01_2026-11-01.csv",
        "dui_2026-10-01_2026-10-01.csv", "dui_2026-13-01_2026-14-01.csv", "dui_20261001T06_20261101.csv",
        "dui_2026-02-30_2026-03-01.csv", "_", "__", ""}) {
    EXPECT_EQ(interval(name), "none") << name;
  }
}

TEST(CsvFileName, SaysItsMonth) {
  EXPECT_EQ(month("ecritures-2026-10.csv"), "2026-10");
  EXPECT_EQ(month("202610_ecritures.csv"), "2026-10");
  EXPECT_EQ(month("v2_2025-12_2026-01.csv"), "2026-01");
  for (const char* name : {"x.csv", "2026-13.csv", "20261001.csv", "x-2026.csv", "12026-10.csv"}) {
    EXPECT_EQ(month(name), "none") << name;
  }
}

TEST(CsvDates, ThatBeginWithTheDayAreTurnedRound) {
  std::string buffer;
  EXPECT_EQ(iso_of_day_first("31/10/2026", buffer), "2026-10-31");
  EXPECT_EQ(iso_of_day_first(" 31/10/2026 14:05:09", buffer), "2026-10-31 14:05:09");
  EXPECT_EQ(iso_of_day_first("2026-10-31", buffer), "2026-10-31");
  EXPECT_EQ(iso_of_day_first("31/10/26", buffer), "31/10/26");
  EXPECT_EQ(iso_of_day_first("", buffer), "");
}

}  // namespace
}  // namespace jauge::connectors::csv
