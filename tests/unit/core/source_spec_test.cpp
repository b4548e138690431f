#include "core/source_spec.hpp"

#include <gtest/gtest.h>

namespace jauge::core {
namespace {

const Finess tilleuls = *Finess::parse("670000165");
const Finess erables = *Finess::parse("670000173");

TEST(SourceSpec, AnswersForAllAtAnyTimeUnlessItSaysOtherwise) {
  EXPECT_TRUE(SourceSpec{}.answers(tilleuls, Month(2026, 10)));
}

TEST(SourceSpec, AnswersOnlyForTheEstablishmentsItLists) {
  SourceSpec source;
  source.establishments = {tilleuls};
  EXPECT_TRUE(source.answers(tilleuls, Month(2026, 10)));
  EXPECT_FALSE(source.answers(erables, Month(2026, 10)));
}

TEST(SourceSpec, AnswersFromItsFirstMonthToItsLastBothIncluded) {
  SourceSpec source;
  source.from = Month(2026, 3);
  source.until = Month(2026, 5);
  EXPECT_FALSE(source.answers(tilleuls, Month(2026, 2)));
  EXPECT_TRUE(source.answers(tilleuls, Month(2026, 3)));
  EXPECT_TRUE(source.answers(tilleuls, Month(2026, 5)));
  EXPECT_FALSE(source.answers(tilleuls, Month(2026, 6)));
}

TEST(SourceSpec, KeepsThePastExceptOfTheKindsItOverwrites) {
  SourceSpec source;
  source.overwritten = {"file_update"};
  EXPECT_TRUE(source.keeps("agenda_event"));
  EXPECT_FALSE(source.keeps("file_update"));
  source.kept = false;
  EXPECT_FALSE(source.keeps("agenda_event"));
}

}  // namespace
}  // namespace jauge::core
