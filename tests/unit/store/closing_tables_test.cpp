// Closing reads, closures, reports, sealed reports and deliveries.
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using std::chrono::hours;

class ClosingReadTableTest : public StoreTest {};
class ClosureTableTest : public StoreTest {};
class ReportTableTest : public StoreTest {};
class SealedTableTest : public StoreTest {};
class PurgeTableTest : public StoreTest {};
class RevisionTableTest : public StoreTest {};
class DeliveryTableTest : public StoreTest {
 protected:
  ReportId sealed(core::Month of, int revision, std::string_view in = "44") {
    const auto report = add_report(of, revision, in);
    EXPECT_TRUE(store->sealed.insert(report, "container " + of.text(), now));
    return report;
  }
};

TEST_F(ClosingReadTableTest, SaysWhichReadsAreDone) {
  EXPECT_FALSE(store->closing_reads.get(month, "dui", "file_update").value());
  const ClosingRead read{"dui", "file_update", ClosingReadState::failed, now, false};
  ASSERT_TRUE(store->closing_reads.set(month, read));
  EXPECT_EQ(store->closing_reads.get(month, "dui", "file_update").value(), read);
  const ClosingRead again{"dui", "file_update", ClosingReadState::succeeded, now + hours(1), false};
  ASSERT_TRUE(store->closing_reads.set(month, again));
  EXPECT_EQ(store->closing_reads.list(month).value(), (std::vector{again}));
  EXPECT_TRUE(store->closing_reads.list(month.next()).value().empty());
}

TEST_F(ClosingReadTableTest, NamesTheEstablishmentsOfAnIncoherentRead) {
  const ClosingRead read{"dui", "a", ClosingReadState::incoherent, now, false, {tilleuls, erables}};
  ASSERT_TRUE(store->closing_reads.set(month, read));
  EXPECT_EQ(store->closing_reads.get(month, "dui", "a").value(), read);
}

TEST_F(ClosingReadTableTest, AcceptsOnlyIncoherentReadsUntilTheyAreReadAgain) {
  ASSERT_TRUE(store->closing_reads.set(month, {"dui", "a", ClosingReadState::incoherent, now, false}));
  ASSERT_TRUE(store->closing_reads.set(month, {"dui", "b", ClosingReadState::failed, now, false}));
  EXPECT_EQ(store->closing_reads.accept(month).value(), 1);
  EXPECT_EQ(store->closing_reads.accept(month).value(), 0);
  EXPECT_TRUE(store->closing_reads.get(month, "dui", "a").value()->accepted);
  EXPECT_FALSE(store->closing_reads.get(month, "dui", "b").value()->accepted);
  ASSERT_TRUE(store->closing_reads.set(month, {"dui", "a", ClosingReadState::incoherent, now, false}));
  EXPECT_FALSE(store->closing_reads.get(month, "dui", "a").value()->accepted);
  ASSERT_TRUE(store->closing_reads.clear(month));
  EXPECT_TRUE(store->closing_reads.list(month).value().empty());
}

TEST_F(ClosureTableTest, GivesBackTheExactContent) {
  const ClosureHead first{month, 0, now, ""};
  const ClosureHead second{month, 1, now + hours(1), "saisie tardive"};
  ASSERT_TRUE(store->closures.insert(first, "{\"é\":0}"));
  ASSERT_TRUE(store->closures.insert(second, "{}"));
  EXPECT_EQ(store->closures.get(month, 0).value(),
            (StoredClosure{first, "{\"é\":0}", core::sha256("{\"é\":0}")}));
  EXPECT_EQ(store->closures.latest(month).value()->head, second);
  EXPECT_FALSE(store->closures.get(month, 2).value());
  EXPECT_FALSE(store->closures.latest(month.next()).value());
  EXPECT_EQ(store->closures.list().value(), (std::vector{first, second}));
  EXPECT_EQ(store->closures.frozen_months().value(), std::vector{month});
}

TEST_F(ClosureTableTest, TakesRevisionsInOrderAndOnce) {
  EXPECT_EQ(store->closures.insert({month, 1, now, ""}, "{}").error().kind, ErrorKind::refused);
  ASSERT_TRUE(store->closures.insert({month, 0, now, ""}, "{}"));
  EXPECT_EQ(store->closures.insert({month, 0, now, ""}, "{}").error().kind, ErrorKind::refused);
  EXPECT_EQ(store->closures.insert({month, 2, now, ""}, "{}").error().kind, ErrorKind::refused);
}

