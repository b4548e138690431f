#include "store/read_table.hpp"

#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using core::ReadPurpose;
using core::ReadSpan;
using std::chrono::hours;
using std::chrono::milliseconds;

class ReadTableTest : public StoreTest {
 protected:
  /// A read of [at − 25 h, at) that began at its end.
  ReadRecord read(core::Instant at) const {
    return {"dui", "file_update", month, ReadPurpose::poll, at - hours(25), at, at, milliseconds(120), {}};
  }
  void record(const ReadRecord& one) { ASSERT_TRUE(store->reads.record(one)); }
  ReadRecord failed(core::Instant at) const {
    auto one = read(at);
    one.failure = core::Error{ErrorKind::transient, core::msg("No answer from {0} ({1}).", "dui", 42), {}};
    return one;
  }
  std::vector<ReadSpan> spans(core::Instant from, core::Instant to) const {
    return store->reads.spans("dui", "file_update", from, to).value();
  }
  const core::Instant t = instant("2026-10-10T00:00:00Z");
};

TEST_F(ReadTableTest, GivesBackWhatWasRecorded) {
  record(read(t));
  record(failed(t + hours(1)));
  const auto recent = store->reads.recent(10).value();
  ASSERT_EQ(recent.size(), 2u);
  EXPECT_EQ(recent[0], failed(t + hours(1)));
  EXPECT_EQ(recent[1], read(t));
  EXPECT_EQ(store->reads.recent(1).value().size(), 1u);
}

TEST_F(ReadTableTest, GivesSpansUpToTheFirstReadAtOrAfterTheEnd) {
  for (const int i : {7, 0, 3, 5, 9}) record(read(t + hours(i)));
  record(failed(t + hours(4)));
  const auto span = [&](int i) { return ReadSpan{t + hours(i - 25), t + hours(i)}; };
  EXPECT_EQ(spans(t + hours(3), t + hours(6)), (std::vector{span(3), span(5), span(7)}));
  EXPECT_EQ(spans(t + hours(1), t + hours(5)), (std::vector{span(3), span(5)}));
  EXPECT_EQ(spans(t + hours(8), t + hours(20)), (std::vector{span(9)}));
  EXPECT_TRUE(spans(t + hours(10), t + hours(20)).empty());
}

TEST_F(ReadTableTest, KeepsSourcesAndKindsApart) {
  record(read(t));
  EXPECT_TRUE(store->reads.spans("dui", "agenda_event", t, t + hours(1)).value().empty());
  EXPECT_TRUE(store->reads.spans("other", "file_update", t, t + hours(1)).value().empty());
}

TEST_F(ReadTableTest, TakesClosingReadsForSpansButNotForTheNextWindow) {
  record(read(t));
  auto closing = read(t + hours(5));
  closing.purpose = ReadPurpose::closing;
  record(closing);
  auto check = read(t + hours(6));
  check.purpose = ReadPurpose::check;
  record(check);
  EXPECT_EQ(spans(t, t + hours(10)).size(), 2u);
  EXPECT_EQ(store->reads.last_success_until("dui", "file_update").value(), t);
  const auto last = store->reads.last("dui", "file_update", ReadsOf::polls).value();
  EXPECT_EQ(last.success, t);
  EXPECT_EQ(last.attempt, t);
  const auto of_all = store->reads.last("dui", "file_update", ReadsOf::all).value();
  EXPECT_EQ(of_all.success, t + hours(5));
  EXPECT_EQ(of_all.attempt, t + hours(5));
}

TEST_F(ReadTableTest, KnowsTheLastAttemptAndHowLongItTook) {
  EXPECT_FALSE(store->reads.last("dui", "file_update", ReadsOf::all).value().attempt);
  EXPECT_FALSE(store->reads.last("dui", "file_update", ReadsOf::all).value().success);
  EXPECT_FALSE(store->reads.last_success_until("dui", "file_update").value());
  record(read(t));
  auto slow = failed(t + hours(1));
  slow.duration = milliseconds(60000);
  record(slow);
  const auto last = store->reads.last("dui", "file_update", ReadsOf::all).value();
  EXPECT_EQ(last.success, t);
  EXPECT_EQ(last.attempt, t + hours(1));
  EXPECT_EQ(last.duration, milliseconds(60000));
}

TEST_F(ReadTableTest, CountsPollsOfASourceForItsAvailability) {
  PollRecord poll{"dui", ReadPurpose::poll, t, milliseconds(10), {}};
  const core::Error error{ErrorKind::transient, core::msg("No answer."), core::msg("Look at {0}.", "it")};
  for (int i = 0; i < 10; ++i) {
    poll.started = t + hours(i);
    poll.failure = i % 3 == 0 ? std::optional(error) : std::nullopt;
    ASSERT_TRUE(store->reads.record_poll(poll));
  }
  EXPECT_EQ(store->reads.availability("dui", t, t + hours(9)).value(), (core::Availability{6, 9}));
  EXPECT_EQ(store->reads.availability("dui", t + hours(9), t + hours(10)).value(),
            (core::Availability{0, 1}));
  EXPECT_EQ(store->reads.availability("other", t, t + hours(9)).value(), (core::Availability{0, 0}));
  EXPECT_EQ(store->reads.last_poll("dui").value(), poll);
  EXPECT_EQ(store->reads.recent_polls(3).value().front(), poll);
}

TEST_F(ReadTableTest, CountsNeitherClosingReadsNorOurOwnStopsForAvailability) {
  ASSERT_TRUE(store->reads.record_poll({"dui", ReadPurpose::closing, t, milliseconds(10), {}}));
  ASSERT_TRUE(store->reads.record_poll({"dui", ReadPurpose::poll, t, milliseconds(10),
                                        core::Error{ErrorKind::cancelled, core::msg("Stopped."), {}}}));
  EXPECT_EQ(store->reads.availability("dui", t, t + hours(1)).value(), (core::Availability{0, 0}));
}

TEST_F(ReadTableTest, ForgetsOldReadsButNotTheLastSuccess) {
  record(read(t));
  record(read(t + hours(1)));
  record(failed(t + hours(2)));
  ASSERT_TRUE(store->reads.record_poll({"dui", ReadPurpose::poll, t, milliseconds(10), {}}));
  ASSERT_TRUE(store->reads.purge_before(t + hours(100)));
  EXPECT_EQ(store->reads.recent(10).value(), (std::vector{read(t + hours(1))}));
  EXPECT_TRUE(store->reads.recent_polls(10).value().empty());
}

}  // namespace
}  // namespace jauge::store
