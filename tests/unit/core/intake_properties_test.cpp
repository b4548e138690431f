#include <rapidcheck.h>

#include "core/member_table.hpp"
#include "intake_fixture.hpp"

namespace jauge::core::intake_test {
namespace {

/// A row with its own text, so that it outlives its making.
struct Made {
  std::string finess;
  std::string id;
  std::string at;
  std::string until;

  Row row() const { return {text(finess), text(id), text(at), text(until)}; }
};

rc::Gen<std::string> some_time() {
  // Around October 2026: instants, times without zone and dates, and now and then nonsense.
  const auto first = utc("2026-09-25T00:00:00Z").time_since_epoch();
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange<std::int64_t>(0, 45 * 86400), rc::gen::inRange(0, 20)),
                      [=](const auto& pick) {
                        const std::string time =
                            utc_text(Instant(first) + std::chrono::seconds(std::get<0>(pick)));
                        switch (std::get<1>(pick)) {
                          case 0:
                            return std::string();
                          case 1:
                            return std::string("hier");
                          case 2:
                          case 3:
                          case 4:
                          case 5:
                            return time.substr(0, 10);
                          case 6:
                          case 7:
                          case 8:
                          case 9:
                            return time.substr(0, 19);
                          default:
                            return time;
                        }
                      });
}

rc::Gen<Made> some_row() {
  const auto number = rc::gen::elementOf(
      std::vector<std::string>{std::string(tilleuls), std::string(flamboyants), std::string(alizes),
                               std::string(elsewhere), "67", "10000016"});
  const auto id = rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", "d", " a ", "é", "\xE9", ""});
  return rc::gen::build<Made>(rc::gen::set(&Made::finess, number), rc::gen::set(&Made::id, id),
                              rc::gen::set(&Made::at, some_time()), rc::gen::set(&Made::until, some_time()));
}

using Set = std::map<std::tuple<Finess, Month, Key>, std::int32_t>;

void merge(Set& set, const WindowRead& read) {
  for (const Batch& batch : read.batches) {
    for (const Member& member : batch.members) {
      const auto [known, fresh] =
          set.try_emplace({batch.establishment, batch.month, member.key}, member.first_day);
      if (!fresh) known->second = std::min(known->second, member.first_day);
    }
  }
}

Set set_of(const WindowRead& read) {
  Set set;
  merge(set, read);
  return set;
}

class IntakeProperties : public IntakeTest {
 protected:
  IntakeProperties() { want(Month(2026, 11)); }
  WindowRead of(Shape shape, const std::vector<Made>& made) const {
    std::vector<Row> rows;
    for (const Made& one : made) rows.push_back(one.row());
    return read(shape, rows);
  }
};

TEST_F(IntakeProperties, TheOrderAndTheRepetitionOfRowsDoNotMatter) {
  for (const Shape shape : {Shape::instant, Shape::interval}) {
    EXPECT_TRUE(rc::check([&] {
      const auto rows = *rc::gen::container<std::vector<Made>>(some_row());
      auto others = rows;
      for (const Made& one : rows) {
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
          const auto place = *rc::gen::inRange<std::size_t>(0, others.size() + 1);
          others.insert(others.begin() + static_cast<std::ptrdiff_t>(place), one);
        }
      }
      const auto swaps = *rc::gen::container<std::vector<std::size_t>>(rc::gen::arbitrary<std::size_t>());
      for (std::size_t i = 0; i < swaps.size() && !others.empty(); ++i) {
        std::swap(others[i % others.size()], others[swaps[i] % others.size()]);
      }
      const WindowRead once = of(shape, rows);
      const WindowRead again = of(shape, others);
      RC_ASSERT(once.batches.size() == again.batches.size());
      for (std::size_t i = 0; i < once.batches.size(); ++i) {
        RC_ASSERT(once.batches[i].establishment == again.batches[i].establishment);
        RC_ASSERT(once.batches[i].month == again.batches[i].month);
        RC_ASSERT(once.batches[i].members == again.batches[i].members);
      }
    }));
  }
}

