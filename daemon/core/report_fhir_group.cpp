#include "core/report_fhir_parts.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view deqm = "http://hl7.org/fhir/uv/deqm/StructureDefinition/";
constexpr std::string_view data_absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

std::string_view scoring_code(Indicator::Scoring scoring) {
  switch (scoring) {
    case Indicator::Scoring::proportion:
      return "proportion";
    case Indicator::Scoring::ratio:
      return "ratio";
    case Indicator::Scoring::cohort:
      return "cohort";
  }
  return {};
}

template <class Concept>
void concept_extension(JsonWriter& json, std::string_view url, Concept written) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueCodeableConcept");
    written();
  });
}

void write_scoring(JsonWriter& json, const Indicator& indicator) {
  concept_extension(json, std::string(deqm) + "deqm-measureScoring", [&] {
    write_concept(json, "http://terminology.hl7.org/CodeSystem/measure-scoring",
                  scoring_code(indicator.scoring));
  });
  if (indicator.scoring == Indicator::Scoring::cohort) return;
  concept_extension(json, std::string(deqm) + "deqm-groupImprovementNotation", [&] { write_increase(json); });
}

// The months that a window sums, so that a reader can add them up from the earlier reports.
void write_months(JsonWriter& json, const Figure& figure) {
  for (const MonthCount& month : figure.months) {
    complex_extension(json, "month", [&] {
      text_extension(json, "month", month.month.text());
      if (month.revision) integer_extension(json, "revision", *month.revision);
      if (month.count) integer_extension(json, "count", *month.count);
      if (month.lower_bound) boolean_extension(json, "lower-bound", true);
    });
  }
}

void write_flags(JsonWriter& json, const Figure& figure, std::string_view url) {
  for (const Flag& flag : figure.flags) text_extension(json, url, flag.text());
}

void write_other_windows(JsonWriter& json, const FhirContext& context, const ReportSubject& subject,
                         const Figure& gating) {
  for (const Figure& figure : *subject.figures) {
    if (figure.indicator != gating.indicator || &figure == &gating) continue;
    complex_extension(json, extension_url("other-window"), [&] {
      code_extension(json, "window", code(figure.window));
      period_extension(json, "period", window_days(context.closure, figure));
      if (!figure.computable()) {
        code_extension(json, "not-computable", figure.reason);
      } else if (figure.numerator) {
        integer_extension(json, "count", *figure.numerator);
      }
      write_flags(json, figure, "flag");
      write_months(json, figure);
    });
  }
}

void write_target(JsonWriter& json, const Indicator& indicator, const Figure& figure) {
  if (indicator.supplementary || (!figure.target && !figure.outcome)) return;
  complex_extension(json, extension_url("target"), [&] {
    if (figure.target) decimal_extension(json, "value", *figure.target, is_ratio(indicator) ? 1 : 0);
    if (figure.outcome) code_extension(json, "met", french(*figure.outcome));
  });
}

// Of a roll-up, from the flags that carry the same numbers: computable n of N, meeting n of N.
void write_establishments(JsonWriter& json, const Figure& figure) {
  const auto flag = [&](std::string_view code) { return std::ranges::find(figure.flags, code, &Flag::code); };
  const auto computable = flag("calculables");
  if (computable == figure.flags.end() || !computable->number || !computable->of) return;
  const auto meeting = flag("conformes");
  complex_extension(json, extension_url("establishments"), [&] {
    integer_extension(json, "total", *computable->of);
    integer_extension(json, "computable", *computable->number);
    if (meeting != figure.flags.end() && meeting->number)
      integer_extension(json, "meeting", *meeting->number);
  });
}

void write_population(JsonWriter& json, std::string_view code, const std::optional<std::int64_t>& count) {
  json.object([&] {
    write_concept(json.key("code"), "http://terminology.hl7.org/CodeSystem/measure-population", code);
    if (count) {
      json.key("count").number(*count);
    } else {
      json.key("_count").object(
          [&] { json.key("extension").array([&] { code_extension(json, data_absent, "unknown"); }); });
    }
  });
}

void write_populations(JsonWriter& json, const Indicator& indicator, const Figure& figure) {
  if (!is_ratio(indicator)) {
    // A count that is not computable is unknown, whatever was seen of it.
    write_population(json, "initial-population", figure.computable() ? figure.numerator : std::nullopt);
    return;
  }
  write_population(json, "initial-population", figure.denominator);
  write_population(json, "denominator", figure.denominator);
  write_population(json, "numerator", figure.numerator);
}

void write_score(JsonWriter& json, const Indicator& indicator, const Figure& figure) {
  if (shown_value(indicator, figure).empty() || !is_ratio(indicator)) return;
  json.key("measureScore").object([&] {
    json.key("value").decimal(percent_tenths(*figure.numerator, *figure.denominator), 3);
  });
}

}  // namespace

void write_group(JsonWriter& json, const FhirContext& context, const ReportSubject& subject,
                 const Indicator& indicator, const Figure& figure) {
  json.object([&] {
    json.key("id").text(indicator.id);
    json.key("extension").array([&] {
      write_scoring(json, indicator);
      complex_extension(json, extension_url("window"), [&] {
        code_extension(json, "window", code(figure.window));
        period_extension(json, "period", window_days(context.closure, figure));
        write_months(json, figure);
      });
      write_other_windows(json, context, subject, figure);
      if (!figure.computable()) code_extension(json, extension_url("not-computable"), figure.reason);
      write_flags(json, figure, extension_url("flag"));
      if (figure.outside_denominator > 0) {
        integer_extension(json, extension_url("outside-denominator"), figure.outside_denominator);
      }
      if (figure.coverage_tenths) {
        complex_extension(json, extension_url("coverage"), [&] {
          decimal_extension(json, "percent", *figure.coverage_tenths, 1);
          integer_extension(json, "longest-gap-minutes", figure.longest_gap_minutes);
        });
      }
      write_target(json, indicator, figure);
      if (!subject.establishment) write_establishments(json, figure);
      if (!figure.headcount_origin.empty()) {
        text_extension(json, extension_url("headcount-origin"), figure.headcount_origin);
      }
      if (indicator.supplementary) boolean_extension(json, extension_url("supplementary"), true);
    });
    write_concept(json.key("code"), canonical("CodeSystem/indicateur"), indicator.id, indicator.label);
    json.key("population").array([&] { write_populations(json, indicator, figure); });
    write_score(json, indicator, figure);
  });
}

}  // namespace jauge::core
