// Revisions of closed months and what follows them (indicators §8).
#include "core/closure.hpp"
#include "core/report_schema.hpp"
#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using testing::Test;

class Revision : public Months {
 protected:
  static core::Closure stored(World& world, core::Month month, int revision) {
    return core::closure_from_json(world.store().closures.get(month, revision).value()->content).value();
  }
  static int latest(World& world, core::Month month) {
    return world.store().closures.latest(month).value()->head.revision;
  }
};

TEST_F(Revision, CountsWhatCameLateAndLeavesTheClosureBeforeAsItWas) {
  World world(dui.configuration(std::string(silent_mail) + "overlap = \"60d\""), at(mid_october));
  world.poll();
  world.clock.set(at(closing_time));
  world.settle();
  const auto before = world.store().closures.get(october, 0).value()->content;
  stay("e");
  write("e", "2026-10-30T10:00:00");
  world.clock.advance(std::chrono::hours(2));
  world.poll();
  ASSERT_EQ(world.store().late.list(october)->size(), 1U);
  EXPECT_EQ(world.revise(october, {"dossier e saisi en retard", false, false}), std::vector<std::string>());
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 5);
  EXPECT_EQ(line(world, "dossiers-actifs").at("revision"), 1);
  EXPECT_TRUE(world.store().late.list(october)->empty());
  EXPECT_EQ(world.store().closures.get(october, 0).value()->content, before);
  const auto closures = *world.engine().closures();
  ASSERT_EQ(closures.size(), 2U);
  EXPECT_EQ(closures[1].reason, "dossier e saisi en retard");
}

TEST_F(Revision, FollowsInTheChainAndNamesTheReportItReplaces) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  const auto first = world.store().reports.list()->front();
  world.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(world.revise(october, {"relecture", false, false}).empty());
  const auto second = world.store().reports.list()->back();
  EXPECT_EQ(second.sequence, 2);
  EXPECT_EQ(second.previous, first.json_sha256);
  const auto report = Json::parse(world.store().reports.documents(second.id)->json).dump();
  EXPECT_NE(report.find(first.json_sha256.hex()), std::string::npos);
  EXPECT_NE(report.find("relecture"), std::string::npos);
}

TEST_F(Revision, TakesWithItTheLaterMonthsWhoseWindowsChange) {
  World world(dui.configuration(silent_mail), at(closing_time));
  send("m1", "2026-10-10T10:00:00");
  world.settle();
  send("m2", "2026-11-10T10:00:00");
  world.clock.set(at("2026-12-06T05:00:00Z"));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "3-mois", november).at("numerator"), 2);
  send("m3", "2026-10-11T10:00:00");
  ASSERT_TRUE(world.revise(october, {"message retrouvé", false, false}).empty());
  EXPECT_EQ(latest(world, october), 1);
  EXPECT_EQ(latest(world, november), 1);
  EXPECT_EQ(stored(world, november, 1).reason, "révision de 2026-10");
  EXPECT_EQ(line(world, "messages-mssante", "3-mois", november).at("numerator"), 3);
  EXPECT_EQ(line(world, "messages-mssante", "mois", november).at("numerator"), 1);
  const auto closure = stored(world, november, 1);
  const auto* window = closure.establishments.front().gating_figure("messages-mssante");
  ASSERT_TRUE(window);
  EXPECT_EQ(window->months.front().revision, 1);
}

TEST_F(Revision, LeavesTheLaterMonthsWhoseWindowsDoNotChange) {
  World world(dui.configuration(silent_mail), at("2026-12-06T05:00:00Z"));
  world.settle();
  stay("e");
  write("e", "2026-10-30T10:00:00");
  ASSERT_TRUE(world.revise(october, {"dossier e", false, false}).empty());
  EXPECT_EQ(latest(world, october), 1);
  EXPECT_EQ(latest(world, november), 0);
}