TEST_F(IntakeProperties, AWindowCutInHalvesGivesTheSameSet) {
  EXPECT_TRUE(rc::check([&] {
    const auto rows = *rc::gen::container<std::vector<Made>>(some_row());
    const ReadTask whole = task;
    const Set expected = set_of(of(Shape::instant, rows));
    const auto length = (whole.until - whole.since).count();
    const Instant middle =
        whole.since + std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(0, length + 1));
    Set merged;
    task.until = middle;
    merge(merged, of(Shape::instant, rows));
    task = whole;
    task.since = middle;
    merge(merged, of(Shape::instant, rows));
    task = whole;
    RC_ASSERT(merged == expected);
  }));
}

TEST_F(IntakeProperties, EveryRowHasOneFate) {
  for (const Shape shape : {Shape::instant, Shape::interval, Shape::number}) {
    EXPECT_TRUE(rc::check([&] {
      now = utc("2026-10-20T10:00:00Z");
      const auto rows = *rc::gen::container<std::vector<Made>>(some_row());
      const Fates fates = of(shape, rows).fates;
      std::uint64_t late = 0;
      for (const auto& [month, count] : fates.late) late += count;
      RC_ASSERT(fates.read == rows.size());
      RC_ASSERT(fates.read ==
                fates.taken + fates.outside + fates.future + fates.outside_window + late + fates.refused());
    }));
  }
}

TEST_F(IntakeProperties, BatchesAreSortedAndEachMemberIsThereOnce) {
  EXPECT_TRUE(rc::check([&] {
    std::vector<Made> rows;
    for (const int id : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5000))) {
      rows.push_back({std::string(id % 2 ? tilleuls : alizes), std::to_string(id), "2026-10-10", ""});
    }
    const WindowRead read = of(Shape::instant, rows);
    for (std::size_t i = 0; i < read.batches.size(); ++i) {
      if (i > 0) RC_ASSERT(read.batches[i - 1].establishment < read.batches[i].establishment);
      const auto& members = read.batches[i].members;
      RC_ASSERT(!members.empty());
      for (std::size_t m = 1; m < members.size(); ++m) RC_ASSERT(members[m - 1].key < members[m].key);
    }
  }));
}

TEST_F(IntakeProperties, ManyMembersAreAllKept) {
  std::vector<std::string> names;
  // So many that a few share the 32 bits of their hash in the table; of all lengths, so that blocks end
  // anywhere.
  for (int i = 0; i < 200'000; ++i) {
    names.push_back(std::string(static_cast<std::size_t>(i < 2'000 ? i % 190 : 3), 'x') + std::to_string(i));
  }
  std::vector<Row> rows;
  for (int round = 0; round < 2; ++round) {
    for (const std::string& name : names) rows.push_back(row(tilleuls, name, date("2026-10-10")));
  }
  const WindowRead result = instants(rows);
  ASSERT_EQ(result.batches.size(), 1u);
  EXPECT_EQ(result.batches[0].members.size(), names.size());
  KeyedHash hash(keys.at(Month(2026, 10)));
  std::vector<Key> expected;
  for (const std::string& name : names) expected.push_back(hash(tilleuls, source.ids, name));
  std::ranges::sort(expected);
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(result.batches[0].members[i].key, expected[i]);
}

TEST(MemberTable, KeepsTheSameNamesApartInTwoSets) {
  // So many that a few share the 32 bits of their hash with one of the other set.
  constexpr std::int32_t names = 250'000;
  MemberTable table;
  for (std::int32_t day = 0; day < names; ++day) {
    for (const std::uint32_t set : {0u, 1u}) table.add(set, std::to_string(day), day);
  }
  const auto sets = table.take(2, [](std::uint32_t, std::string_view) { return Key{}; });
  ASSERT_EQ(sets.size(), 2u);
  for (const auto& members : sets) {
    ASSERT_EQ(members.size(), static_cast<std::size_t>(names));
    std::int32_t day = 0;
    for (const Member& member : members) ASSERT_EQ(member.first_day, day++);
  }
}

}  // namespace
}  // namespace jauge::core::intake_test
