#include "tests/sandbox/truth.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace jauge::sandbox {
namespace {

using core::Day;
using core::Month;
using Files = std::set<std::string>;

bool in_month(core::LocalTime at, Month month) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return day >= month.first_day() && day <= month.last_day();
}

/// Looks at every day of the month: is it one of the interval's?
bool touches(Day from, const std::optional<Day>& to, Month month) {
  for (Day day = month.first_day(); day <= month.last_day(); day += std::chrono::days(1)) {
    if (from <= day && (!to || day <= *to)) return true;
  }
  return false;
}

std::int64_t both(const Files& one, const Files& other) {
  std::int64_t count = 0;
  for (const auto& file : one) count += other.contains(file) ? 1 : 0;
  return count;
}

/// Distinct ids of an establishment in the months from `from` to `to`; an id counts once in each month.
std::int64_t distinct(const std::vector<Exchange>& exchanges, std::size_t establishment, Month from,
                      Month to) {
  std::int64_t count = 0;
  for (Month month = from; month <= to; month = month.next()) {
    std::set<std::string> ids;
    for (const auto& exchange : exchanges) {
      if (exchange.establishment == establishment && in_month(exchange.at, month)) ids.insert(exchange.id);
    }
    count += static_cast<std::int64_t>(ids.size());
  }
  return count;
}

void add_establishment(const Grappe& grappe, std::size_t index, Month month, std::vector<TrueFigure>& out) {
  Files accompanied;
  Files updated;
  Files planned;
  Files scheduled;
  Files qualified;
  for (const auto& stay : grappe.stays) {
    if (stay.establishment == index && touches(stay.from, stay.to, month)) accompanied.insert(stay.file);
  }
  for (const auto& write : grappe.writes) {
    if (write.establishment == index && !write.technical && in_month(write.at, month))
      updated.insert(write.file);
  }
  for (const auto& project : grappe.projects) {
    if (project.establishment == index && project.status != "ABANDONNE" &&
        touches(project.from, project.to, month)) {
      planned.insert(project.file);
    }
  }
  for (const auto& event : grappe.agenda) {
    if (event.establishment == index && !event.cancelled && in_month(event.at, month))
      scheduled.insert(event.file);
  }
  for (const auto& identity : grappe.identities) {
    if (identity.establishment == index && touches(identity.qualified_from, std::nullopt, month)) {
      qualified.insert(identity.file);
    }
  }
  const std::string finess(grappe.establishments[index].finess.text());
  const auto rate = [&](const char* indicator, std::int64_t numerator, std::size_t denominator) {
    out.push_back({finess, "", month, indicator, "mois", numerator, static_cast<std::int64_t>(denominator)});
  };
  rate("dossiers-actifs", static_cast<std::int64_t>(updated.size()), accompanied.size());
  rate("projets-personnalises", both(updated, planned), updated.size());
  rate("evenements-agenda", both(updated, scheduled), updated.size());
  rate("ins-qualifiees", both(accompanied, qualified), accompanied.size());
  const std::pair<const char*, const std::vector<Exchange>*> counts[] = {
      {"messages-mssante", &grappe.messages},
      {"documents-dmp", &grappe.deposits},
      {"e-prescriptions", &grappe.prescriptions},
      {"e-parcours", &grappe.notes}};
  for (const auto& [indicator, exchanges] : counts) {
    const std::pair<const char*, Month> windows[] = {
        {"mois", month}, {"3-mois", std::max(grappe.first, month - 2)}, {"depuis-debut", grappe.first}};
    for (const auto& [window, from] : windows) {
      out.push_back(
          {finess, "", month, indicator, window, distinct(*exchanges, index, from, month), std::nullopt});
    }
  }
}

}  // namespace

std::vector<TrueFigure> true_figures(const Grappe& grappe, Month month) {
  std::vector<TrueFigure> out;
  for (std::size_t index = 0; index < grappe.establishments.size(); ++index) {
    add_establishment(grappe, index, month, out);
  }
  std::map<std::string, std::string> region_of;
  std::set<std::string> regions{""};
  for (const auto& establishment : grappe.establishments) {
    region_of[std::string(establishment.finess.text())] = establishment.region.text();
    regions.insert(establishment.region.text());
  }
  const auto alone = out;
  for (const auto& region : regions) {
    std::map<std::pair<std::string, std::string>, TrueFigure> sums;
    for (const auto& figure : alone) {
      if (!region.empty() && region_of[figure.finess] != region) continue;
      auto& sum =
          sums.try_emplace({figure.indicator, figure.window},
                           TrueFigure{"", region, month, figure.indicator, figure.window, 0, std::nullopt})
              .first->second;
      sum.numerator += figure.numerator;
      if (figure.denominator) sum.denominator = sum.denominator.value_or(0) + *figure.denominator;
    }
    for (const auto& [key, sum] : sums) out.push_back(sum);
  }
  return out;
}

std::string to_json(const std::vector<TrueFigure>& figures) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& figure : figures) {
    nlohmann::ordered_json line;
    line["region"] = figure.region.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(figure.region);
    line["finess"] = figure.finess.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(figure.finess);
    line["month"] = figure.month.text();
    line["indicator"] = figure.indicator;
    line["window"] = figure.window;
    line["numerator"] = figure.numerator;
    line["denominator"] =
        figure.denominator ? nlohmann::ordered_json(*figure.denominator) : nlohmann::ordered_json();
    out.push_back(std::move(line));
  }
  return out.dump(1) + "\n";
}

}  // namespace jauge::sandbox
