#pragma once
// A project of one establishment, and sets to count, in few words.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/evaluate.hpp"

namespace jauge::core::counting_tests {

inline constexpr Month october{2026, 10};

inline Day on(int day) {
  return october.first_day() + std::chrono::days(day - 1);
}

/// A key that begins with the name: sets sort as their names do.
inline Member member(std::string_view name, Day day) {
  Member made{};
  std::ranges::copy(name.substr(0, made.key.size()), made.key.begin());
  made.first_day = static_cast<std::int32_t>(day.time_since_epoch().count());
  return made;
}

inline SetState set_of(std::vector<Member> members) {
  SetState state;
  std::ranges::sort(members);
  state.members = std::move(members);
  state.sources = {"dui"};
  state.numberings = {"dui"};
  state.complete = true;
  state.coverage_tenths = 1000;
  return state;
}

inline SetState set_of(std::initializer_list<std::string_view> names, Day day = on(1)) {
  std::vector<Member> members;
  for (const auto name : names) members.push_back(member(name, day));
  return set_of(std::move(members));
}

/// `count` members, the same for every set of that size and prefix.
inline SetState set_of(int count, std::string_view prefix = "p", Day day = on(1)) {
  std::vector<Member> members;
  for (int i = 0; i < count; ++i) members.push_back(member(fmt::format("{}{:06}", prefix, i), day));
  return set_of(std::move(members));
}

inline Indicator rate(std::string id, std::vector<std::string> numerator, std::string denominator) {
  Indicator made;
  made.id = std::move(id);
  made.numerator = std::move(numerator);
  made.denominator = std::move(denominator);
  return made;
}

inline Indicator count(std::string id, std::string kind, Window maintenance = Window::month) {
  Indicator made;
  made.id = std::move(id);
  made.form = Indicator::Form::count;
  made.scoring = Indicator::Scoring::cohort;
  made.numerator = {std::move(kind)};
  made.project_window = Window::three_months;
  made.maintenance_window = maintenance;
  return made;
}

/// The measure of the call, with a supplementary indicator of each form.
inline Measure measure() {
  Measure made;
  made.id = "aap-2021-t2";
  made.indicators = {rate("dossiers-actifs", {"file_update"}, "accompanied"),
                     rate("projets-personnalises", {"file_update", "personalised_project"}, "file_update"),
                     rate("evenements-agenda", {"file_update", "agenda_event"}, "file_update"),
                     count("messages-mssante", "mss_message", Window::three_months),
                     count("documents-dmp", "dmp_deposit"),
                     count("e-prescriptions", "prescription_import"),
                     count("e-parcours", "liaison_exchange")};
  made.indicators[0].headcount = true;
  made.indicators[0].mass_write = true;
  auto identities = rate("ins-qualifiees", {"accompanied", "qualified_identity"}, "accompanied");
  Indicator open;
  open.id = "dossiers-ouverts";
  open.form = Indicator::Form::size;
  open.numerator = {"open_file"};
  Indicator availability;
  availability.id = "disponibilite-dui";
  availability.form = Indicator::Form::availability;
  availability.numerator = {"file_update"};
  for (auto* indicator : {&identities, &open, &availability}) {
    indicator->supplementary = true;
    made.indicators.push_back(*indicator);
  }
  made.gate.rates = {"dossiers-actifs", "projets-personnalises", "evenements-agenda"};
  made.gate.medicalised.among = {"messages-mssante", "documents-dmp", "e-prescriptions"};
  made.gate.non_medicalised.among = {"messages-mssante", "documents-dmp", "e-prescriptions", "e-parcours"};
  return made;
}

inline Targets targets() {
  return {{"dossiers-actifs", 800},
          {"projets-personnalises", 600},
          {"evenements-agenda", 600},
          {"messages-mssante", 10},
          {"documents-dmp", 10}};
}

inline Establishment establishment(std::string_view finess = "670000165", std::string_view region = "44") {
  Establishment made;
  made.finess = *Finess::parse(finess);
  made.region = *RegionCode::parse(region);
  made.medicalised = true;
  return made;
}

/// Parameters of October 2026, no target set.
inline Parameters parameters() {
  Parameters made;
  made.project.id = "PAI-2021-44-0042";
  made.project.started = Month(2026, 1).first_day();
  made.project.establishments = {establishment()};
  made.measure = measure();
  made.month = october;
  return made;
}

/// An establishment with its sets, ready to be counted.
struct Case {
  Parameters parameters = counting_tests::parameters();
  Establishment establishment = counting_tests::establishment();
  EstablishmentInput input = {};

  EstablishmentFigures figures() const { return evaluate(parameters, establishment, input); }
  Figure figure(std::string_view indicator) const { return *figures().gating_figure(indicator); }
  Figure figure(std::string_view indicator, Window window) const {
    const auto all = figures().figures;
    return *std::ranges::find_if(
        all, [&](const Figure& one) { return one.indicator == indicator && one.window == window; });
  }
};

/// A fraction of dossiers-actifs: `updated` of `accompanied` persons, all of them accompanied when they can
/// be.
inline Case active_files(int updated, int accompanied, std::int64_t target_tenths) {
  Case made;
  made.input.sets["file_update"] = set_of(updated);
  made.input.sets["accompanied"] = set_of(accompanied);
  made.parameters.targets["dossiers-actifs"] = target_tenths;
  return made;
}

inline std::vector<std::string> flag_texts(const Figure& figure) {
  std::vector<std::string> texts;
  for (const auto& flag : figure.flags) texts.push_back(flag.text());
  return texts;
}

}  // namespace jauge::core::counting_tests
