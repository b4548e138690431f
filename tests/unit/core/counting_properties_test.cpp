// What holds for every input of the counting.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "core/set_algebra.hpp"
#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using People = std::set<int>;

SetState people(const People& numbers) {
  std::vector<Member> members;
  for (const int number : numbers) {
    members.push_back(member(fmt::format("p{:03}", number), on(1 + number % 31)));
  }
  return set_of(std::move(members));
}

rc::Gen<People> any_people() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 2)),
                      [](std::vector<int> in) {
                        People people;
                        for (int i = 0; i < 40; ++i) {
                          if (in[static_cast<std::size_t>(i)] == 1) people.insert(i);
                        }
                        return people;
                      });
}

/// Sets of the kinds of the rates, some incomplete, a headcount at times, any target.
struct World {
  std::map<std::string, People> sets;
  Case made;
};

World any_world() {
  World world;
  for (const auto* kind : {"accompanied", "file_update", "personalised_project", "agenda_event"}) {
    world.sets[kind] = *any_people();
    world.made.input.sets[kind] = people(world.sets[kind]);
    world.made.input.sets[kind].complete = *rc::gen::weightedElement<bool>({{3, true}, {1, false}});
  }
  if (*rc::gen::weightedElement<bool>({{1, true}, {3, false}})) {
    world.made.input.headcount = Headcount{*rc::gen::inRange<std::int64_t>(0, 40), "registre"};
  }
  for (const auto& id : world.made.parameters.measure.gate.rates) {
    world.made.parameters.targets[id] = *rc::gen::inRange<std::int64_t>(0, 1100);
  }
  return world;
}

People common(const People& one, const People& other) {
  People result;
  std::ranges::set_intersection(one, other, std::inserter(result, result.end()));
  return result;
}

/// The rules of indicators §4 and §5 over sets of numbers, as plainly as they read.
Outcome expected_outcome(const World& world, const Indicator& indicator) {
  const auto& input = world.made.input;
  People numerator = world.sets.at(indicator.numerator.front());
  bool complete = true;
  for (const auto& kind : indicator.numerator) {
    numerator = common(numerator, world.sets.at(kind));
    complete = complete && input.sets.at(kind).complete;
  }
  const auto& counted = world.sets.at(indicator.denominator);
  const bool counted_complete = input.sets.at(indicator.denominator).complete;
  const bool headcount = indicator.headcount && input.headcount;
  if (!headcount && !counted_complete) return Outcome::undetermined;

  const auto n = static_cast<double>(numerator.size());
  const auto d =
      headcount ? static_cast<double>(input.headcount->number) : static_cast<double>(counted.size());
  if (d == 0) return Outcome::undetermined;
  const auto target = static_cast<double>(world.made.parameters.targets.at(indicator.id));
  const auto reaches = [&](double over, double under) { return over * 1000 >= target * under; };
  if (!reaches(n, d)) return complete ? Outcome::not_met : Outcome::undetermined;

  bool surely = true;
  if (headcount) {
    surely = reaches(n, std::max(d, static_cast<double>(counted.size())));
  } else {
    surely = reaches(static_cast<double>(common(numerator, counted).size()), d);
  }
  return surely ? Outcome::met : Outcome::undetermined;
}

TEST(Counting, AgreesWithThePlainRules) {
  EXPECT_TRUE(rc::check([] {
    const auto world = any_world();
    for (const auto& indicator : world.made.parameters.measure.indicators) {
      if (indicator.form != Indicator::Form::rate || indicator.supplementary) continue;
      RC_ASSERT(world.made.figure(indicator.id).outcome == expected_outcome(world, indicator));
    }
  }));
}

TEST(Counting, NeverLosesByOneMoreMember) {
  EXPECT_TRUE(rc::check([] {
    auto world = any_world();
    const auto kind =
        *rc::gen::element<std::string>("accompanied", "file_update", "personalised_project", "agenda_event");
    const auto before = world.made.figures();
    auto larger = world.sets[kind];
    larger.insert(*rc::gen::inRange(0, 40));
    const bool complete = world.made.input.sets[kind].complete;
    world.made.input.sets[kind] = people(larger);
    world.made.input.sets[kind].complete = complete;
    const auto after = world.made.figures();
    for (std::size_t i = 0; i < before.figures.size(); ++i) {
      RC_ASSERT(before.figures[i].numerator.value_or(0) <= after.figures[i].numerator.value_or(0));
      RC_ASSERT(before.figures[i].denominator.value_or(0) <= after.figures[i].denominator.value_or(0));
    }
  }));
}

TEST(Counting, NeverCallsALowerBoundNotMet) {
  EXPECT_TRUE(rc::check([] {
    for (const auto& figure : any_world().made.figures().figures) {
      if (figure.has_flag("minorant")) RC_ASSERT(figure.outcome != Outcome::not_met);
      if (!figure.computable() && figure.outcome) RC_ASSERT(figure.outcome == Outcome::undetermined);
    }
  }));
}

TEST(Counting, DoesNotDependOnTheOrderOfSources) {
  EXPECT_TRUE(rc::check([] {
    auto world = any_world();
    for (auto& [kind, set] : world.made.input.sets) set.sources = {"un", "deux"};
    const auto before = world.made.figures();
    for (auto& [kind, set] : world.made.input.sets) set.sources = {"deux", "un"};
    RC_ASSERT(world.made.figures() == before);
  }));
}

TEST(RollingUp, DoesNotDependOnTheOrderOfEstablishments) {
  EXPECT_TRUE(rc::check([] {
    const auto first = any_world();
    const auto second = any_world();
    auto parameters = first.made.parameters;
    parameters.project.establishments = {establishment("670000165"), establishment("670000173")};
    const auto one = evaluate(parameters, parameters.project.establishments[0], first.made.input);
    const auto other = evaluate(parameters, parameters.project.establishments[1], second.made.input);
    const auto straight = roll_up(parameters, std::vector{one, other}, std::nullopt);
    const auto reversed = roll_up(parameters, std::vector{other, one}, std::nullopt);
    RC_ASSERT(straight.figures == reversed.figures);
    RC_ASSERT(straight.gate.state == reversed.gate.state);
    RC_ASSERT(straight.gate.passing == reversed.gate.passing);
  }));
}

TEST(SetAlgebra, CountsWhatIsCommonToAllSets) {
  EXPECT_TRUE(rc::check([] {
    const auto sets =
        *rc::gen::container<std::vector<People>>(*rc::gen::inRange<std::size_t>(1, 5), any_people());
    People expected = sets.front();
    std::vector<SetState> states;
    for (const auto& set : sets) {
      expected = common(expected, set);
      states.push_back(people(set));
    }
    std::vector<const std::vector<Member>*> pointers;
    for (const auto& state : states) pointers.push_back(&state.members);
    RC_ASSERT(intersection_size(pointers) == static_cast<std::int64_t>(expected.size()));
    auto days = by_day(pointers, october);
    accumulate(days);
    RC_ASSERT(days.back() == static_cast<std::int64_t>(expected.size()));
  }));
}

}  // namespace
}  // namespace jauge::core::counting_tests
