// What a rapport.json must say of itself.
#include "receiver/report_facts.hpp"

#include <nlohmann/json.hpp>

#include "receiver/json.hpp"
#include "receiver/route.hpp"
#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

std::string with(const std::string& json, const std::string& from, const std::string& to) {
  std::string out = json;
  const auto at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return out.replace(at, from.size(), to);
}

const core::Digest before = core::sha256("before");

TEST(ReportFacts, AreReadFromTheBundleAndItsProvenance) {
  EXPECT_EQ(read_report_facts(bare_json(facts())).value(), facts());
  EXPECT_EQ(read_report_facts(rapport_json(facts(4, before))).value(), facts(4, before));
  EXPECT_EQ(read_report_facts(bare_json(facts(7, before, 12, 3))).value(), facts(7, before, 12, 3));
}

TEST(ReportFacts, NeedAPreviousReportFromTheSecondOn) {
  EXPECT_FALSE(read_report_facts(bare_json(facts(2))));
  EXPECT_FALSE(read_report_facts(bare_json(facts(1, before))));
}

TEST(ReportFacts, AreRefusedWhereOneIsMissingOrWrong) {
  const std::string good = bare_json(facts(2, before));
  ASSERT_TRUE(read_report_facts(good));
  EXPECT_FALSE(read_report_facts(with(good, "\"Bundle\"", "\"Measure\"")));
  EXPECT_FALSE(read_report_facts(with(good, "collection", "batch")));
  EXPECT_FALSE(read_report_facts(with(good, "NamingSystem/rapport", "NamingSystem/autre")));
  EXPECT_FALSE(read_report_facts(with(good, "2026-10/0", "2026-13/0")));
  EXPECT_FALSE(read_report_facts(with(good, "2026-10/0", "2026-10/0/1")));
  EXPECT_FALSE(read_report_facts(with(good, "2026-10/0", "2026-10/00")));
  EXPECT_FALSE(read_report_facts(with(good, "/44/", "/99/")));
  EXPECT_FALSE(read_report_facts(with(good, "Provenance", "Device")));
  EXPECT_FALSE(read_report_facts(with(good, "\"valueInteger\":2", "\"valueInteger\":0")));
  EXPECT_FALSE(read_report_facts(with(good, "\"valueInteger\":2", "\"valueInteger\":2147483648")));
  EXPECT_FALSE(read_report_facts(with(good, "\"valueInteger\":2", "\"valueInteger\":2.0")));
  EXPECT_FALSE(read_report_facts(with(good, before.hex(), "abc")));
  EXPECT_FALSE(read_report_facts(""));
  EXPECT_FALSE(read_report_facts("[]"));
}

TEST(ReportFacts, AreRefusedWhereTheyAreSaidTwice) {
  const std::string good = bare_json(facts(2, before));
  const std::string entry = good.substr(good.find("[{") + 1, good.rfind("]}") - good.find("[{") - 1);
  EXPECT_FALSE(read_report_facts(with(good, entry, entry + "," + entry)));
  EXPECT_FALSE(read_report_facts(with(good, "\"type\":", "\"type\":\"collection\",\"type\":")));
}

TEST(Json, RefusesWhatParsersReadDifferently) {
  EXPECT_TRUE(parse_json(R"({"a":[1,-2,0.5,1e3,true,null,"é"]})"));
  EXPECT_TRUE(parse_json("9223372036854775807"));
  for (const char* text : {R"({"a":1,"a":2})", "9223372036854775808", "-9223372036854775809", "{\"a\":1}x",
                           "{", "", "[1,]", "\"\xff\"", "// c\n1", "NaN", "'a'"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(Json, TakesANameAgainInAnotherObject) {
  const auto json = parse_json(R"({"a":{"b":1},"c":[{"b":2},{"b":3}],"b":4})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["c"][1]["b"], 3);
  EXPECT_EQ((*json)["b"], 4);
}

TEST(Json, RefusesMoreThan32Levels) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
  EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(Route, KnowsThePathsOfTheContract) {
  const std::string base = "/v1/projets/PAI-2021-44-0042/regions/44/rapports";
  EXPECT_EQ(parse_route("/v1/etat")->what, Route::What::state);
  EXPECT_EQ(parse_route(base)->what, Route::What::list);
  EXPECT_EQ(parse_route(base + "/2026-10/0")->what, Route::What::report);
  EXPECT_EQ(parse_route(base + "/2026-10/0")->key, facts().key);
  EXPECT_EQ(parse_route(base + "/2026-10/12/accuse")->what, Route::What::receipt);
}

TEST(Route, KnowsNoOther) {
  const std::string base = "/v1/projets/PAI-2021-44-0042/regions/44/rapports";
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/v2/etat"), std::string("/v1/etat/"), base + "/",
        base + "/2026-10", base + "/2026-13/0", base + "/2026-10/-1", base + "/2026-10/01",
        base + "/2026-10/0/autre", base + "/2026-10/0/accuse/", base + "/2026-10/99999",
        std::string("/v1/projets/../regions/44/rapports"), std::string("/v1/projets//regions/44/rapports"),
        std::string("/v1/projets/a b/regions/44/rapports"),
        std::string("/v1/projets/A/regions/99/rapports")}) {
    EXPECT_FALSE(parse_route(path)) << path;
  }
}

}  // namespace
}  // namespace jauge::receiver
