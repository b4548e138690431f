// Answers, fates, late rows and headcounts.
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using std::chrono::hours;

class AnswerTableTest : public StoreTest {};
class FateTableTest : public StoreTest {};
class LateTableTest : public StoreTest {};
class HeadcountTableTest : public StoreTest {};

TEST_F(AnswerTableTest, KeepsTheFirstReadAndThatThereWereRows) {
  EXPECT_FALSE(store->answers.get("dui", "agenda_event", tilleuls).value());
  ASSERT_TRUE(store->answers.note("dui", "agenda_event", tilleuls, now, false));
  EXPECT_EQ(store->answers.get("dui", "agenda_event", tilleuls).value(), (AnswerRecord{now, false}));
  ASSERT_TRUE(store->answers.note("dui", "agenda_event", tilleuls, now + hours(1), true));
  ASSERT_TRUE(store->answers.note("dui", "agenda_event", tilleuls, now - hours(1), false));
  EXPECT_EQ(store->answers.get("dui", "agenda_event", tilleuls).value(),
            (AnswerRecord{now - hours(1), true}));
  EXPECT_FALSE(store->answers.get("dui", "agenda_event", erables).value());
  EXPECT_FALSE(store->answers.get("dui", "file_update", tilleuls).value());
}

core::Fates some_fates(const core::Finess& establishment, core::Month month) {
  core::Fates fates;
  fates.read = 100;
  fates.taken = 90;
  fates.outside = 3;
  fates.future = 2;
  fates.outside_window = 1;
  fates.corrected = 7;
  fates.late = {{month, 4}};
  fates.establishments[establishment] = {95, {{"cle-vide", 2}, {"instant-absent", 1}}};
  fates.unattributed = {{"finess-malforme", 1}};
  fates.first_refused_row = 17;
  return fates;
}

TEST_F(FateTableTest, GivesBackEveryFate) {
  const auto fates = some_fates(tilleuls, month.previous());
  ASSERT_TRUE(store->fates.replace(month, "dui", "file_update", fates));
  const std::map<SourceKind, core::Fates> expected{{{"dui", "file_update"}, fates}};
  EXPECT_EQ(store->fates.get(month).value(), expected);
  EXPECT_TRUE(store->fates.get(month.next()).value().empty());
  EXPECT_TRUE(store->fates.last_polls().value().empty());
}

TEST_F(FateTableTest, DoesNotSumOverReads) {
  ASSERT_TRUE(store->fates.replace(month, "dui", "file_update", some_fates(tilleuls, month)));
  core::Fates fewer;
  fewer.read = 1;
  ASSERT_TRUE(store->fates.replace(month, "dui", "file_update", fewer));
  EXPECT_EQ(store->fates.get(month).value().at({"dui", "file_update"}), fewer);
}

TEST_F(FateTableTest, KeepsAReadWithoutRowsAndTheLastPollsApart) {
  ASSERT_TRUE(store->fates.replace(month, "dui", "file_update", {}));
  ASSERT_TRUE(store->fates.replace_last_poll("dui", "file_update", some_fates(erables, month)));
  EXPECT_EQ(store->fates.get(month).value().at({"dui", "file_update"}), core::Fates{});
  EXPECT_EQ(store->fates.last_polls().value().at({"dui", "file_update"}), some_fates(erables, month));
}

TEST_F(LateTableTest, AddsOrRaises) {
  const LateRows rows{month, "file_update", "dui", tilleuls, 3};
  ASSERT_TRUE(store->late.add(rows));
  ASSERT_TRUE(store->late.add(rows));
  EXPECT_EQ(store->late.list(month).value(),
            (std::vector<LateRows>{{month, "file_update", "dui", tilleuls, 6}}));
  ASSERT_TRUE(store->late.raise_to(rows));
  EXPECT_EQ(store->late.list().value().front().count, 6u);
  ASSERT_TRUE(store->late.raise_to({month, "file_update", "dui", tilleuls, 8}));
  ASSERT_TRUE(store->late.add({month, "file_update", "dui", std::nullopt, 1}));
  EXPECT_EQ(store->late.list(month).value(),
            (std::vector<LateRows>{{month, "file_update", "dui", std::nullopt, 1},
                                   {month, "file_update", "dui", tilleuls, 8}}));
}

TEST_F(LateTableTest, IsClearedByARevision) {
  ASSERT_TRUE(store->late.add({month, "file_update", "dui", tilleuls, 3}));
  ASSERT_TRUE(store->late.add({month.next(), "file_update", "dui", tilleuls, 3}));
  ASSERT_TRUE(store->late.clear(month));
  ASSERT_EQ(store->late.list().value().size(), 1u);
  EXPECT_EQ(store->late.list().value().front().month, month.next());
}

TEST_F(HeadcountTableTest, TakesTheLastOneBeforeTheInstant) {
  ASSERT_TRUE(store->headcounts.state({month, tilleuls, 72, "directrice", now}));
  ASSERT_TRUE(store->headcounts.state({month, tilleuls, 73, "dui", now + hours(2)}));
  EXPECT_FALSE(store->headcounts.latest(month, tilleuls, now - hours(1)).value());
  EXPECT_EQ(store->headcounts.latest(month, tilleuls, now).value(), (core::Headcount{72, "directrice"}));
  EXPECT_EQ(store->headcounts.latest(month, tilleuls, now + hours(3)).value(), (core::Headcount{73, "dui"}));
  EXPECT_FALSE(store->headcounts.latest(month, erables, now).value());
  EXPECT_FALSE(store->headcounts.latest(month.next(), tilleuls, now).value());
  EXPECT_EQ(store->headcounts.history(month, tilleuls).value().size(), 2u);
}

TEST_F(HeadcountTableTest, KeepsOneStatementThatIsRepeated) {
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(store->headcounts.state({month, tilleuls, 72, "dui", now + hours(i)}));
  EXPECT_EQ(store->headcounts.history(month).value(),
            (std::vector<StatedNumber>{{month, tilleuls, 72, "dui", now}}));
  ASSERT_TRUE(store->headcounts.state({month, tilleuls, 72, "directrice", now + hours(6)}));
  EXPECT_EQ(store->headcounts.history(month, tilleuls)->back().origin, "directrice")
      << "another origin is another";
}

TEST_F(HeadcountTableTest, RefusesANegativeNumber) {
  EXPECT_FALSE(store->headcounts.state({month, tilleuls, -1, "dui", now}));
}

}  // namespace
}  // namespace jauge::store
