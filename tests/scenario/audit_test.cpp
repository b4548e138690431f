// `jauge audit`: a closed month against its sources (indicators §8, Audit).
#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using State = engine::AuditLine::State;

class Audit : public Months {
 protected:
  static engine::AuditLine of(const engine::AuditView& view, const std::string& kind) {
    for (const auto& line : view.lines)
      if (line.kind == kind) return line;
    throw std::runtime_error("no set of " + kind);
  }
};

TEST_F(Audit, FindsTheSetsOfAnUnchangedSourceIdentical) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  const auto view = world.audit(october);
  ASSERT_FALSE(view.lines.empty());
  for (const auto& line : view.lines) EXPECT_EQ(line.state, State::identical) << line.kind;
}

TEST_F(Audit, TellsByHowManyMembersASetDiffersWhileTheyAreThere) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  dui.execute("DELETE FROM ecriture WHERE dossier = 'a'");
  write("e", "2026-10-30T10:00:00");
  write("f", "2026-10-30T10:00:00");
  const auto differing = of(world.audit(october), "file_update");
  EXPECT_EQ(differing.state, State::differs);
  EXPECT_EQ(differing.frozen, 4);
  EXPECT_EQ(differing.now, 5);
  EXPECT_EQ(differing.differing, 3);
  ASSERT_TRUE(world.engine().purge(october, {}));
  const auto purged = of(world.audit(october), "file_update");
  EXPECT_EQ(purged.state, State::differs);
  EXPECT_EQ(purged.now, 5);
  EXPECT_EQ(purged.differing, std::nullopt);
}

TEST_F(Audit, DoesNotReadAgainWhatIsOverwritten) {
  World world(dui.configuration(std::string(silent_mail) + "overwritten = [\"file_update\"]"),
              at(mid_october));
  world.poll();
  world.clock.set(at(closing_time));
  world.settle();
  const auto view = world.audit(october);
  EXPECT_EQ(of(view, "file_update").state, State::not_reproducible);
  EXPECT_EQ(of(view, "accompanied").state, State::identical);
}

TEST_F(Audit, TellsASourceThatCannotBeReadApartFromADifference) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  dui.execute("ALTER TABLE ecriture RENAME TO perdue");
  const auto view = world.audit(october);
  EXPECT_EQ(of(view, "file_update").state, State::not_read);
  EXPECT_EQ(of(view, "accompanied").state, State::identical);
}

TEST_F(Audit, ChangesNothing) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  const auto figures = world.indicators(october);
  const auto finess = *core::Finess::parse("670000165");
  const auto members = world.store().members.members(finess, october, "file_update").value();
  const auto reads = world.store().reads.recent(1000)->size();
  write("e", "2026-10-30T10:00:00");
  world.audit(october);
  EXPECT_EQ(world.indicators(october), figures);
  EXPECT_EQ(world.store().members.members(finess, october, "file_update").value(), members);
  EXPECT_EQ(world.store().members.count(finess, october, "file_update", "dui", store::Area::staging).value(),
            0U);
  EXPECT_EQ(world.store().reads.recent(1000)->size(), reads);
  EXPECT_TRUE(world.store().late.list()->empty());
}

TEST_F(Audit, RefusesAnOpenMonth) {
  World world(dui.configuration(silent_mail), at(closing_time));
  EXPECT_EQ(world.engine().audit(october).error().kind, core::ErrorKind::refused);
}

}  // namespace
}  // namespace jauge::scenario
