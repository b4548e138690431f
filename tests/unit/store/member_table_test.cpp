#include "store/member_table.hpp"

#include <rapidcheck.h>

#include <map>

#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

class MemberTableTest : public StoreTest {
 protected:
  core::Batch batch(std::vector<core::Member> members) const { return {tilleuls, month, std::move(members)}; }
  std::uint64_t add(std::string_view source, std::vector<core::Member> members, Area area = Area::polled) {
    return store->members.add(source, "file_update", batch(std::move(members)), area).value();
  }
  std::vector<core::Member> members() const {
    return store->members.members(tilleuls, month, "file_update").value();
  }
  std::uint64_t count(std::string_view source, Area area = Area::polled) const {
    return store->members.count(tilleuls, month, "file_update", source, area).value();
  }
  void promote(Promotion how) {
    ASSERT_TRUE(store->members.promote("dui", month, "file_update", std::vector{tilleuls, erables}, how));
  }
};

using Members = std::vector<core::Member>;

TEST_F(MemberTableTest, CountsOnlyWhatIsNew) {
  EXPECT_EQ(add("dui", {{key(1), 10}, {key(2), 11}}), 2u);
  EXPECT_EQ(add("dui", {{key(2), 11}, {key(3), 12}}), 1u);
  EXPECT_EQ(add("dui", {{key(2), 5}}), 0u);
  EXPECT_EQ(count("dui"), 3u);
}

TEST_F(MemberTableTest, AddsAsManyAsThereAreWhateverTheStatementsTake) {
  Members wanted;
  for (std::uint8_t size = 1; size <= 90; ++size) {
    wanted.push_back({key(size), 10});
    ASSERT_EQ(add("dui", wanted), 1u) << int{size};
  }
  EXPECT_EQ(members(), wanted);
  for (auto& member : wanted) member.first_day = 9;
  EXPECT_EQ(add("dui", wanted), 0u);
  EXPECT_EQ(members(), wanted);
}

