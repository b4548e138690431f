// [project], [[project.targets]], [[establishment]]: what is counted for whom.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "config/sections.hpp"
#include "core/schema.hpp"

namespace jauge::config {

using core::msg;

namespace {

std::optional<core::GrantKind> read_grant_kind(const Field& field) {
  return read_choice<core::GrantKind>(field, {{"acquisition", core::GrantKind::acquisition},
                                              {"compliance", core::GrantKind::compliance},
                                              {"rollout", core::GrantKind::rollout}});
}

constexpr std::int64_t most_euros = 100'000'000;

std::string known_measures() {
  std::string names;
  for (const core::SchemaFile& file : core::schema_files()) {
    if (!file.path.starts_with("measures/") || !file.path.ends_with(".toml")) continue;
    const auto name = file.path.substr(9, file.path.size() - 14);
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", name);
  }
  return names;
}

/// Brings the measure `id` into `measures`: from beside the configuration, else from the program.
void load_measure(const Field& field, const std::string& id, const Context& context, Measures& measures) {
  if (measures.contains(id)) return;
  if (!is_identifier(id)) {
    field.wrong(msg("expected the name of a measure: letters, digits, '.', '_' and '-'"));
    return;
  }
  const std::string relative = fmt::format("measures/{}.toml", id);
  const std::filesystem::path beside = context.directory / relative;
  std::string text;
  std::string file = beside.string();
  if (std::ifstream stream(beside, std::ios::binary); stream) {
    std::ostringstream content;
    content << stream.rdbuf();
    text = content.str();
  } else {
    text = core::schema_file(relative);
    file = relative;
  }
  if (text.empty()) {
    field.wrong(msg("no measure is named \"{0}\": neither {1} nor the program has it; the program has {2}",
                    id, beside.string(), known_measures()));
    return;
  }
  auto measure = parse_measure(text, file, context.kinds);
  if (!measure) {
    field.problems().add(std::move(measure.error()));
  } else if (measure->id != id) {
    field.wrong(msg("the file {0} holds a measure of another name, \"{1}\"", file, measure->id));
  } else {
    measures.emplace(id, std::move(*measure));
  }
}

std::vector<core::Dated<std::string>> read_measures(const Field& field, const Context& context,
                                                    Measures& measures) {
  std::vector<core::Dated<std::string>> dated;
  if (!field.is_list()) {
    if (auto id = field.text()) {
      load_measure(field, *id, context, measures);
      dated.push_back({std::nullopt, std::move(*id)});
    }
    return dated;
  }
  for (const Field& element : field.list()) {
    auto table = element.table();
    if (!table) continue;
    const Field from_field = (*table)["from"];
    const auto from = read_month(from_field);
    const Field id_field = table->required("id");
    auto id = id_field.text();
    table->finish();
    if (!id) continue;
    load_measure(id_field, *id, context, measures);
    if (std::any_of(dated.begin(), dated.end(), [&](const auto& other) { return other.from == from; })) {
      element.wrong(msg("another measure begins in the same month; give each a `from` of its own"));
    }
    dated.push_back({from, std::move(*id)});
  }
  if (dated.empty() && field.list().empty()) field.wrong(msg("expected at least one measure"));
  return dated;
}

/// The ids of every socle criterion of the measures.
std::vector<std::string> socle_ids(const Measures& measures) {
  std::vector<std::string> ids;
  for (const auto& [id, measure] : measures) {
    for (const auto* socles : {&measure.gate.medicalised, &measure.gate.non_medicalised}) {
      for (const auto& criterion : socles->among) {
        if (std::find(ids.begin(), ids.end(), criterion) == ids.end()) ids.push_back(criterion);
      }
    }
  }
  return ids;
}

core::Payment read_payment(const Field& field) {
  core::Payment payment;
  auto table = field.table();
  if (!table) return payment;
  const Field schedule = (*table)["schedule"];
  if (schedule.present()) {
    payment.schedule.clear();
    std::int64_t sum = 0;
    bool readable = schedule.is_list();
    for (const Field& part : schedule.list()) {
      const auto percent = read_integer(part, 0, 100);
      readable = readable && percent.has_value();
      sum += percent.value_or(0);
      payment.schedule.push_back(static_cast<int>(percent.value_or(0)));
    }
    if (readable && sum != 100) schedule.wrong(msg("the parts add up to {0} %, expected 100 %", sum));
  }
  assign(payment.equipment, read_integer((*table)["equipment"], 0, most_euros));
  assign(payment.assistance, read_integer((*table)["assistance"], 0, most_euros));
  table->finish();
  return payment;
}

/// The target of `indicator`: tenths of a percent, or a count.
std::optional<std::int64_t> read_target(const Field& field, const core::Indicator& indicator) {
  if (indicator.form != core::Indicator::Form::rate) {
    return read_integer(field, 0, 1'000'000'000);
  }
  const auto percent = field.number();
  if (!percent) return std::nullopt;
  const double tenths = *percent * 10;
  const double rounded = std::round(tenths);
  if (*percent < 0 || *percent > 100 || std::abs(tenths - rounded) > 1e-6) {
    field.wrong(msg("expected a percentage from 0 to 100 with at most one decimal, such as 80.0"));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(rounded);
}

core::TargetOverrides read_overrides(const Field& field, const Measures& measures, bool medicalised) {
  core::TargetOverrides overrides;
  auto table = field.table();
  if (!table) return overrides;
  assign(overrides.basis, (*table)["basis"].text());
  const Field required = (*table)["socles_required"];
  if (const auto number = read_integer(required, 0, 99))
    overrides.socles_required = static_cast<int>(*number);
  std::vector<Field> exempt;
  overrides.values = read_targets(*table, measures, &exempt);
  for (const Field& criterion : exempt) {
    const std::string id = criterion.name();
    const bool is_socle = std::any_of(measures.begin(), measures.end(), [&](const auto& entry) {
      const core::Gate& gate = entry.second.gate;
      const auto& among = medicalised ? gate.medicalised.among : gate.non_medicalised.among;
      return std::find(among.begin(), among.end(), id) != among.end();
    });
    if (!is_socle) {
      criterion.wrong(msg("only a socle criterion of this establishment can be exempted, never a rate"));
    }
    if (overrides.basis.empty()) {
      criterion.wrong(msg("an exemption needs `basis` = \"why\" beside it; the report prints it"));
    }
    overrides.exempt.push_back(id);
  }
  if (overrides.socles_required && *overrides.socles_required < 2 && overrides.basis.empty()) {
    required.wrong(
        msg("fewer than two socle criteria need `basis` = \"why\" beside it; the report prints it"));
  }
  return overrides;
}

void check_formerly(const std::vector<Field>& tables_formerly, const core::Project& project) {
  // An old number that is also another establishment's, present or old, would be counted for one of them at
  // random.
  std::vector<core::Finess> seen;
  for (const Field& field : tables_formerly) {
    for (const core::Finess& old : read_finess_list(field)) {
      const bool present =
          std::any_of(project.establishments.begin(), project.establishments.end(),
                      [&](const auto& establishment) { return establishment.finess == old; });
      if (present) field.wrong(msg("{0} is the present number of an establishment of this file", old.text()));
      if (std::find(seen.begin(), seen.end(), old) != seen.end()) {
        field.wrong(msg("{0} is already the former number of another establishment", old.text()));
      }
      seen.push_back(old);
    }
  }
}

}  // namespace

core::Targets read_targets(Table& table, const Measures& measures, std::vector<Field>* exempt) {
  std::vector<std::string> known;
  for (const auto& [id, measure] : measures) {
    for (const core::Indicator& indicator : measure.indicators) {
      if (!indicator.supplementary) known.push_back(indicator.id);
    }
  }
  core::Targets targets;
  for (const Field& field : table.others()) {
    const std::string id = field.name();
    // Without any measure, its own error says what is wrong.
    if (measures.empty() || !check_name(field, known)) continue;
    if (exempt != nullptr && field.is_text() && *field.any_text() == "exempt") {
      exempt->push_back(field);
      continue;
    }
    const core::Indicator* indicator = nullptr;
    for (const auto& [measure_id, measure] : measures) {
      if (indicator == nullptr) indicator = measure.find(id);
    }
    if (const auto target = read_target(field, *indicator)) targets.emplace(id, *target);
  }
  return targets;
}

void read_project(const Field& field, const Context& context, core::Project& project, Measures& measures) {
  auto table = field.table();
  if (!table) return;
  const Field id = table->required("id");
  if (auto text = id.text()) {
    if (!is_identifier(*text)) {
      id.wrong(msg(
          "expected 1 to 64 letters, digits, '.', '_' and '-', the first a letter or a digit; the number as "
          "printed goes into `convention`"));
    }
    project.id = std::move(*text);
  }
  project.convention = (*table)["convention"].text().value_or(project.id);
  assign(project.name, table->required("name").text());
  assign(project.holder, read_finess(table->required("holder")));
  assign(project.kind, read_grant_kind(table->required("kind")));
  const Field measure = table->required("measure");
  if (measure.present()) project.measures = read_measures(measure, context, measures);
  const Field started = table->required("started");
  assign(project.started, started.day());
  project.maintenance_from = read_month((*table)["maintenance_from"]);
  project.first_month = read_month((*table)["first_month"]);

  const Field socles = (*table)["socles"];
  const std::vector<std::string> criteria = socle_ids(measures);
  for (const Field& element : socles.list()) {
    auto criterion = element.text();
    if (!criterion || measures.empty() || !check_known(element, *criterion, criteria)) continue;
    if (std::find(project.socles.begin(), project.socles.end(), *criterion) != project.socles.end()) {
      element.wrong(msg("is listed twice"));
    } else {
      project.socles.push_back(std::move(*criterion));
    }
  }
  if (socles.is_list() && socles.list().empty()) {
    socles.wrong(msg("expected the criteria chosen in the convention; leave it out to keep all"));
  }
  const Field payment = (*table)["payment"];
  if (payment.present()) project.payment = read_payment(payment);

  for (Table& targets : (*table)["targets"].tables()) {
    const Field from_field = targets["from"];
    const auto from = read_month(from_field);
    if (std::any_of(project.targets.begin(), project.targets.end(),
                    [&](const auto& other) { return other.from == from; })) {
      (from_field.present() ? from_field : targets.self())
          .wrong(msg("other targets begin in the same month; give each a `from` of its own"));
    }
    project.targets.push_back({from, read_targets(targets, measures, nullptr)});
  }
  table->finish();

  if (!started.present() || project.measures.empty()) return;
  const core::Month first = project.first_month.value_or(core::Month::of(project.started));
  if (core::in_force(project.measures, first) == nullptr) {
    measure.wrong(msg("no measure is in force in {0}, the first month; leave out the `from` of the first one",
                      first.text()));
  }
}

void read_establishments(const Field& field, const Measures& measures, core::Project& project) {
  std::vector<Field> formerly;
  for (Table& table : field.tables()) {
    core::Establishment establishment;
    const Field finess = table.required("finess");
    const auto number = read_finess(finess);
    assign(establishment.finess, number);
    if (number && std::any_of(project.establishments.begin(), project.establishments.end(),
                              [&](const auto& other) { return other.finess == *number; })) {
      finess.wrong(msg("another establishment of this file has the same FINESS number, {0}", number->text()));
    }
    assign(establishment.name, table.required("name").text());
    assign(establishment.operator_finess, read_finess(table.required("operator")));
    const auto region = read_region(table.required("region"));
    assign(establishment.region, region);
    assign(establishment.medicalised, table.required("medicalised").boolean());
    const Field timezone = table["timezone"];
    if (timezone.present()) {
      assign(establishment.zone, read_zone(timezone));
    } else if (region) {
      if (const auto zone = core::Zone::find(region->zone_name())) establishment.zone = *zone;
    }
    establishment.joined = table["joined"].day();
    establishment.live = table["live"].day();
    const Field left = table["left"];
    establishment.left = left.day();
    if (establishment.left && ((establishment.joined && *establishment.left < *establishment.joined) ||
                               (establishment.live && *establishment.left < *establishment.live))) {
      left.wrong(msg("the establishment cannot leave before it joined or went live"));
    }
    const Field old = table["formerly"];
    if (old.present()) formerly.push_back(old);
    establishment.kind = read_grant_kind(table["kind"]).value_or(project.kind);
    establishment.grant = read_integer(table["grant"], 0, most_euros);
    const Field targets = table["targets"];
    if (targets.present()) {
      establishment.overrides = read_overrides(targets, measures, establishment.medicalised);
    }
    table.finish();
    for (const Field& element : old.is_list() ? old.list() : std::vector<Field>{}) {
      if (element.is_text()) {
        if (const auto former = core::Finess::parse(*element.any_text()))
          establishment.formerly.push_back(*former);
      }
    }
    project.establishments.push_back(std::move(establishment));
  }
  check_formerly(formerly, project);
  std::stable_sort(project.establishments.begin(), project.establishments.end(),
                   [](const auto& left, const auto& right) { return left.finess < right.finess; });
}

}  // namespace jauge::config
