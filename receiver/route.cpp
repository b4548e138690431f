#include "receiver/route.hpp"

#include "config/values.hpp"

namespace jauge::receiver {

std::optional<Route> parse_route(std::string_view path) {
  if (path == "/v1/etat") return Route{};
  std::vector<std::string_view> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  if (!path.empty() || parts.size() < 6 || parts.size() > 9) return std::nullopt;
  if (parts[0] != "v1" || parts[1] != "projets" || parts[3] != "regions" || parts[5] != "rapports") {
    return std::nullopt;
  }
  const auto region = core::RegionCode::parse(parts[4]);
  if (!config::is_identifier(parts[2]) || !region) return std::nullopt;
  Route route{Route::What::list, {std::string(parts[2]), *region, core::Month(), 0}};
  if (parts.size() == 6) return route;
  if (parts.size() == 7) return std::nullopt;
  const auto month = core::Month::parse(parts[6]);
  const auto revision = parse_revision(parts[7]);
  if (!month || !revision) return std::nullopt;
  route.key.month = *month;
  route.key.revision = *revision;
  route.what = Route::What::report;
  if (parts.size() == 8) return route;
  if (parts[8] != "accuse") return std::nullopt;
  route.what = Route::What::receipt;
  return route;
}

}  // namespace jauge::receiver
