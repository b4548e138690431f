// Whatever optional fact a closure has or lacks, its report is allowed, read back as it was, and shown whole.
#include <gtest/gtest.h>

#include <functional>

#include "core/report_reading.hpp"
#include "core/report_schema.hpp"
#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

struct Variant {
  const char* name;
  std::function<void(Closure&, ReportIdentity&)> change;
};
std::ostream& operator<<(std::ostream& out, const Variant& variant) {
  return out << variant.name;
}

Figure& gating(Closure& closure, std::string_view finess, std::string_view indicator) {
  for (auto& establishment : closure.establishments) {
    if (establishment.finess.text() != finess) continue;
    for (auto& figure : establishment.figures)
      if (figure.indicator == indicator && figure.gating) return figure;
  }
  throw std::out_of_range(std::string(indicator));
}
Figure& example(Closure& closure) {
  return gating(closure, "670000165", "dossiers-actifs");
}

const Variant variants[] = {
    {"a project without convention",
     [](auto& closure, auto&) { closure.parameters.project.convention.clear(); }},
    {"a project that chose its socle services",
     [](auto& closure, auto&) {
       closure.parameters.project.socles = {"messages-mssante", "documents-dmp"};
     }},
    {"a measure without a rule or decisions",
     [](auto& closure, auto&) {
       closure.parameters.measure.gate.rule.clear();
       closure.parameters.measure.decisions.clear();
     }},
    {"an establishment whose operator is not known",
     [](auto& closure, auto&) { closure.parameters.project.establishments[1].operator_finess = Finess{}; }},
    {"one that is not live and has no date for it",
     [](auto& closure, auto&) { closure.parameters.project.establishments[2].live.reset(); }},
    {"no curves",
     [](auto& closure, auto&) {
       for (auto& establishment : closure.establishments) establishment.curves.clear();
     }},
    {"empty curves",
     [](auto& closure, auto&) {
       for (auto& establishment : closure.establishments)
         for (auto& curve : establishment.curves) curve.cumulative.clear();
     }},
    {"a source that keeps nothing", [](auto& closure, auto&) { closure.sources.at(0).kept = false; }},
    {"sources without queries", [](auto& closure, auto&) { closure.queries.clear(); }},
    {"neither sources nor queries",
     [](auto& closure, auto&) {
       closure.sources.clear();
       closure.queries.clear();
     }},
    {"an exempt figure", [](auto& closure, auto&) { example(closure).outcome = Outcome::exempt; }},
    {"an exempt figure that is not computable",
     [](auto& closure, auto&) {
       example(closure).outcome = Outcome::exempt;
       example(closure).reason = "sans-source";
     }},
    {"a figure of which nothing is asked",
     [](auto& closure, auto&) {
       example(closure).outcome.reset();
       example(closure).target.reset();
     }},
    {"a target of zero", [](auto& closure, auto&) { example(closure).target = 0; }},
    {"a count of which a month is a lower bound",
     [](auto& closure, auto&) {
       gating(closure, "670000165", "messages-mssante").months.back().lower_bound = true;
     }},
    {"flags without numbers",
     [](auto& closure, auto&) {
       example(closure).flags = {{"repris-de-r1", {}, {}}, {"partiel", {}, {}}};
     }},
    {"fates of no source",
     [](auto& closure, auto&) {
       for (auto& establishment : closure.establishments)
         for (auto& fate : establishment.fates) fate.source.clear();
     }},
    {"no roll-ups", [](auto& closure, auto&) { closure.roll_ups.clear(); }},
    {"a revision with a reason alone",
     [](auto& closure, auto&) {
       closure.revision = 1;
       closure.reason = "révision de 2026-09";
     }},
    {"a revision that replaces, without a reason",
     [](auto& closure, auto& identity) {
       closure.revision = 1;
       identity.replaces = sha256("r0");
     }},
};

class ReportVariant : public testing::TestWithParam<Variant> {};

TEST_P(ReportVariant, IsAllowedReadBackAndShown) {
  Closure closure = test_support::example_closure();
  ReportIdentity identity = test_support::example_identity();
  GetParam().change(closure, identity);
  const auto json = write_fhir(closure, identity);
  EXPECT_EQ(report_fault(json), std::nullopt);
  ReportIdentity other{RegionCode::parse("27").value(), 1, std::nullopt, identity.replaces};
  const auto first = read_report(write_fhir(closure, other));
  const auto second = read_report(json);
  ASSERT_TRUE(first && second);
  const auto again = closure_of({*second, *first}, closure.parameters, closure.kinds);
  EXPECT_TRUE(write_fhir(again, identity) == json);
  EXPECT_TRUE(write_csv(again, identity) == write_csv(closure, identity));
  const auto html = write_html(closure, identity, sha256(json));
  EXPECT_NE(html.find("EHPAD Les Tilleuls"), std::string::npos);
  for (const auto* hole : {"<caption></caption>", "<p></p>", "<h2></h2>", "{}", "{0}", "<th></th>"})
    EXPECT_EQ(html.find(hole), std::string::npos) << hole;
}

INSTANTIATE_TEST_SUITE_P(Facts, ReportVariant, testing::ValuesIn(variants));

}  // namespace
}  // namespace jauge::core
