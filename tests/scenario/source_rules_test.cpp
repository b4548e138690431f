// How far sources are believed: establishments, numberings, history, copies and files (indicators §2, §5,
// §6).
#include <gmock/gmock.h>

#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using testing::Contains;
using testing::HasSubstr;

class SourceRules : public Months {
 protected:
  /// The DUI with a table of projects, which are states.
  std::string with_projects(const std::string& source = "") const {
    dui.execute("CREATE TABLE IF NOT EXISTS projet (finess TEXT, dossier TEXT)");
    dui.execute("DELETE FROM projet; INSERT INTO projet VALUES ('670000165','a')");
    return with(dui.configuration(silent_mail + source), "[source.query]\n",
                "[source.query]\npersonalised_project = \"SELECT finess, dossier AS subject FROM projet\"\n");
  }
  /// A second source, of the same file, before the first.
  static std::string beside(const std::string& configuration, const std::string& second) {
    return with(configuration, "[[source]]", second + "\n[[source]]");
  }
  std::string writes_of(const std::string& name, const std::string& keys) const {
    const auto text = dui.configuration();
    const auto at = text.find("connection = ");
    return fmt::format(
        "[[source]]\nname = \"{}\"\ntype = \"sqlite\"\n{}{}[source.query]\nfile_update = \"SELECT finess, "
        "dossier AS subject, le AS at FROM ecriture WHERE le >= :since AND le < :until\"\n",
        name, text.substr(at, text.find('\n', at) - at + 1), keys);
  }
  static std::string establishment(const std::string& finess, const std::string& keys) {
    return fmt::format(
        "[[establishment]]\nfiness = \"{}\"\nname = \"MAS Les Ormes\"\noperator = \"670000157\"\nregion = "
        "\"44\"\nmedicalised = true\n{}\n",
        finess, keys);
  }
};

// ── Sources ──────────────────────────────────────────────────────────────────────────────────────

TEST_F(SourceRules, AnEstablishmentThatNoSourceAnswersForHasNoFigure) {
  const auto text = beside(dui.configuration(std::string(silent_mail) + "establishments = [\"670000165\"]"),
                           establishment("670000173", ""));
  World world(text, at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", october, "670000173").at("reason"), "source-absente");
  EXPECT_EQ(line(world, "dossiers-actifs").at("state"), "calcule");
}

TEST_F(SourceRules, ASourceAnswersFromItsFirstMonthToItsLast) {
  World world(dui.configuration(std::string(silent_mail) + "until = \"2026-10\""), at(mid_october));
  world.poll();
  world.clock.set(at("2026-12-06T05:00:00Z"));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", november).at("reason"), "source-absente");
}

TEST_F(SourceRules, TwoNumberingsOfASubjectKindInOneMonthAreAChangeOfDui) {
  World world(beside(dui.configuration(silent_mail), writes_of("autre", "")), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "changement-de-dui");
}

TEST_F(SourceRules, TwoSourcesOfOneNumberingAreTheirUnion) {
  World world(beside(dui.configuration(silent_mail), writes_of("autre", "ids = \"dui\"\n")),
              at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(SourceRules, SetsOfDifferentNumberingsAreNotIntersected) {
  const auto text = dui.configuration(silent_mail);
  const auto at_writes = text.find("file_update = ");
  auto without = text;
  without.erase(at_writes, text.find('\n', at_writes) - at_writes + 1);
  World world(beside(without, writes_of("autre", "")), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "identifiants-non-rapproches");
}

TEST_F(SourceRules, AMonthThatWasWrittenInOneDayIsFlagged) {
  for (const auto* file : {"e", "f", "g", "h", "i", "j"}) {
    stay(file);
    write(file, "2026-10-05T12:00:00");
  }
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  EXPECT_THAT(line(world, "dossiers-actifs").at("flags").dump(), HasSubstr("ecriture-de-masse"));
}

TEST_F(SourceRules, OneQueryThatFailsSpoilsNoOther) {
  dui.execute("ALTER TABLE mssante RENAME TO perdue");
  World world(dui.configuration(silent_mail), at(mid_october));
  world.poll();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
  EXPECT_THAT(world.advice(), Contains("source-en-echec"));
}

// ── States ───────────────────────────────────────────────────────────────────────────────────────

TEST_F(SourceRules, AMonthWaitsForAStateToBeReadAfterItsEnd) {
  World world(with_projects(), at(mid_october));
  for (const auto* moment :
       {"2026-10-01T00:00:00Z", "2026-10-02T10:00:00Z", "2026-10-04T10:00:00Z", "2026-10-31T22:00:00Z"}) {
    world.clock.set(at(moment));
    world.poll();
  }
  world.clock.set(at(closing_time));  // the daemon was down since
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  const auto projects = line(world, "projets-personnalises");
  EXPECT_EQ(projects.at("numerator"), 1);
  EXPECT_THAT(projects.at("flags").dump(), HasSubstr("minorant"));  // no read between the 4th and the 31st
}

TEST_F(SourceRules, AStateReadOftenEnoughIsComplete) {
  World world(with_projects("max_state_gap = \"11d\"\n"), at("2026-09-30T22:00:00Z"));
  for (const auto* moment :
       {"2026-09-30T22:00:00Z", "2026-10-10T10:00:00Z", "2026-10-20T10:00:00Z", "2026-10-30T10:00:00Z"}) {
    world.clock.set(at(moment));
    world.poll();
  }
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "projets-personnalises").at("flags"), Json::array());
  EXPECT_EQ(line(world, "projets-personnalises").at("coverage"), 100.0);
}

TEST_F(SourceRules, AStateOfASourceInItsLastMonthIsReadOnceAfterIt) {
  World world(with_projects("until = \"2026-10\"\nmax_state_gap = \"40d\"\n"), at("2026-10-01T10:00:00Z"));
  world.poll();
  world.clock.set(at("2026-10-31T23:00:00Z"));
  world.settle();
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "projets-personnalises").at("flags"), Json::array());
}

