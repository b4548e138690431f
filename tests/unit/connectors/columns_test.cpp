#include "connectors/columns.hpp"

#include <gtest/gtest.h>

namespace jauge::connectors {
namespace {

std::string refusal(const std::vector<std::string>& names) {
  const auto places = find_columns(names, "dui", "file_update");
  return places ? "taken" : core::render(places.error().sentence, core::Language::en);
}

TEST(Columns, AreFoundByNameWhateverTheirOrderAndCase) {
  const auto places = find_columns({"until", "other", "AT", "Subject", "FINESS"}, "dui", "accompanied");
  ASSERT_TRUE(places);
  EXPECT_EQ(places->finess, 4u);
  EXPECT_EQ(places->id, 3u);
  EXPECT_EQ(places->at, 2u);
  EXPECT_EQ(places->until, 0u);
}

TEST(Columns, OfAnEventAreFoundToo) {
  const auto places = find_columns({"finess", "event", "at"}, "dui", "mss_message");
  ASSERT_TRUE(places);
  EXPECT_EQ(places->id, 1u);
  EXPECT_TRUE(places->columns().at);
  EXPECT_FALSE(places->columns().until);
}

TEST(Columns, OfAHeadcountComeAsKeyAndTime) {
  const auto places = find_columns({"finess", "month", "number"}, "dui", "headcount");
  ASSERT_TRUE(places);
  EXPECT_EQ(places->id, 2u);
  EXPECT_EQ(places->at, 1u);
}

TEST(Columns, ThatAreMissingAreNamedWithSourceAndQuery) {
  EXPECT_EQ(refusal({"subject", "at"}), "Source dui, query file_update: it gives no column finess.");
  EXPECT_EQ(refusal({"finess", "dossier", "at"}),
            "Source dui, query file_update: it gives no column subject.");
  EXPECT_EQ(refusal({"finess", "number"}), "Source dui, query file_update: it gives no column month.");
  EXPECT_EQ(refusal({"finess", "month"}), "Source dui, query file_update: it gives no column number.");
}

TEST(Columns, ThatComeTwiceAreRefused) {
  EXPECT_EQ(refusal({"finess", "subject", "at", "AT"}),
            "Source dui, query file_update: it gives the column at twice.");
  EXPECT_EQ(refusal({"finess", "subject", "event"}),
            "Source dui, query file_update: it gives both subject and event.");
}

}  // namespace
}  // namespace jauge::connectors
