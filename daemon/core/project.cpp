#include "core/project.hpp"

#include <algorithm>

namespace jauge::core {

Membership membership(const Establishment& establishment, Month month) {
  const Day first = month.first_day();
  if (establishment.joined && *establishment.joined > first) return Membership::absent;
  if (establishment.left && *establishment.left < month.end()) return Membership::absent;
  if (establishment.live && *establishment.live > first) return Membership::not_live;
  return Membership::counts;
}

std::vector<RegionCode> regions(const Project& project) {
  std::vector<RegionCode> regions;
  regions.reserve(project.establishments.size());
  for (const auto& establishment : project.establishments) regions.push_back(establishment.region);
  std::ranges::sort(regions);
  regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
  return regions;
}

}  // namespace jauge::core