TEST_F(SourceRules, AMonthBeforeTheFirstReadOfAStateIsBeforeTheInstallation) {
  World world(with_projects(), at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "projets-personnalises").at("reason"), "avant-installation");
}

// ── Copies and files ─────────────────────────────────────────────────────────────────────────────

TEST_F(SourceRules, ACopyThatLagsBehindTheMonthKeepsItOpenAndTakesNothingAway) {
  dui.execute("CREATE TABLE copie (le TEXT); INSERT INTO copie VALUES ('2026-10-31T12:00:00')");
  World world(dui.configuration(std::string(silent_mail) + "fresh = \"SELECT le FROM copie\""),
              at(mid_october));
  world.poll();
  dui.execute("DELETE FROM ecriture WHERE dossier = 'd'");
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  EXPECT_EQ(
      world.store().members.count(*core::Finess::parse("670000165"), october, "file_update", "dui").value(),
      4U);
  EXPECT_THAT(world.advice(), Contains("relecture-incomplete"));
  dui.execute("UPDATE copie SET le = '2026-11-01T00:30:00'");
  world.clock.advance(std::chrono::minutes(11));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 3);
}

core::Instant midnight(int month, unsigned day) {
  return core::Zone::find("Europe/Paris")
      ->start_of(core::Day(std::chrono::year(2026) / month / std::chrono::day(day)));
}

TEST_F(SourceRules, FilesThatDoNotDeclareTheWholeMonthKeepItOpenUntilItsDeadline) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.declare("dui", midnight(10, 1), midnight(10, 20));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  world.clock.set(at("2026-11-16T00:00:00Z"));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "source-incomplete");
}

TEST_F(SourceRules, FilesThatDeclareTheMonthCloseIt) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.declare("dui", midnight(10, 1), midnight(11, 1));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  EXPECT_EQ(line(world, "dossiers-actifs").at("state"), "calcule");
}

TEST_F(SourceRules, AnEmptyFolderStatesNoZero) {
  dui.execute("DELETE FROM ecriture");
  World world(dui.configuration("may_be_empty = [\"mss_message\", \"file_update\"]"), at(closing_time));
  world.declare("dui", {}, {});
  world.clock.set(at("2026-11-16T00:00:00Z"));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante").at("reason"), "source-incomplete");
}

// ── Establishments ───────────────────────────────────────────────────────────────────────────────

TEST_F(SourceRules, AnEstablishmentAddedLaterIsReadFromTheMonthsStart) {
  dui.execute(
      "INSERT INTO sejour VALUES ('670000173','x','2026-01-01',NULL);"
      "INSERT INTO ecriture VALUES ('670000173','x','2026-10-02T10:00:00')");
  const auto text = dui.configuration(std::string(silent_mail) + "overwritten = [\"file_update\"]");
  World world(text, at("2026-10-19T10:00:00Z"));
  world.poll();
  world.restart(beside(text, establishment("670000173", "")));
  world.clock.set(at(mid_october));
  world.poll();
  dui.execute("UPDATE ecriture SET le = '2026-11-03T10:00:00' WHERE dossier = 'x'");
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", october, "670000173").at("numerator"), 1);
}

TEST_F(SourceRules, AStateIsNotCompleteForAnEstablishmentAddedLater) {
  const auto text = with_projects("max_state_gap = \"11d\"\n");
  World world(text, at("2026-09-30T22:00:00Z"));
  world.poll();
  world.clock.set(at("2026-10-10T10:00:00Z"));
  world.poll();
  dui.execute(
      "INSERT INTO ecriture VALUES ('670000173','x','2026-10-22T10:00:00');"
      "INSERT INTO projet VALUES ('670000173','x')");
  world.restart(beside(text, establishment("670000173", "")));
  for (const auto* moment : {"2026-10-20T10:00:00Z", "2026-10-30T10:00:00Z"}) {
    world.clock.set(at(moment));
    world.poll();
  }
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "projets-personnalises").at("coverage"), 100.0);
  EXPECT_LT(line(world, "projets-personnalises", "mois", october, "670000173").at("coverage"), 50.0);
}

TEST_F(SourceRules, AnEstablishmentWithAClosureMayNotLeaveTheConfiguration) {
  const auto text = dui.configuration(silent_mail);
  World world(beside(text, establishment("670000173", "")), at(closing_time));
  world.settle();
  try {
    world.restart(text);
    FAIL() << "it was let go";
  } catch (const std::runtime_error& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr("670000173"));
  }
}

TEST_F(SourceRules, AnEstablishmentThatIsStillToJoinMayLeaveTheConfiguration) {
  const auto text = dui.configuration(silent_mail);
  World world(beside(text, establishment("670000173", "joined = 2027-01-01")), at(closing_time));
  world.settle();
  EXPECT_NO_THROW(world.restart(text));
}

TEST_F(SourceRules, ANumberThatHasChangedKeepsItsWindows) {
  send("m1", "2026-10-10T10:00:00");
  const auto text = dui.configuration(silent_mail);
  World world(text, at(closing_time));
  world.settle();
  world.restart(with(text, "finess = \"670000165\"", "finess = \"670000173\"\nformerly = [\"670000165\"]"));
  send("m2", "2026-11-10T10:00:00");
  world.clock.set(at("2026-12-06T05:00:00Z"));
  world.settle();
  EXPECT_EQ(line(world, "messages-mssante", "3-mois", november, "670000173").at("numerator"), 2);
}

}  // namespace
}  // namespace jauge::scenario
