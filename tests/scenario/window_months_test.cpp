// Months before the first one, read back for the windows of counts (indicators §8), and rows that are refused
// (§1).
#include <gmock/gmock.h>

#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

class WindowMonths : public Months {
 protected:
  WindowMonths() {
    for (const auto* month : {"05", "06", "07", "08", "09", "10"})
      send(fmt::format("m{}", month), fmt::format("2026-{}-10T10:00:00", month));
  }
  std::string since_june() const {
    return with(dui.configuration(silent_mail), "started = 2026-10-01", "started = 2026-06-01");
  }
};

TEST_F(WindowMonths, AreTheTwoBeforeTheFirst) {
  World world(since_june(), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "mois").at("numerator"), 1);
  EXPECT_EQ(line(world, "messages-mssante", "3-mois").at("numerator"), 3);
  EXPECT_EQ(line(world, "messages-mssante", "3-mois").at("flags"), Json::array());
  EXPECT_EQ(line(world, "messages-mssante", "depuis-debut").at("numerator"), 3);
  EXPECT_THAT(line(world, "messages-mssante", "depuis-debut").at("flags").dump(), HasSubstr("minorant"));
}

TEST_F(WindowMonths, GoBackToTheProjectsStartWhenToldTo) {
  World world(since_june(), at(closing_time));
  world.restart_with_backfill();
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "depuis-debut").at("numerator"), 5);  // not that of May
  EXPECT_EQ(line(world, "messages-mssante", "depuis-debut").at("flags"), Json::array());
}

TEST_F(WindowMonths, OfAStoreInUseAreReadBackAtItsNextClosing) {
  World world(since_june(), at(closing_time));
  world.settle();
  world.restart_with_backfill();
  world.clock.set(at("2026-12-06T05:00:00Z"));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "depuis-debut", november).at("numerator"), 5);
}

TEST_F(WindowMonths, AreNeitherClosedNorReported) {
  World world(since_june(), at(closing_time));
  world.restart_with_backfill();
  world.settle();
  EXPECT_EQ(world.engine().closures()->size(), 1U);
  EXPECT_EQ(world.engine().reports()->size(), 1U);
  EXPECT_EQ(world.engine().close(core::Month(2026, 9), false).error().kind, core::ErrorKind::refused);
}

TEST_F(WindowMonths, OfAnOverwrittenKindAreMissing) {
  World world(with(since_june(), silent_mail, std::string(silent_mail) + "overwritten = [\"mss_message\"]\n"),
              at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "3-mois").at("numerator"), nullptr);
  EXPECT_EQ(line(world, "messages-mssante", "mois").at("reason"), "avant-installation");
}

TEST_F(WindowMonths, ChangeWithThePhaseAsTheMeasureSays) {
  World world(
      with(since_june(), "[[establishment]]",
           "maintenance_from = \"2026-10\"\n[[project.targets]]\nmessages-mssante = 3\n\n[[establishment]]"),
      at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "3-mois").at("met"), "oui");  // three months in both phases
}

using RefusedRows = Months;

TEST_F(RefusedRows, AboveTheLimitMakeTheKindNotComputable) {
  for (int i = 0; i < 3; ++i)
    dui.execute("INSERT INTO ecriture VALUES ('670000165','','2026-10-06T10:00:00')");
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "lignes-ecartees");
  EXPECT_EQ(line(world, "messages-mssante").at("state"), "calcule");
}

TEST_F(RefusedRows, TwoOfThemAreOverlooked) {
  for (int i = 0; i < 2; ++i)
    dui.execute("INSERT INTO ecriture VALUES ('670000165','','2026-10-06T10:00:00')");
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(RefusedRows, WithoutAReadableFinessConcernEveryEstablishment) {
  for (int i = 0; i < 3; ++i) dui.execute("INSERT INTO ecriture VALUES ('?','a','2026-10-06T10:00:00')");
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "lignes-ecartees");
}

TEST_F(RefusedRows, AreThoseOfTheClosingReadAndNotOfThePollsBefore) {
  for (int i = 0; i < 3; ++i)
    dui.execute("INSERT INTO ecriture VALUES ('670000165','','2026-10-06T10:00:00')");
  World world(dui.configuration(silent_mail), at(mid_october));
  world.poll();
  dui.execute("DELETE FROM ecriture WHERE dossier = ''");
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(RefusedRows, OfAnotherEstablishmentOfTheOperatorAreOutOfScope) {
  for (int i = 0; i < 9; ++i)
    dui.execute("INSERT INTO ecriture VALUES ('750000001','a','2026-10-06T10:00:00')");
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

}  // namespace
}  // namespace jauge::scenario
