// Pages of searches: what is taken, and what makes an answer no answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/fhir/page.hpp"
#include "connectors/fhir/request.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using testing::HasSubstr;
using testing::Not;

struct Judged {
  web::JsonReader reader;
  std::optional<core::Result<Page>> page;
  explicit Judged(std::string_view body) {
    const auto document = reader.parse(body);
    EXPECT_TRUE(document.has_value()) << body;
    if (document) page = read_page(*document, "Encounter", "dui", "accompanied");
  }
  const Page& good() const { return page->value(); }
  const core::Error& error() const { return page->error(); }
};

TEST(FhirPage, TakesMatchesAndKeepsWhatWasIncluded) {
  const Judged judged(R"({"resourceType":"Bundle","type":"searchset","total":2,
    "link":[{"relation":"self","url":"S"},{"relation":"next","url":"N"}],
    "entry":[{"resource":{"resourceType":"Encounter","id":"1"},"search":{"mode":"match"}},
             {"resource":{"resourceType":"Encounter","id":"2"}},
             {"resource":{"resourceType":"Encounter","id":"3"},"search":{"mode":"include"}},
             {"resource":{"resourceType":"Organization","id":"o"},"search":{"mode":"include"}},
             {"resource":{"resourceType":"Organization","id":"p"}}]})");
  ASSERT_TRUE(judged.page->has_value());
  EXPECT_EQ(judged.good().matches.size(), 2U);
  EXPECT_TRUE(judged.good().others.contains("Organization/o"));
  EXPECT_TRUE(judged.good().others.contains("Encounter/3"));
  EXPECT_EQ(judged.good().total, 2);
  EXPECT_EQ(judged.good().self, "S");
  EXPECT_EQ(judged.good().next, "N");
}

TEST(FhirPage, OfNoResultHasNoEntry) {
  const Judged judged(R"({"resourceType":"Bundle","type":"searchset"})");
  ASSERT_TRUE(judged.page->has_value());
  EXPECT_TRUE(judged.good().matches.empty());
  EXPECT_EQ(judged.good().total, std::nullopt);
  EXPECT_EQ(judged.good().next, std::nullopt);
}

TEST(FhirPage, IsRefusedWhenItIsNoSearchset) {
  for (const char* body :
       {"{}", "[]", "\"x\"", "null", R"({"resourceType":"Patient","id":"1"})",
        R"({"resourceType":"Bundle","type":"collection"})", R"({"resourceType":"Bundle"})",
        R"({"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"x"}]})",
        R"({"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"id":"1"}}]})"}) {
    const Judged judged(body);
    ASSERT_FALSE(judged.page->has_value()) << body;
    EXPECT_EQ(judged.error().kind, ErrorKind::invalid);
  }
}

std::string with_outcome(std::string_view severity, std::string_view code,
                         std::string_view mode = "outcome") {
  return fmt::format(
      R"({{"resourceType":"Bundle","type":"searchset","entry":[{{"resource":{{"resourceType":"OperationOutcome","issue":[
      {{"severity":"{}","code":"{}","diagnostics":"DUPONT Jean"}}]}},"search":{{"mode":"{}"}}}}]}})",
      severity, code, mode);
}

TEST(FhirPage, IsRefusedWhenAnOutcomeAmongItsResultsSaysThatSomethingIsMissing) {
  for (const auto& [severity, code] :
       std::vector<std::pair<const char*, const char*>>{{"error", "processing"},
                                                        {"fatal", "exception"},
                                                        {"warning", "not-supported"},
                                                        {"warning", "incomplete"}}) {
    const Judged judged(with_outcome(severity, code));
    ASSERT_FALSE(judged.page->has_value()) << code;
    const auto text = core::render(judged.error().sentence, core::Language::en);
    EXPECT_THAT(text, HasSubstr(code));
    EXPECT_THAT(text, Not(HasSubstr("DUPONT")));
  }
  EXPECT_FALSE(Judged(with_outcome("error", "x", "match")).page->has_value());
  EXPECT_TRUE(Judged(with_outcome("information", "informational")).page->has_value());
  EXPECT_TRUE(Judged(with_outcome("warning", "informational")).page->has_value());
}