TEST_F(Revision, UsesTheStoredParametersUnlessToldOtherwise) {
  const auto targets = [](const char* percent) {
    return fmt::format("[[project.targets]]\ndossiers-actifs = {}\n\n[[establishment]]", percent);
  };
  const auto text = dui.configuration(silent_mail);
  World world(with(text, "[[establishment]]", targets("50.0")), at(closing_time));
  world.settle();
  world.restart(with(text, "[[establishment]]", targets("90.0")));
  ASSERT_TRUE(world.revise(october, {"relecture", false, false}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("target"), 50.0);
  ASSERT_TRUE(world.revise(october, {"avenant n° 2 : nouvelle cible", true, false}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("target"), 90.0);
}

TEST_F(Revision, IsNotMadeWithASourceThatCannotBeRead) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  dui.execute("ALTER TABLE ecriture RENAME TO perdue");
  EXPECT_FALSE(world.revise(october, {"relecture", false, false}).empty());
  EXPECT_EQ(latest(world, october), 0);
  EXPECT_EQ(world.store().revisions.pending().value(), std::nullopt);
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(Revision, GoesOnAfterACrash) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  ASSERT_TRUE(world.engine().revise(october, {"relecture", false, false}));
  ASSERT_TRUE(world.engine().tick(engine::Polls::due));
  world.restart();
  world.settle();
  EXPECT_EQ(latest(world, october), 1);
  EXPECT_EQ(world.store().revisions.pending().value(), std::nullopt);
}

TEST_F(Revision, RefusesAnOpenMonthAndNoReasonAndASecondOne) {
  World world(dui.configuration(silent_mail), at(closing_time));
  EXPECT_EQ(world.engine().revise(october, {"relecture", false, false}).error().kind,
            core::ErrorKind::refused);
  world.settle();
  EXPECT_EQ(world.engine().revise(october, {"", false, false}).error().kind, core::ErrorKind::invalid);
  ASSERT_TRUE(world.engine().revise(october, {"relecture", false, false}));
  EXPECT_EQ(world.engine().revise(october, {"encore", false, false}).error().kind, core::ErrorKind::refused);
}

TEST_F(Revision, RefusesAReReadThatLostMoreThanHalfUnlessItIsAccepted) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  dui.execute("DELETE FROM ecriture WHERE dossier <> 'a'");
  EXPECT_FALSE(world.revise(october, {"relecture", false, false}).empty());
  EXPECT_EQ(latest(world, october), 0);
  EXPECT_TRUE(world.revise(october, {"dossiers fusionnés", false, true}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 1);
}

TEST_F(Revision, OfAPurgedMonthRefusesALossToo) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_TRUE(world.engine().purge(october, {}));
  dui.execute("DELETE FROM ecriture WHERE dossier <> 'a'");
  EXPECT_FALSE(world.revise(october, {"relecture", false, false}).empty());
  EXPECT_EQ(latest(world, october), 0);
  EXPECT_FALSE(world.store().members.has_members(october).value());
}

TEST_F(Revision, AfterAPurgeRecountsOnlyWhatKeepsItsPast) {
  World world(dui.configuration(std::string(silent_mail) + "overwritten = [\"file_update\"]"),
              at(mid_october));
  world.poll();
  close_and_deposit(world, closing_time);
  const auto before = line(world, "dossiers-actifs");
  ASSERT_EQ(before.at("numerator"), 4);
  ASSERT_TRUE(world.engine().purge(october, {}));
  send("m1", "2026-10-10T10:00:00");
  dui.execute("DELETE FROM ecriture");
  ASSERT_TRUE(world.revise(october, {"message retrouvé", false, false}).empty());
  const auto after = line(world, "dossiers-actifs");
  EXPECT_EQ(after.at("numerator"), 4);
  EXPECT_NE(after.at("flags").dump().find("repris-de-r0"), std::string::npos);
  EXPECT_EQ(line(world, "messages-mssante").at("numerator"), 1);
  EXPECT_EQ(line(world, "messages-mssante").at("flags"), Json::array());
  const auto report = world.store().reports.list()->back();
  EXPECT_EQ(core::report_fault(world.store().reports.documents(report.id)->json), std::nullopt);
  // Once more: the figure was taken from r0, and still says so.
  ASSERT_TRUE(world.revise(october, {"encore", false, false}).empty());
  EXPECT_NE(line(world, "dossiers-actifs").at("flags").dump().find("repris-de-r0"), std::string::npos);
}

TEST_F(Revision, KeepsTheFiguresOfASourceThatIsGone) {
  const auto text = dui.configuration(silent_mail);
  World world(text, at(closing_time));
  world.settle();
  world.restart(with(text, "name = \"dui\"", "name = \"autre\""));
  dui.execute("DELETE FROM ecriture");
  send("m1", "2026-10-10T10:00:00");
  world.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(world.revise(october, {"changement de logiciel", false, true}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
  EXPECT_NE(line(world, "dossiers-actifs").at("flags").dump().find("repris-de-r0"), std::string::npos);
}

TEST_F(Revision, OfAMonthThatNothingWasReadOfCountsWhatIsThereNow) {
  const auto text = dui.configuration(silent_mail);
  World world(with(text, "[[source]]", "[[source]]\nfrom = \"2026-11\""), at(closing_time));
  world.settle();
  ASSERT_EQ(line(world, "dossiers-actifs").at("reason"), "source-absente");
  world.restart(text);
  ASSERT_TRUE(world.revise(october, {"source oubliée", false, false}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(Revision, IsRefusedOnceTheKeyIsDestroyedEvenWithoutMembers) {
  World world(with(dui.configuration(silent_mail), "[[source]]", "[[source]]\nfrom = \"2026-11\""),
              at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_TRUE(world.store().keys.obtain(october, at(closing_time)));
  ASSERT_TRUE(world.engine().purge(october, {true, false}));
  EXPECT_EQ(world.engine().revise(october, {"trop tard", false, false}).error().kind,
            core::ErrorKind::refused);
}

TEST_F(Revision, TakesAHeadcountStatedAfterTheClosing) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  const auto finess = *core::Finess::parse("670000165");
  ASSERT_TRUE(world.engine().headcount(october, finess, 5, "registre des présences"));
  EXPECT_EQ(line(world, "dossiers-actifs").at("denominator"), 4);
  ASSERT_TRUE(world.revise(october, {"effectif rectifié", false, false}).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("denominator"), 5);
}

}  // namespace
}  // namespace jauge::scenario
