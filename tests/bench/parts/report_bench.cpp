// What closing a month is made of: figures from sets, documents, seal, verification.
#include <benchmark/benchmark.h>

#include <random>

#include "core/evaluate.hpp"
#include "core/report.hpp"
#include "core/set_algebra.hpp"
#include "seal/signer.hpp"
#include "seal/verify.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/example_closure.hpp"

namespace {

using namespace jauge;

std::vector<core::Member> members(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  std::vector<core::Member> all;
  for (std::size_t i = 0; i < count; ++i) {
    // Half of the keys are the same whatever the seed.
    std::mt19937_64 key_dice(i % 2 == 0 ? i : dice());
    core::Member member{};
    for (auto& byte : member.key) byte = static_cast<std::uint8_t>(key_dice());
    member.first_day = 20'727 + static_cast<std::int32_t>(i % 31);
    all.push_back(member);
  }
  std::ranges::sort(all);
  return all;
}

void intersect(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto one = members(size, 1);
  const auto other = members(size, 2);
  const std::vector<core::Member>* const sets[] = {&one, &other};
  for (auto _ : state) benchmark::DoNotOptimize(core::intersection_size(sets));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(intersect)->Arg(100)->Arg(100'000);

/// All indicators of an establishment of 100 persons.
void evaluate_establishment(benchmark::State& state) {
  const auto& grappe = bench::parts_grappe();
  const auto& configuration = grappe.configuration();
  const auto parameters = core::parameters_for(configuration.project, configuration.measures, grappe.month());
  core::EstablishmentInput input;
  for (const auto& kind : parameters.measure.kinds()) {
    core::SetState set;
    set.complete = true;
    set.coverage_tenths = 1000;
    set.sources = {"dui"};
    set.numberings = {"dui"};
    set.members = members(100, input.sets.size());
    input.sets.emplace(kind, std::move(set));
  }
  const auto& establishment = configuration.project.establishments.front();
  for (auto _ : state) benchmark::DoNotOptimize(core::evaluate(parameters, establishment, input));
}
BENCHMARK(evaluate_establishment)->Unit(benchmark::kMicrosecond);

/// The example's establishments, `count` of them in its region.
core::Closure closure_of(std::size_t count) {
  auto closure = test_support::example_closure();
  const auto model = closure.establishments.front();
  auto& configured = closure.parameters.project.establishments;
  const auto place = *std::ranges::find(configured, model.finess, &core::Establishment::finess);
  while (closure.establishments.size() < count) {
    auto copy = model;
    copy.finess = *core::Finess::parse(fmt::format("{:09}", 670'100'000 + closure.establishments.size()));
    closure.establishments.push_back(copy);
    configured.push_back(place);
    configured.back().finess = copy.finess;
  }
  return closure;
}

void write_documents(benchmark::State& state) {
  const auto closure = closure_of(static_cast<std::size_t>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto documents = core::write_documents(closure, test_support::example_identity());
    bytes = documents.json.size() + documents.csv.size() + documents.html.size();
  }
  state.counters["octets"] = static_cast<double>(bytes);
}
BENCHMARK(write_documents)->Arg(5)->Arg(49)->Unit(benchmark::kMillisecond);

void closure_json(benchmark::State& state) {
  const auto closure = closure_of(49);
  for (auto _ : state) benchmark::DoNotOptimize(core::to_json(closure));
}
BENCHMARK(closure_json)->Unit(benchmark::kMillisecond);

void closure_from_json(benchmark::State& state) {
  const auto text = core::to_json(closure_of(49));
  for (auto _ : state) benchmark::DoNotOptimize(core::closure_from_json(text));
}
BENCHMARK(closure_from_json)->Unit(benchmark::kMillisecond);

struct Sealing {
  test_support::Authority authority;
  test_support::Issued issued = authority.issue();
  std::unique_ptr<seal::CadesSigner> signer = std::move(
      *seal::CadesSigner::make({issued.certificate, issued.key, authority.certificate(), "1670000157"}));
  core::Documents documents = core::write_documents(closure_of(49), test_support::example_identity());
  core::Instant now = *core::parse_utc("2026-11-06T06:00:00Z");
};

void seal_report(benchmark::State& state) {
  Sealing sealing;
  for (auto _ : state) benchmark::DoNotOptimize(sealing.signer->seal(sealing.documents, sealing.now));
}
BENCHMARK(seal_report)->Unit(benchmark::kMillisecond);

void verify_report(benchmark::State& state) {
  Sealing sealing;
  const auto container = sealing.signer->seal(sealing.documents, sealing.now);
  if (!container) return state.SkipWithError("not sealed");
  const seal::VerifySettings settings{sealing.authority.certificate(), {}, "1670000157", sealing.now};
  for (auto _ : state) {
    const auto verified = seal::verify_container(*container, settings);
    if (!verified) return state.SkipWithError("not verified");
  }
}
BENCHMARK(verify_report)->Unit(benchmark::kMillisecond);

}  // namespace
