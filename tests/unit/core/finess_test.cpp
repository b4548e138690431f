#include "core/finess.hpp"

#include <gtest/gtest.h>

#include "core/finess_index.hpp"
#include "core/zone.hpp"

namespace jauge::core {
namespace {

TEST(Finess, IsNineDigitsOrCapitalsTakenAsTheyAre) {
  EXPECT_EQ(Finess::parse("670000165")->text(), "670000165");
  EXPECT_EQ(Finess::parse("2A0000014")->text(), "2A0000014");
  for (const char* wrong :
       {"", "67000016", "6700001655", " 70000165", "67000016 ", "2a0000014", "67000016\n", "67-000165"}) {
    EXPECT_FALSE(Finess::parse(wrong)) << wrong;
  }
  EXPECT_FALSE(Finess::parse(std::string_view("67000016\0", 9)));
}

TEST(Finess, KnowsItsCheckDigitButNotWhereThereAreLetters) {
  EXPECT_TRUE(Finess::parse("670780055")->luhn_holds());
  EXPECT_FALSE(Finess::parse("670780056")->luhn_holds());
  EXPECT_TRUE(Finess::parse("2A0000019")->luhn_holds());
}

TEST(Finess, ThatWasNeverSetHasNoCheckDigitToWarnOf) {
  EXPECT_TRUE(Finess().luhn_holds());
}

TEST(Finess, IsOrderedAsText) {
  EXPECT_LT(*Finess::parse("010000000"), *Finess::parse("2A0000000"));
}

TEST(RegionCode, IsOneOfTheInseeCodesThatHaveAnArs) {
  for (const char* code : {"01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75",
                           "76", "84", "93", "94", "975"}) {
    const auto region = RegionCode::parse(code);
    ASSERT_TRUE(region) << code;
    EXPECT_EQ(region->text(), code);
    EXPECT_FALSE(region->name().empty());
    EXPECT_TRUE(Zone::find(region->zone_name())) << code;
  }
  for (const char* wrong : {"", "1", "07", "00", "976", "44 ", "FR-GES"})
    EXPECT_FALSE(RegionCode::parse(wrong)) << wrong;
}

TEST(RegionCode, ReadsTheCodeOfLaReunionInTheRegisterAsTheInseeOne) {
  EXPECT_EQ(RegionCode::parse("05"), RegionCode::parse("04"));
  EXPECT_EQ(RegionCode::parse("05")->text(), "04");
  EXPECT_EQ(RegionCode::parse("05")->name(), "La Réunion");
}

TEST(RegionCode, GivesTheZoneOfItsRegion) {
  EXPECT_EQ(RegionCode::parse("01")->zone_name(), "America/Guadeloupe");
  EXPECT_EQ(RegionCode::parse("02")->zone_name(), "America/Martinique");
  EXPECT_EQ(RegionCode::parse("03")->zone_name(), "America/Cayenne");
  EXPECT_EQ(RegionCode::parse("04")->zone_name(), "Indian/Reunion");
  EXPECT_EQ(RegionCode::parse("06")->zone_name(), "Indian/Mayotte");
  EXPECT_EQ(RegionCode::parse("975")->zone_name(), "America/Miquelon");
  EXPECT_EQ(RegionCode::parse("44")->zone_name(), "Europe/Paris");
  EXPECT_EQ(RegionCode::parse("94")->zone_name(), "Europe/Paris");
}

TEST(RegionCode, ThatWasNeverSetHasNoNameAndTheZoneOfTheMainland) {
  EXPECT_EQ(RegionCode().name(), "");
  EXPECT_EQ(RegionCode().zone_name(), "Europe/Paris");
}

TEST(FinessIndex, FindsEveryNumberHoweverManyThereAre) {
  FinessIndex index;
  EXPECT_FALSE(index.find("670000165"));
  const auto number = [](std::uint32_t i) { return Finess::parse(fmt::format("67{:07}", i * 37)).value(); };
  for (std::uint32_t i = 0; i < 1000; ++i) index.add(number(i), i);
  index.add(number(3), 9999);
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(index.find(number(i).text()), i);
  for (const auto* other : {"", "67000016", "990000165", "6700001655"})
    EXPECT_FALSE(index.find(other)) << other;
}

}  // namespace
}  // namespace jauge::core
