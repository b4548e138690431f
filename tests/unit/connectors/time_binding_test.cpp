#include "connectors/time_binding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/catalog.hpp"
#include "connectors/cells.hpp"

namespace jauge::connectors {
namespace {

using namespace std::chrono_literals;
using core::TimeForm;
using enum core::Parameter;
using std::chrono::year;

core::LocalTime at(core::Day day, std::chrono::microseconds time = 0us) {
  return day + time;
}
constexpr core::Day october(year(2026) / 10 / 1);

TEST(TimeBinding, WritesATimestampWithItsDecimals) {
  EXPECT_EQ(timestamp_text(at(october)), "2026-10-01 00:00:00");
  EXPECT_EQ(timestamp_text(at(october, 13h + 5min + 7s + 89us)), "2026-10-01 13:05:07.000089");
}

TEST(TimeBinding, RoundsTextsOutwardToWholeDays) {
  EXPECT_EQ(day_text(at(october, 13h), since), "2026-10-01");
  EXPECT_EQ(day_text(at(october, 13h), until), "2026-10-02");
}

TEST(TimeBinding, KeepsAMidnightAsItsDay) {
  EXPECT_EQ(day_text(at(october), since), "2026-10-01");
  EXPECT_EQ(day_text(at(october), until), "2026-10-01");
}

TEST(TimeBinding, GivesADayAsABoundThatHoldsEveryWayToWriteATimeOfIt) {
  for (const std::string_view text :
       {"2026-10-01", "2026-10-01 00:00", "2026-10-01T00:00:00.5Z", "2026-10-01T23:59"}) {
    EXPECT_GE(text, day_text(at(october, 13h), since));
    EXPECT_LT(text, day_text(at(october, 13h), until));
  }
}

TEST(TimeBinding, CountsEpochsInTheSourcesZone) {
  const auto paris = core::Zone::find("Europe/Paris").value();
  EXPECT_EQ(epoch_number(at(october), since, TimeForm::epoch, paris), 1790805600);
  EXPECT_EQ(epoch_number(at(october), since, TimeForm::epoch_ms, paris), 1790805600000);
}

TEST(TimeBinding, RoundsEpochsOutward) {
  EXPECT_EQ(epoch_number(at(october, 1500ms), since, TimeForm::epoch, {}), 1790812801);
  EXPECT_EQ(epoch_number(at(october, 1500ms), until, TimeForm::epoch, {}), 1790812802);
  EXPECT_EQ(epoch_number(at(october, 1us), until, TimeForm::epoch_ms, {}), 1790812800001);
}

TEST(TimeBinding, DefaultsToWhatTheEngineHas) {
  EXPECT_EQ(default_time_form("postgresql"), TimeForm::timestamp);
  EXPECT_EQ(default_time_form("mariadb"), TimeForm::timestamp);
  EXPECT_EQ(default_time_form("sqlite"), TimeForm::iso_space);
}

TEST(Cells, HoldWhatLiesBeyondTheCalendarAtItsBorder) {
  EXPECT_EQ(day_cell(40'000'000).number, last_day);
  EXPECT_EQ(day_cell(-40'000'000).number, first_day);
  const auto late = time_cell(core::Cell::Type::instant, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(late.number, (last_day + 1) * microseconds_per_day - 1);
}

TEST(Cells, TakeAWholeFloatingNumberForAnIntegerAndNoOther) {
  EXPECT_EQ(floating_cell(12.0).number, 12);
  EXPECT_EQ(floating_cell(12.0).type, core::Cell::Type::integer);
  for (const double number : {12.5, 1e300, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity(), 9.1e15}) {
    EXPECT_EQ(floating_cell(number).type, core::Cell::Type::unreadable) << number;
  }
}

TEST(Catalog, RefusesATypeThatNoConnectorSpeaks) {
  config::SourceSection section;
  section.spec.name = "dui";
  section.spec.type = "oracle";
  const auto connection = connect(section);
  ASSERT_FALSE(connection);
  EXPECT_EQ(core::render(connection.error().sentence, core::Language::en),
            "Source dui: no connector speaks oracle.");
}

TEST(Catalog, KnowsItsTypes) {
  EXPECT_TRUE(std::ranges::is_sorted(types()));
  EXPECT_THAT(types(),
              testing::IsSupersetOf({"csv", "fhir", "imap", "mariadb", "odbc", "postgresql", "sqlite"}));
}

}  // namespace
}  // namespace jauge::connectors