TEST_F(ReportTableTest, GivesBackTheExactBytes) {
  const auto id = add_report(month, 0);
  const core::Documents documents{"json 2026-10r044", "csv 2026-10r044", "html 2026-10r044"};
  EXPECT_EQ(store->reports.documents(id).value(), documents);
  const auto head = store->reports.find({month, 0, region("44")}).value();
  ASSERT_TRUE(head);
  EXPECT_EQ(*head, (ReportHead{id, {month, 0, region("44")}, 1, std::nullopt, core::sha256(documents.json)}));
  EXPECT_FALSE(store->reports.find({month, 1, region("44")}).value());
  EXPECT_EQ(store->reports.documents(99).error().kind, ErrorKind::invalid);
}

TEST_F(ReportTableTest, ChainsTheReportsOfEachRegion) {
  EXPECT_EQ(store->reports.last(region("44")).value(), ChainEnd{});
  add_report(month, 0, "44");
  add_report(month, 0, "11");
  add_report(month.next(), 0, "44");
  const auto end = store->reports.last(region("44")).value();
  EXPECT_EQ(end, (ChainEnd{2, core::sha256("json 2026-11r044")}));
  const auto all = store->reports.list().value();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].key.region, region("11"));
  EXPECT_EQ(all[2].previous, core::sha256("json 2026-10r044"));
}

TEST_F(ReportTableTest, RefusesWhatDoesNotFollowTheChain) {
  const auto first = core::sha256("json 2026-10r044");
  add_report(month, 0);
  ASSERT_TRUE(store->closures.insert({month, 1, now, "x"}, "{}"));
  const ReportKey key{month, 1, region("44")};
  const core::Documents documents{"j", "c", "h"};
  EXPECT_EQ(store->reports.insert(key, 1, std::nullopt, documents).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->reports.insert(key, 3, first, documents).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->reports.insert(key, 2, core::sha256("other"), documents).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->reports.insert({month, 2, region("44")}, 2, first, documents).error().kind,
            ErrorKind::refused);
  EXPECT_TRUE(store->reports.insert(key, 2, first, documents));
}

TEST_F(ReportTableTest, ListsWhatIsToBeSealedInOrder) {
  const auto a = add_report(month, 0, "44");
  const auto b = add_report(month, 0, "11");
  const auto c = add_report(month.next(), 0, "11");
  std::vector<ReportId> ids;
  const auto heads = store->reports.to_seal().value();
  for (const auto& head : heads) ids.push_back(head.id);
  EXPECT_EQ(ids, (std::vector{b, a, c}));
  ASSERT_TRUE(store->sealed.insert(a, "x", now));
  EXPECT_EQ(store->reports.to_seal().value().size(), 2u);
}

TEST_F(SealedTableTest, GivesBackTheExactContainer) {
  const auto report = add_report(month, 0);
  const std::string container("PK\0\x01\xff", 5);
  EXPECT_FALSE(store->sealed.find(report).value());
  ASSERT_TRUE(store->sealed.insert(report, container, now));
  EXPECT_EQ(store->sealed.container(report).value(), container);
  EXPECT_EQ(store->sealed.find(report).value(), (SealedHead{core::sha256(container), now}));
  EXPECT_EQ(store->sealed.insert(report, "other", now).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->sealed.insert(99, "other", now).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->sealed.container(99).error().kind, ErrorKind::invalid);
}

TEST_F(DeliveryTableTest, HoldsInTheOutboxWhatNothingHasSettled) {
  const auto b = sealed(month, 0, "44");
  const auto a = sealed(month, 0, "11");
  const auto c = sealed(month.next(), 0, "44");
  add_report(month.next(), 0, "11");
  const auto ids = [&] {
    std::vector<ReportId> all;
    const auto outbox = store->sealed.outbox().value();
    for (const auto& entry : outbox) all.push_back(entry.report.id);
    return all;
  };
  EXPECT_EQ(ids(), (std::vector{a, b, c}));
  ASSERT_TRUE(store->deliveries.insert_receipt(a, {"receipt", now}));
  EXPECT_EQ(ids(), (std::vector{b, c}));
  ASSERT_TRUE(store->deliveries.record_deposit(b, {"dossier 12", now, now}));
  EXPECT_EQ(ids(), (std::vector{c}));
  DeliveryState state;
  for (const auto settled : {DeliveryState::Settled::refused, DeliveryState::Settled::conflict}) {
    state.settled = settled;
    ASSERT_TRUE(store->deliveries.set(c, state));
    EXPECT_TRUE(ids().empty());
  }
  state.settled = DeliveryState::Settled::placed;
  ASSERT_TRUE(store->deliveries.set(c, state));
  EXPECT_EQ(store->sealed.outbox().value().front().delivery, state);
  ASSERT_TRUE(store->deliveries.set(c, {}));
  EXPECT_EQ(store->sealed.outbox().value().front().delivery, DeliveryState{});
}