TEST(FhirPage, ThatIsAnOutcomeWithStatus200IsRefused) {
  const Judged judged(
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"too-costly"}]})");
  ASSERT_FALSE(judged.page->has_value());
  EXPECT_EQ(judged.error().kind, ErrorKind::invalid);
  const Judged busy(
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"lock-error"}]})");
  EXPECT_EQ(busy.error().kind, ErrorKind::transient);
  const Judged empty(R"({"resourceType":"OperationOutcome"})");
  EXPECT_FALSE(empty.page->has_value());
}

TEST(OutcomeCode, IsOfTheClosedListAlone) {
  web::JsonReader reader;
  const auto code = [&](std::string_view body) { return outcome_code(*reader.parse(body)); };
  EXPECT_EQ(code(R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login"}]})"),
            "login");
  EXPECT_EQ(code(R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"DUPONT"}]})"),
            "unknown");
  EXPECT_EQ(code(R"({"resourceType":"OperationOutcome","issue":[{"code":7}]})"), "unknown");
  EXPECT_EQ(
      code(R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"login"}]})"), "");
  EXPECT_EQ(code(R"({"resourceType":"Bundle"})"), "");
}

config::FhirSearch search_of(std::string_view parameters) {
  config::FhirSearch search;
  search.resource = "Encounter";
  search.parameters = config::split_parameters(parameters);
  return search;
}

core::LocalTime local(std::string_view day, int hours) {
  return core::LocalTime(*core::parse_day(day)) + std::chrono::hours(hours);
}

TEST(FhirRequest, WritesTheWindowInUtcAndEncodesEverything) {
  const core::Query window{"agenda_event", "", local("2026-10-01", 0), local("2026-11-01", 0)};
  const RequestForm form{"https://h/fhir", core::Zone::find("Europe/Paris").value()};
  EXPECT_EQ(
      search_url(search_of("identifier=urn:x|&date=ge:since&date=lt:until&status=a,b"), window, form, 200),
      "https://h/fhir/Encounter?identifier=urn:x%7C&date=ge2026-09-30T22:00:00Z&date=lt2026-10-31T23:00:00Z"
      "&status=a,b&_count=200");
  EXPECT_EQ(search_url(search_of(""), window, form, 7), "https://h/fhir/Encounter?_count=7");
}

TEST(FhirRequest, RoundsOutward) {
  const core::Query window{"agenda_event", "", local("2026-10-01", 0) + std::chrono::microseconds(1),
                           local("2026-10-02", 0) + std::chrono::microseconds(1)};
  RequestForm form{"https://h", core::Zone()};
  EXPECT_THAT(search_url(search_of("d=ge:since&d=lt:until"), window, form, 1),
              HasSubstr("d=ge2026-10-01T00:00:00Z&d=lt2026-10-02T00:00:01Z"));
  form.time = core::TimeForm::iso_t;
  EXPECT_THAT(search_url(search_of("d=ge:since&d=lt:until"), window, form, 1),
              HasSubstr("d=ge2026-10-01&d=lt2026-10-03"));
  form.time = core::TimeForm::epoch;
  EXPECT_THAT(search_url(search_of("d=:since"), window, form, 1), HasSubstr("d=1790812800&"));
  form.time = core::TimeForm::epoch_ms;
  EXPECT_THAT(search_url(search_of("d=:since"), window, form, 1), HasSubstr("d=1790812800000&"));
}

TEST(SelfLink, ShowsWhichParameterWasLeftOut) {
  const auto search =
      search_of("identifier=x|&date=ge:since&date=lt:until&_elements=id&_sort=date&_include=E:s");
  EXPECT_EQ(dropped_parameter(search, "https://h/E?identifier=x%7C&date=ge2026&date=lt2027&_count=50"),
            std::nullopt);
  EXPECT_EQ(dropped_parameter(search, "https://h/E?date=ge2026&date=lt2027"), "identifier");
  EXPECT_EQ(dropped_parameter(search, "https://h/E?identifier=x%7C&date=ge2026"), "date");
  EXPECT_EQ(dropped_parameter(search, "https://h/E"), "identifier");
}

}  // namespace
}  // namespace jauge::connectors::fhir
