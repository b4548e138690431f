// schema/measures/*.toml: indicators and gate.
#include <algorithm>
#include <array>

#include "config/values.hpp"

namespace jauge::config {

using core::Indicator;
using core::msg;

namespace {

/// Keys that stand beside indicator ids in the targets of the configuration, and the gate's own line of the
/// reports.
constexpr std::array<std::string_view, 4> reserved_ids{"from", "basis", "socles_required",
                                                       "criteres-utilisation"};

bool is_indicator_id(std::string_view text) {
  return is_identifier(text) &&
         std::find(reserved_ids.begin(), reserved_ids.end(), text) == reserved_ids.end() &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::optional<core::Window> read_window(const Field& field) {
  return read_choice<core::Window>(field, {{"mois", core::Window::month},
                                           {"3-mois", core::Window::three_months},
                                           {"depuis-debut", core::Window::since_start}});
}

/// A set of events has no intersection with a set of persons; counts are of events, all else of persons.
void check_key(const Field& field, std::string_view id, Indicator::Form form, const core::FactKinds& kinds) {
  const core::FactKind* kind = core::find_kind(kinds, id);
  if (kind == nullptr || form == Indicator::Form::availability) return;
  const bool counts = form == Indicator::Form::count;
  if (counts && kind->key != core::KeyOf::event)
    field.wrong(msg("expected a kind of facts whose key is an event"));
  if (!counts && kind->key != core::KeyOf::subject)
    field.wrong(msg("expected a kind of facts whose key is a subject"));
}

void read_operands(Table& table, const core::FactKinds& kinds, Indicator& indicator) {
  using Form = Indicator::Form;
  const Field numerator = table.required("numerator");
  indicator.numerator = read_kinds(numerator, kinds);
  for (const std::string& kind : indicator.numerator) check_key(numerator, kind, indicator.form, kinds);
  if (numerator.is_list()) {
    const std::size_t size = numerator.list().size();
    if (indicator.form == Form::rate ? size == 0 : size != 1) {
      numerator.wrong(indicator.form == Form::rate ? msg("expected at least one kind of facts")
                                                   : msg("expected exactly one kind of facts"));
    }
  }
  if (indicator.form == Form::rate) {
    const Field denominator = table.required("denominator");
    if (auto kind = denominator.text()) {
      std::vector<std::string> known;
      for (const auto& candidate : kinds) known.push_back(candidate.id);
      if (check_known(denominator, *kind, known)) check_key(denominator, *kind, indicator.form, kinds);
      indicator.denominator = std::move(*kind);
    }
    assign(indicator.headcount, table["headcount"].boolean());
    assign(indicator.mass_write, table["mass_write"].boolean());
  }
  if (indicator.form == Form::count) {
    if (auto window = table.required("window").table()) {
      assign(indicator.project_window, read_window(window->required("project")));
      assign(indicator.maintenance_window, read_window(window->required("maintenance")));
      window->finish();
    }
  }
}

Indicator read_indicator(Table& table, const core::FactKinds& kinds) {
  using Form = Indicator::Form;
  using Scoring = Indicator::Scoring;
  Indicator indicator;
  const Field id = table.required("id");
  if (auto text = id.text()) {
    if (!is_indicator_id(*text))
      id.wrong(msg("expected small letters, digits and '-', and not a reserved word"));
    indicator.id = std::move(*text);
  }
  assign(indicator.label, table.required("label").text());
  const auto form = read_choice<Form>(table.required("form"), {{"rate", Form::rate},
                                                               {"count", Form::count},
                                                               {"size", Form::size},
                                                               {"availability", Form::availability}});
  const Field scoring_field = table.required("scoring");
  const auto scoring = read_choice<Scoring>(
      scoring_field,
      {{"proportion", Scoring::proportion}, {"ratio", Scoring::ratio}, {"cohort", Scoring::cohort}});
  assign(indicator.scoring, scoring);
  assign(indicator.supplementary, table["supplementary"].boolean());
  // Which other keys there are depends on the form.
  if (!form) return indicator;
  indicator.form = *form;
  const bool cohort = *form == Form::count || *form == Form::size;
  if (scoring && (*scoring == Scoring::cohort) != cohort) {
    scoring_field.wrong(msg("\"cohort\" is of counts and sizes, and of nothing else"));
  }
  read_operands(table, kinds, indicator);
  if (!indicator.supplementary && *form != Form::rate && *form != Form::count) {
    table.self().wrong(msg("only rates and counts can gate: write supplementary = true"));
  }
  table.finish();
  return indicator;
}

/// Ids of indicators that may gate, as a list of the gate names them.
std::vector<std::string> read_criteria(const Field& field, const core::Measure& measure, bool rates_only) {
  std::vector<std::string> known;
  for (const Indicator& indicator : measure.indicators) {
    if (indicator.supplementary || (rates_only && indicator.form != Indicator::Form::rate)) continue;
    known.push_back(indicator.id);
  }
  std::vector<std::string> ids = read_texts(field);
  if (measure.indicators.empty()) return ids;
  for (const std::string& id : ids) check_known(field, id, known);
  return ids;
}

core::Gate::Socles read_socles(const Field& field, const core::Measure& measure) {
  core::Gate::Socles socles;
  auto table = field.table();
  if (!table) return socles;
  socles.among = read_criteria(table->required("among"), measure, false);
  const auto most = static_cast<std::int64_t>(socles.among.size());
  if (const auto number = read_integer(table->required("required"), 0, most)) {
    socles.required = static_cast<int>(*number);
  }
  table->finish();
  return socles;
}

core::Gate read_gate(const Field& field, const core::Measure& measure) {
  core::Gate gate;
  auto table = field.table();
  if (!table) return gate;
  assign(gate.scope,
         read_choice<core::Gate::Scope>(table->required("scope"),
                                        {{"each-establishment", core::Gate::Scope::each_establishment},
                                         {"project-ratio", core::Gate::Scope::project_ratio}}));
  gate.rates = read_criteria(table->required("rates"), measure, true);
  assign(gate.rule, table->required("rule").text());
  if (auto socles = table->required("socles").table()) {
    gate.medicalised = read_socles(socles->required("medicalised"), measure);
    gate.non_medicalised = read_socles(socles->required("non-medicalised"), measure);
    socles->finish();
  }
  table->finish();
  return gate;
}

}  // namespace

tl::expected<core::Measure, std::vector<ConfigurationError>> parse_measure(std::string_view text,
                                                                           std::string_view file,
                                                                           const core::FactKinds& kinds) {
  const auto document = parse_document(text, file);
  if (!document) return tl::unexpected(document.error());
  Problems problems{std::string(file)};
  Table table(*document, "", problems);
  core::Measure measure;
  const Field id = table.required("id");
  assign(measure.id, id.text());
  if (!measure.id.empty() && !is_identifier(measure.id)) {
    id.wrong(msg("expected the name of a measure: letters, digits, '.', '_' and '-'"));
  }
  assign(measure.version, table.required("version").text());
  assign(measure.title, table.required("title").text());
  assign(measure.source, table.required("source").text());
  measure.decisions = read_texts(table["decisions"]);
  const Field indicators = table.required("indicator");
  auto entries = indicators.tables();
  if (indicators.is_list() && entries.empty()) indicators.wrong(msg("expected at least one indicator"));
  for (Table& entry : entries) {
    Indicator indicator = read_indicator(entry, kinds);
    if (measure.find(indicator.id) != nullptr) entry["id"].wrong(msg("another indicator has the same id"));
    measure.indicators.push_back(std::move(indicator));
  }
  measure.gate = read_gate(table.required("gate"), measure);
  table.finish();
  if (!problems.empty()) return tl::unexpected(problems.take());
  return measure;
}

}  // namespace jauge::config