TEST_F(DeliveryTableTest, KeepsTheRetryStateOverARestart) {
  const auto report = sealed(month, 0);
  EXPECT_FALSE(store->deliveries.get(report).value());
  const DeliveryState state{7,
                            now + hours(1),
                            now,
                            core::Settlement::Outcome::hourly,
                            403,
                            "certificat-ou-proxy",
                            core::msg("The ARS answered {0}.", 403),
                            DeliveryState::Settled::no};
  ASSERT_TRUE(store->deliveries.set(report, state));
  reopen();
  EXPECT_EQ(store->deliveries.get(report).value(), state);
  EXPECT_EQ(store->sealed.outbox().value().front().delivery, state);
  ASSERT_TRUE(store->deliveries.set(report, {}));
  EXPECT_EQ(store->deliveries.get(report).value(), DeliveryState{});
  EXPECT_EQ(store->deliveries.set(99, state).error().kind, ErrorKind::refused);
}

TEST_F(DeliveryTableTest, TakesOneReceiptOnly) {
  const auto report = sealed(month, 0);
  const std::string bytes("\0\xff receipt", 10);
  ASSERT_TRUE(store->deliveries.insert_receipt(report, {bytes, now}));
  EXPECT_TRUE(store->deliveries.insert_receipt(report, {bytes, now + hours(1)}));
  EXPECT_EQ(store->deliveries.insert_receipt(report, {"other", now}).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->deliveries.receipt(report).value(), (Receipt{bytes, now}));
  const auto unsealed = add_report(month.next(), 0);
  EXPECT_EQ(store->deliveries.insert_receipt(unsealed, {bytes, now}).error().kind, ErrorKind::refused);
}

TEST_F(DeliveryTableTest, TakesTheLastDepositRecorded) {
  const auto report = sealed(month, 0);
  EXPECT_FALSE(store->deliveries.deposit(report).value());
  ASSERT_TRUE(store->deliveries.record_deposit(report, {"faux", now, now}));
  ASSERT_TRUE(store->deliveries.record_deposit(report, {"dossier 12", now - hours(2), now}));
  EXPECT_EQ(store->deliveries.deposit(report).value(), (Deposit{"dossier 12", now - hours(2), now}));
}

TEST_F(DeliveryTableTest, PutsTheHighestSettledRevisionInForce) {
  const auto r0 = sealed(month, 0);
  const auto r1 = sealed(month, 1);
  sealed(month, 2);
  EXPECT_FALSE(store->deliveries.revision_in_force(month, region("44")).value());
  ASSERT_TRUE(store->deliveries.insert_receipt(r1, {"a", now}));
  EXPECT_EQ(store->deliveries.revision_in_force(month, region("44")).value(), 1);
  ASSERT_TRUE(store->deliveries.insert_receipt(r0, {"b", now}));
  EXPECT_EQ(store->deliveries.revision_in_force(month, region("44")).value(), 1);
  EXPECT_FALSE(store->deliveries.revision_in_force(month, region("11")).value());
}

TEST_F(DeliveryTableTest, SettlesAMonthOnceEachRegionHasItsLastRevision) {
  EXPECT_TRUE(store->deliveries.month_is_settled(month).value());
  const auto old = sealed(month, 0, "44");
  const auto other = sealed(month, 0, "11");
  const auto revised = sealed(month, 1, "44");
  ASSERT_TRUE(store->deliveries.insert_receipt(other, {"a", now}));
  ASSERT_TRUE(store->deliveries.insert_receipt(old, {"b", now}));
  EXPECT_FALSE(store->deliveries.month_is_settled(month).value());
  ASSERT_TRUE(store->deliveries.record_deposit(revised, {"ref", now, now}));
  EXPECT_TRUE(store->deliveries.month_is_settled(month).value());
}

TEST_F(PurgeTableTest, RemembersTheFirstPurgeOfAMonth) {
  EXPECT_EQ(store->purges.get(month).value(), std::nullopt);
  ASSERT_TRUE(store->purges.note(month.next(), now));
  ASSERT_TRUE(store->purges.note(month, now));
  ASSERT_TRUE(store->purges.note(month, now + hours(1)));
  EXPECT_EQ(store->purges.get(month).value(), now);
  EXPECT_EQ(store->purges.months().value(), (std::vector{month, month.next()}));
}

TEST_F(RevisionTableTest, HoldsOneRequestUntilItIsCleared) {
  EXPECT_EQ(store->revisions.pending().value(), std::nullopt);
  const RevisionRequest request{month, "relecture", true, false, now};
  ASSERT_TRUE(store->revisions.ask(request));
  reopen();
  EXPECT_EQ(store->revisions.pending().value(), request);
  const auto second = store->revisions.ask({month.next(), "encore", false, true, now});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::refused);
  ASSERT_TRUE(store->revisions.clear());
  EXPECT_EQ(store->revisions.pending().value(), std::nullopt);
}

}  // namespace
}  // namespace jauge::store
