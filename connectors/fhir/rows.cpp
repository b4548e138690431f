#include "connectors/fhir/rows.hpp"

#include <algorithm>
#include <set>

namespace jauge::connectors::fhir {
namespace {

/// A date of FHIR may be a year or a month.
core::Cell partial_date(std::string_view text, bool end) {
  std::optional<core::Month> first;
  std::optional<core::Month> last;
  if (text.size() == 7) {
    first = last = core::Month::parse(text);
  } else if (text.size() == 4) {
    first = core::Month::parse(fmt::format("{}-01", text));
    last = core::Month::parse(fmt::format("{}-12", text));
  }
  if (!first || !last) return {core::Cell::Type::unreadable, 0, {}};
  const auto day = end ? last->last_day() : first->first_day();
  return {core::Cell::Type::date, day.time_since_epoch().count(), {}};
}

/// Of the first path that gives a FINESS, each. Where none does, what was found in its place, or nothing.
std::vector<std::optional<Found>> finess_of(const config::FhirSearch& search, const web::Json& resource,
                                            const Resolver& resolve) {
  std::optional<Found> other;
  for (const config::FhirPath& path : search.finess) {
    std::vector<std::optional<Found>> good;
    std::set<std::string, std::less<>> known;
    for (Found& found : evaluate(path, resource, resolve)) {
      const auto cell = found.cell();
      const auto text = cell.type == core::Cell::Type::text ? bare_finess(cell.text) : std::string_view();
      if (core::Finess::parse(text)) {
        if (known.emplace(text).second) good.emplace_back(std::move(found));
      } else if (!other) {
        other = std::move(found);
      }
    }
    if (!good.empty()) return good;
  }
  return {std::move(other)};
}

core::Cell cell_of(const std::optional<Found>& found) {
  return found ? found->cell() : core::Cell();
}

core::Cell time_of(const std::optional<Found>& found, bool interval, bool end) {
  const auto plain = cell_of(found);
  const bool partial =
      plain.type == core::Cell::Type::text && (plain.text.size() == 4 || plain.text.size() == 7);
  return interval && partial ? partial_date(plain.text, end) : plain;
}

}  // namespace

bool counts(const config::FhirSearch& search, const web::Json& resource, const Resolver& resolve) {
  if (!search.status.empty()) {
    const auto found = evaluate(search.status_path, resource, resolve);
    const bool wanted = std::any_of(found.begin(), found.end(), [&](const Found& status) {
      const auto cell = status.cell();
      return cell.type == core::Cell::Type::text &&
             std::ranges::find(search.status, cell.text) != search.status.end();
    });
    if (!wanted) return false;
  }
  return std::all_of(search.having.begin(), search.having.end(), [&](const config::FhirPath& path) {
    return !evaluate(path, resource, resolve).empty();
  });
}

bool give_rows(const config::FhirSearch& search, const web::Json& resource, const Resolver& resolve,
               bool interval, const std::function<bool(const core::Row&)>& on_row) {
  if (!counts(search, resource, resolve)) return true;
  const auto id = first_of(search.id, resource, resolve);
  const auto at = first_of(search.at, resource, resolve);
  const auto until = first_of(search.until, resource, resolve);
  const auto houses = finess_of(search, resource, resolve);
  return std::all_of(houses.begin(), houses.end(), [&](const std::optional<Found>& finess) {
    core::Row row;
    row.finess = cell_of(finess);
    if (row.finess.type == core::Cell::Type::text) row.finess.text = bare_finess(row.finess.text);
    row.id = cell_of(id);
    row.at = time_of(at, interval, false);
    row.until = time_of(until, interval, true);
    return on_row(row);
  });
}

}  // namespace jauge::connectors::fhir
