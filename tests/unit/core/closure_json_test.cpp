#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "core/closure.hpp"
#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

// The example with every field that it leaves at its default set to something else.
Closure rich_closure() {
  Closure closure = test_support::example_closure();
  closure.revision = 3;
  closure.reason = "révision de 2026-09 ; \"guillemets\"\n";
  closure.parameters.maintenance = true;
  Project& project = closure.parameters.project;
  project.kind = GrantKind::rollout;
  project.maintenance_from = Month(2027, 1);
  project.socles = {"messages-mssante", "documents-dmp"};
  project.payment = {{50, 50}, 12'345, 678};
  project.measures.push_back({Month(2027, 1), "aap-2021-t2-dossiers-ouverts"});
  project.targets.push_back({Month(2027, 1), {{"dossiers-actifs", 800}}});
  Establishment& establishment = project.establishments[0];
  establishment.left = Month(2028, 1).first_day();
  establishment.formerly = {Finess::parse("2A0000012").value()};
  establishment.kind = GrantKind::compliance;
  establishment.grant = 7'000;
  establishment.overrides.values = {{"documents-dmp", 3}};
  establishment.overrides.socles_required = 1;
  establishment.operator_finess = {};
  closure.parameters.measure.gate.scope = Gate::Scope::project_ratio;
  closure.kinds.push_back({"headcount", KeyOf::none, Shape::number, "personnes accompagnées déclarées"});
  closure.roll_ups[0].figures[0].months = {{Month(2026, 9), 2, std::nullopt, true}};
  return closure;
}

TEST(ClosureJson, ReadsBackWhatItWrote) {
  for (const Closure& closure : {test_support::example_closure(), rich_closure()}) {
    const auto read = closure_from_json(to_json(closure));
    ASSERT_TRUE(read);
    EXPECT_TRUE(*read == closure);
  }
}

TEST(ClosureJson, ReadsBackARegionThatWasNeverSet) {
  Closure closure = test_support::example_closure();
  closure.parameters.project.establishments[0].region = RegionCode();
  const auto read = closure_from_json(to_json(closure));
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == closure);
}

TEST(ClosureJson, KeepsTheClosingInstantToTheMicrosecond) {
  EXPECT_TRUE(rc::check([] {
    Closure closure;
    closure.parameters.month = Month(2026, 10);
    // 1900 to 2200.
    closure.frozen_at = Instant(std::chrono::microseconds(
        *rc::gen::inRange<std::int64_t>(-2'208'988'800'000'000, 7'258'118'400'000'000)));
    const auto read = closure_from_json(to_json(closure));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->frozen_at == closure.frozen_at);
  }));
}

TEST(ClosureJson, WritesTheSameBytesForTheSameClosure) {
  EXPECT_EQ(to_json(rich_closure()), to_json(rich_closure()));
}

TEST(ClosureJson, RefusesATextThatIsNoClosureAsDamaged) {
  const std::string good = to_json(test_support::example_closure());
  const auto without = [&](std::string_view removed) {
    std::string text = good;
    text.erase(text.find(removed), removed.size());
    return text;
  };
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("null"), good + " ", good + good,
        good.substr(0, good.size() / 2), without("\"revision\":0,"), without("jauge-closure/1")}) {
    const auto read = closure_from_json(text);
    ASSERT_FALSE(read) << text.substr(0, 80);
    EXPECT_EQ(read.error().kind, ErrorKind::damaged);
  }
}

// Valid JSON, and a closure could be made of it: but nothing that to_json writes.
TEST(ClosureJson, RefusesWhatReadingAloneWouldLetPass) {
  const std::string good = to_json(test_support::example_closure());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  for (const std::string& text :
       {with("\"revision\":0", "\"revision\":0.0"), with("\"revision\":0", "\"revision\": 0"),
        with("\"revision\":0", "\"revision\":0,\"autre\":1"),
        with("\"revision\":0", "\"revision\":0,\"revision\":0"),
        with("\"region\":\"27\"", "\"region\":\"05\""), with("\"window\":\"mois\"", "\"window\":\"an\""),
        with("Europe/Paris", "Europe/Nowhere"),
        with("2026-11-06T05:00:00.250001Z", "2026-11-06T05:00:00.2500010Z")}) {
    EXPECT_FALSE(closure_from_json(text));
  }
}

// One byte changed is either seen or, inside a text or a number, changes the closure: it is never ignored.
TEST(ClosureJson, IgnoresNoByte) {
  Closure closure = test_support::example_closure();
  closure.establishments.resize(2);
  closure.roll_ups.clear();
  const std::string good = to_json(closure);
  EXPECT_TRUE(rc::check([&] {
    std::string text = good;
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char byte = *rc::gen::distinctFrom(rc::gen::inRange<char>(0x20, 0x7f), text[at]);
    text[at] = byte;
    const auto read = closure_from_json(text);
    RC_ASSERT(!read || !(*read == closure));
  }));
}

TEST(ClosureJson, FindsTheRollUpOfARegionAndOfTheProject) {
  const Closure closure = test_support::example_closure();
  ASSERT_NE(closure.roll_up(RegionCode::parse("44")), nullptr);
  EXPECT_EQ(closure.roll_up(RegionCode::parse("44"))->region, RegionCode::parse("44"));
  ASSERT_NE(closure.roll_up(std::nullopt), nullptr);
  EXPECT_FALSE(closure.roll_up(std::nullopt)->region);
  EXPECT_EQ(closure.roll_up(RegionCode::parse("11")), nullptr);
}

}  // namespace
}  // namespace jauge::core
