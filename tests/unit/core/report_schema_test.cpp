#include "core/report_schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/schema.hpp"
#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

using nlohmann::json;

std::string example() {
  return write_fhir(test_support::example_closure(), test_support::example_identity());
}

// The example after `change`.
template <class Change>
std::optional<std::string> fault_after(Change change) {
  json bundle = json::parse(example());
  change(bundle);
  return report_fault(bundle.dump());
}

json& resource(json& bundle, std::string_view type) {
  for (json& entry : bundle["entry"]) {
    if (entry["resource"]["resourceType"] == type) return entry["resource"];
  }
  throw std::out_of_range(std::string(type));
}

/// Whether `value` is at fault under `schema`.
bool at_fault(const char* schema, const char* value) {
  return schema_fault(schema, value).has_value();
}

TEST(Schema, HoldsToEachOfItsKeywords) {
  struct Case {
    const char* schema;
    std::vector<const char*> allowed;
    std::vector<const char*> refused;
  };
  const Case cases[] = {
      {R"({"const":1})", {"1"}, {"2", "\"1\""}},
      {R"({"enum":["a",2]})", {"\"a\"", "2"}, {"\"b\"", "3", "null"}},
      {R"({"type":"number"})", {"1", "1.5"}, {"\"1\"", "true"}},
      {R"({"type":"integer"})", {"1"}, {"1.5", "\"1\""}},
      {R"({"type":"boolean"})", {"true"}, {"1"}},
      {R"({"type":"null"})", {}, {"null", "1"}},
      {R"({"minimum":2,"maximum":3})", {"2", "3", "\"x\"", "null"}, {"1", "4"}},
      {R"({"minimum":2})", {"9"}, {"1"}},
      {R"({"maximum":2})", {"-9"}, {"3"}},
      {R"({"minLength":2,"maxLength":3})", {"\"ab\"", "\"abc\""}, {"\"a\"", "\"abcd\""}},
      {R"({"pattern":"^a+$"})", {"\"aa\""}, {"\"b\"", "\"\""}},
      {R"({"minItems":1,"maxItems":2})", {"[1]", "[1,2]"}, {"[]", "[1,2,3]"}},
      {R"({"items":{"type":"integer"}})", {"[]", "[1]"}, {"[\"a\"]"}},
      {R"({"required":["a"]})", {R"({"a":1,"b":2})"}, {"{}"}},
      {R"({"properties":{"a":{"type":"integer"}},"additionalProperties":false})",
       {"{}", R"({"a":1})"},
       {R"({"a":"x"})", R"({"b":1})"}},
      {R"({"anyOf":[{"const":1},{"type":"string"}]})", {"1", "\"x\""}, {"2"}},
      {R"({"$ref":"#/definitions/one","definitions":{"one":{"const":1}}})", {"1"}, {"2"}},
  };
  for (const auto& [schema, allowed, refused] : cases) {
    for (const auto* value : allowed) EXPECT_FALSE(at_fault(schema, value)) << schema << ' ' << value;
    for (const auto* value : refused) EXPECT_TRUE(at_fault(schema, value)) << schema << ' ' << value;
  }
}

TEST(ReportSchema, AllowsTheReport) {
  EXPECT_EQ(report_fault(example()), std::nullopt);
}

TEST(ReportSchema, AllowsARevisionAndAFirstReport) {
  Closure closure = test_support::example_closure();
  closure.revision = 2;
  closure.reason = "révision de 2026-09";
  closure.sources.clear();
  closure.queries.clear();
  closure.establishments[1].figures[0].flags.push_back({"repris-de-r1", {}, {}});
  ReportIdentity identity;
  identity.region = RegionCode::parse("44").value();
  identity.replaces = sha256("r1");
  EXPECT_EQ(report_fault(write_fhir(closure, identity)), std::nullopt);
}

TEST(ReportSchema, AllowsAnEstablishmentWithoutFigures) {
  Closure closure = test_support::example_closure();
  closure.establishments[1].figures.clear();
  EXPECT_EQ(report_fault(write_fhir(closure, test_support::example_identity())), std::nullopt);
}

TEST(ReportSchema, RefusesWhatIsNoReport) {
  for (const char* text : {"", "{", "null", "[]", "{}", "\"x\"", "{\"resourceType\":\"Bundle\"}"}) {
    EXPECT_EQ(report_fault(text), "") << text;
  }
}

TEST(ReportSchema, TellsThePlaceOfTheFault) {
  EXPECT_EQ(fault_after([](json& bundle) { bundle["type"] = "batch"; }), "/type");
  EXPECT_EQ(fault_after([](json& bundle) {
              bundle["entry"][8]["resource"]["group"][0]["population"][0]["count"] = -1;
            }),
            "/entry/8/resource/group/0/population/0/count");
}

// Valid FHIR, all of it.
TEST(ReportSchema, RefusesWhatMustNeverLeaveTheHouse) {
  EXPECT_TRUE(fault_after(
      [](json& bundle) { resource(bundle, "MeasureReport")["subject"]["display"] = "Mme Martin"; }));
  EXPECT_TRUE(fault_after([](json& bundle) {
    resource(bundle, "MeasureReport")["evaluatedResource"] = json::array({{{"reference", "urn:uuid:x"}}});
  }));
  EXPECT_TRUE(fault_after([](json& bundle) {
    resource(bundle, "MeasureReport")["group"][0]["stratifier"] = json::array({{{"stratum", json::array()}}});
  }));
  EXPECT_TRUE(fault_after([](json& bundle) { resource(bundle, "Organization")["telecom"] = json::array(); }));
  EXPECT_TRUE(fault_after([](json& bundle) {
    bundle["entry"].push_back({{"fullUrl", "urn:uuid:427c379a-aaba-5785-aac4-fec6efcd3261"},
                               {"resource", {{"resourceType", "Patient"}}}});
  }));
  EXPECT_TRUE(fault_after([](json& bundle) {
    resource(bundle, "MeasureReport")["extension"].push_back(
        {{"url", "https://autre.example"}, {"valueString", "x"}});
  }));
}

TEST(ReportSchema, RefusesALongTextWhereAShortOneIsExpected) {
  EXPECT_TRUE(fault_after([](json& bundle) { bundle["identifier"]["value"] = std::string(1'000'000, 'a'); }));
}

TEST(ReportSchema, RefusesWhatHasNoValueOfItsOwn) {
  EXPECT_TRUE(fault_after([](json& bundle) { resource(bundle, "MeasureReport")["group"] = json::array(); }));
  EXPECT_TRUE(fault_after([](json& bundle) { resource(bundle, "MeasureReport").erase("subject"); }));
  EXPECT_TRUE(fault_after([](json& bundle) { resource(bundle, "Organization")["name"] = ""; }));
  EXPECT_TRUE(fault_after([](json& bundle) { bundle["timestamp"] = "2026-11-06T06:00:00+01:00"; }));
  EXPECT_TRUE(
      fault_after([](json& bundle) { resource(bundle, "Provenance")["extension"][0]["valueInteger"] = 0; }));
}

// A keyword that is not interpreted would allow what it seems to refuse.
TEST(ReportSchema, UsesOnlyKeywordsThatAreInterpreted) {
  const std::set<std::string> interpreted = {"$ref",      "anyOf",      "const",    "enum",
                                             "type",      "properties", "required", "items",
                                             "minItems",  "maxItems",   "minimum",  "maximum",
                                             "minLength", "maxLength",  "pattern",  "additionalProperties"};
  const std::function<void(const json&)> visit = [&](const json& schema) {
    for (const auto& [keyword, value] : schema.items()) {
      EXPECT_TRUE(interpreted.contains(keyword)) << keyword;
      if (keyword == "properties") {
        EXPECT_EQ(schema["additionalProperties"], false);
        for (const auto& [name, inner] : value.items()) visit(inner);
      } else if (keyword == "items") {
        visit(value);
      } else if (keyword == "anyOf") {
        EXPECT_EQ(schema.size(), 1U);
        for (const json& inner : value) visit(inner);
      } else if (keyword == "$ref") {
        EXPECT_EQ(schema.size(), 1U);
      }
    }
  };
  json root = json::parse(schema_file("report/rapport.schema.json"));
  for (const auto& [name, definition] : root["definitions"].items()) visit(definition);
  for (const char* outside : {"$schema", "$id", "title", "description", "definitions"}) root.erase(outside);
  visit(root);
}

}  // namespace
}  // namespace jauge::core
