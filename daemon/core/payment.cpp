#include "core/payment.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace jauge::core {
namespace {

constexpr std::size_t most_establishments = 49;

std::int64_t funded_grants(const Project& project, std::int64_t& funded) {
  std::vector<std::int64_t> grants;
  for (const auto& establishment : project.establishments) grants.push_back(grant_of(establishment));
  std::ranges::sort(grants, std::greater<>());
  if (grants.size() > most_establishments) grants.resize(most_establishments);
  funded = static_cast<std::int64_t>(grants.size());
  return std::accumulate(grants.begin(), grants.end(), std::int64_t{0});
}

std::vector<RegionShare> shares(const Project& project, std::int64_t total_cents,
                                std::int64_t at_stake_cents) {
  std::vector<RegionShare> shares;
  std::vector<std::int64_t> weights;
  for (const auto& region : regions(project)) {
    weights.push_back(std::ranges::count(project.establishments, region, &Establishment::region));
    shares.push_back({region, weights.back(), 0, 0});
  }
  if (shares.empty()) return shares;
  const auto totals = apportion(total_cents, weights);
  const auto at_stake = apportion(at_stake_cents, weights);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i].total_cents = totals[i];
    shares[i].at_stake_cents = at_stake[i];
  }
  return shares;
}

}  // namespace

std::int64_t grant_of(const Establishment& establishment) {
  if (establishment.grant) return *establishment.grant;
  switch (establishment.kind) {
    case GrantKind::acquisition:
      return 25'000;
    case GrantKind::compliance:
      return 10'000;
    case GrantKind::rollout:
      return 5'000;
  }
  return 0;
}

std::vector<std::int64_t> apportion(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> parts;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const auto weight : weights) parts.push_back(whole * weight / sum);
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return whole * weights[i] % sum; });
  auto left = whole - std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

Amounts amounts(const Project& project) {
  Amounts result;
  result.grants = funded_grants(project, result.funded);
  result.total = result.grants + project.payment.equipment + project.payment.assistance;
  // A percent of a number of euros is a whole number of cents.
  if (!project.payment.schedule.empty())
    result.at_stake_cents = result.total * project.payment.schedule.back();
  result.shares = shares(project, result.total * 100, result.at_stake_cents);
  return result;
}

}  // namespace jauge::core