TEST_F(MemberTableTest, GoesWithTheTransactionThatItIsAPartOf) {
  add("dui", {{key(1), 10}});
  const auto refused = store->transaction([&]() -> core::Result<void> {
    add("dui", {{key(1), 8}, {key(2), 10}});
    EXPECT_EQ(count("dui"), 2u);
    return core::fail(core::ErrorKind::refused, core::msg("No."));
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(members(), (Members{{key(1), 10}}));
}

TEST_F(MemberTableTest, KeepsTheEarlierDay) {
  add("dui", {{key(1), 10}});
  add("dui", {{key(1), 12}});
  EXPECT_EQ(members(), (Members{{key(1), 10}}));
  add("dui", {{key(1), 8}});
  EXPECT_EQ(members(), (Members{{key(1), 8}}));
}

TEST_F(MemberTableTest, UnitesSourcesWithTheEarliestDay) {
  add("b", {{key(1), 10}, {key(3), 9}});
  add("a", {{key(1), 7}, {key(2), 8}});
  add("c", {{key(3), 4}});
  EXPECT_EQ(members(), (Members{{key(1), 7}, {key(2), 8}, {key(3), 4}}));
  EXPECT_EQ(store->members.sources_of(tilleuls, month, "file_update").value(),
            (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(
      store->members.members(tilleuls, month, "file_update", std::vector<std::string>{"b", "c"}).value(),
      (Members{{key(1), 10}, {key(3), 4}}));
}

TEST_F(MemberTableTest, KeepsSetsApart) {
  add("dui", {{key(1), 10}});
  ASSERT_TRUE(store->members.add("dui", "agenda_event", batch({{key(1), 10}})));
  ASSERT_TRUE(store->members.add("dui", "file_update", {erables, month, {{key(1), 10}}}));
  ASSERT_TRUE(store->members.add("dui", "file_update", {tilleuls, month.next(), {{key(1), 10}}}));
  EXPECT_EQ(count("dui"), 1u);
  EXPECT_EQ(count("other"), 0u);
}

TEST_F(MemberTableTest, CountsWhatIsAbsent) {
  add("dui", {{key(1), 10}});
  EXPECT_EQ(store->members.absent("dui", "file_update", batch({{key(1), 3}, {key(2), 3}})).value(), 1u);
  EXPECT_EQ(store->members.absent("other", "file_update", batch({{key(1), 3}})).value(), 1u);
  EXPECT_EQ(count("dui"), 1u);
}

TEST_F(MemberTableTest, KeepsStagingAsideUntilItIsPromoted) {
  add("dui", {{key(1), 10}});
  add("dui", {{key(2), 11}}, Area::staging);
  EXPECT_EQ(members(), (Members{{key(1), 10}}));
  EXPECT_EQ(count("dui", Area::staging), 1u);
  ASSERT_TRUE(store->members.clear_staging("dui", month, "file_update"));
  EXPECT_EQ(count("dui", Area::staging), 0u);
  EXPECT_EQ(count("dui"), 1u);
}

TEST_F(MemberTableTest, UnitesWhatIsStagedWithTheEarliestDay) {
  add("b", {{key(1), 10}, {key(3), 9}}, Area::staging);
  add("a", {{key(1), 7}, {key(2), 8}}, Area::staging);
  add("c", {{key(4), 1}}, Area::staging);
  EXPECT_EQ(store->members.staged(tilleuls, month, "file_update", std::vector<std::string>{"b", "a"}).value(),
            (Members{{key(1), 7}, {key(2), 8}, {key(3), 9}}));
}

TEST_F(MemberTableTest, ReplacesPolledByStagingForKeptKinds) {
  add("dui", {{key(1), 10}, {key(2), 11}});
  add("other", {{key(9), 1}});
  add("dui", {{key(2), 12}, {key(3), 13}}, Area::staging);
  promote(Promotion::replace);
  EXPECT_EQ(members(), (Members{{key(2), 12}, {key(3), 13}, {key(9), 1}}));
  EXPECT_EQ(count("dui", Area::staging), 0u);
}

TEST_F(MemberTableTest, EmptiesASetThatTheClosingReadGaveNothingFor) {
  add("dui", {{key(1), 10}});
  promote(Promotion::replace);
  EXPECT_TRUE(members().empty());
}

TEST_F(MemberTableTest, LeavesEstablishmentsThatAreNotNamedAlone) {
  add("dui", {{key(1), 10}});
  ASSERT_TRUE(store->members.promote("dui", month, "file_update", std::vector{erables}, Promotion::replace));
  EXPECT_EQ(count("dui"), 1u);
}

TEST_F(MemberTableTest, AddsStagingToPolledForOverwrittenKinds) {
  add("dui", {{key(1), 10}, {key(2), 11}});
  add("dui", {{key(1), 12}, {key(2), 9}, {key(3), 13}}, Area::staging);
  promote(Promotion::add);
  EXPECT_EQ(members(), (Members{{key(1), 10}, {key(2), 9}, {key(3), 13}}));
  EXPECT_EQ(count("dui", Area::staging), 0u);
  add("dui", {{key(4), 1}}, Area::staging);
  promote(Promotion::add);
  EXPECT_EQ(count("dui"), 4u);
}

TEST_F(MemberTableTest, AddsNothingWhereStagingIsEmpty) {
  add("dui", {{key(1), 10}});
  promote(Promotion::add);
  EXPECT_EQ(count("dui"), 1u);
}

TEST_F(MemberTableTest, PurgesAMonthAndOverwritesItsBytes) {
  const core::Key secret{0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  add("dui", {{key(1), 10}, {secret, 10}});
  add("dui", {{key(2), 10}}, Area::staging);
  ASSERT_TRUE(store->members.add("dui", "file_update", {tilleuls, month.next(), {{key(1), 10}}}));
  EXPECT_EQ(store->members.months().value(), (std::vector{month, month.next()}));
  ASSERT_TRUE(store->members.purge(month));
  EXPECT_FALSE(store->members.has_members(month).value());
  EXPECT_TRUE(store->members.has_members(month.next()).value());
  EXPECT_EQ(count("dui", Area::staging), 0u);
  store.reset();
  EXPECT_EQ(test_support::read_file(path()).find(std::string(secret.begin(), secret.end())),
            std::string::npos);
}

TEST_F(MemberTableTest, DependsNeitherOnOrderNorOnRepetition) {
  int run = 0;
  const auto property = [&] {
    return rc::check("members are what a map of earliest days holds, whatever the polls", [&] {
      const core::Month of = month + ++run;
      std::map<core::Key, std::int32_t> expected;
      const auto polls = *rc::gen::container<std::vector<std::vector<std::pair<std::uint8_t, std::int32_t>>>>(
          rc::gen::container<std::vector<std::pair<std::uint8_t, std::int32_t>>>(
              rc::gen::pair(rc::gen::inRange<std::uint8_t>(0, 40), rc::gen::inRange(20000, 20031))));
      std::uint64_t added = 0;
      for (const auto& poll : polls) {
        core::Batch one{tilleuls, of, {}};
        for (const auto& [id, day] : std::map(poll.begin(), poll.end())) {
          one.members.push_back({key(id), day});
          const auto [at, fresh] = expected.emplace(key(id), day);
          if (!fresh) at->second = std::min(at->second, day);
        }
        const auto* const source = *rc::gen::element("a", "b");
        const auto result = store->members.add(source, "file_update", one);
        RC_ASSERT(result.has_value());
        RC_ASSERT(store->members.add(source, "file_update", one).value() == 0);
        RC_ASSERT(store->members.absent(source, "file_update", one).value() == 0);
        added += *result;
      }
      Members wanted;
      for (const auto& [id, day] : expected) wanted.push_back({id, day});
      RC_ASSERT(store->members.members(tilleuls, of, "file_update").value() == wanted);
      RC_ASSERT(added >= wanted.size());
    });
  };
  // All cases in one transaction: most of the time would otherwise go to syncs.
  EXPECT_TRUE(store->transaction([&]() -> core::Result<bool> { return property(); }).value());
}

}  // namespace
}  // namespace jauge::store
