// The dashboard over a real engine: its pages, what it refuses, its metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "admin/handlers.hpp"
#include "core/html.hpp"
#include "tests/scenario/small_dui.hpp"
#include "tests/scenario/world.hpp"
#include "tests/support/process.hpp"

namespace jauge::scenario {
namespace {

using core::Language;
using testing::HasSubstr;
using testing::Not;

constexpr auto mid_november = "2026-11-20T10:00:00Z";

/// October closed with three of four files written in, November under way with six of nine.
class DashboardTest : public testing::Test {
 protected:
  DashboardTest() : dui(directory.path()) {
    for (const auto* file : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) {
      dui.execute(std::string("INSERT INTO sejour VALUES ('670000165','") + file + "','2026-01-01',NULL)");
    }
    for (const auto* file : {"a", "b", "c"}) write(file, "2026-10-05T10:00:00");
    world = std::make_unique<World>(dui.configuration("may_be_empty = [\"mss_message\"]"),
                                    at("2026-10-20T10:00:00Z"));
    world->poll();
    world->clock.set(at("2026-11-06T06:00:00Z"));
    world->close(core::Month(2026, 10));
    for (const auto* file : {"a", "b", "c", "d", "e", "f"}) write(file, "2026-11-10T10:00:00");
    world->clock.set(at(mid_november));
    world->poll();
  }

  void write(const std::string& file, const std::string& when) const {
    dui.execute("INSERT INTO ecriture VALUES ('670000165','" + file + "','" + when + "')");
  }

  http::Response get(const std::string& path,
                     const std::map<std::string, std::string, std::less<>>& headers = {},
                     const std::string& method = "GET") {
    http::Request request{method, path, {}, headers, {}};
    return handlers(Language::fr).answer(request, admin::Role::reader);
  }
  admin::Handlers& handlers(Language language) {
    if (!handlers_) handlers_ = std::make_unique<admin::Handlers>(world->engine(), language);
    return *handlers_;
  }

  test_support::TemporaryDirectory directory;
  SmallDui dui;
  std::unique_ptr<World> world;
  std::unique_ptr<admin::Handlers> handlers_;
};

TEST_F(DashboardTest, OpensWithTheGateTheAmountAtStakeAndWhatToDo) {
  const auto page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<html lang=\"fr\">"));
  EXPECT_THAT(page.body, HasSubstr("remplit encore les critères d&#39;utilisation"));
  EXPECT_THAT(page.body, HasSubstr("En jeu sur l&#39;usage"));
  EXPECT_THAT(page.body, HasSubstr("À faire maintenant"));
  EXPECT_THAT(page.body, HasSubstr("novembre 2026"));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"mois-2026-10.html\">octobre 2026</a>"));
}

TEST_F(DashboardTest, SaysTheSameInEnglish) {
  const auto page = get("/en/index.html");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page.body, HasSubstr("What to do now"));
  EXPECT_THAT(page.body, HasSubstr("Active files rate"));
  EXPECT_THAT(page.body, HasSubstr("href=\"../index.html\" lang=\"fr\""));
  for (const auto* french : {"Critères", "Établissement", "calculable.", "dossiers"}) {
    EXPECT_THAT(page.body, Not(HasSubstr(french)));
  }
}

TEST_F(DashboardTest, DrawsThisMonthUpToTodayBesideTheMonthBefore) {
  const auto page = get("/esms-670000165.html").body;
  EXPECT_THAT(page, HasSubstr("66,7\u00A0%"));
  EXPECT_THAT(page, HasSubstr("cumul par jour : 6 au jour 20 de novembre 2026. octobre 2026 : 3 à la fin."));
  EXPECT_THAT(page, HasSubstr("class=\"past\""));
  EXPECT_THAT(page, HasSubstr("Couverture du relevé"));
  EXPECT_THAT(page, HasSubstr("Valeurs cumulées aux jours"));
}

TEST_F(DashboardTest, AllowsABrowserNothingButToShowThePage) {
  const auto page = get("/sources.html");
  EXPECT_EQ(page.headers.at("Content-Security-Policy"),
            core::html_content_security_policy() + "; frame-ancestors 'none'");
  EXPECT_EQ(page.headers.at("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.headers.at("Cache-Control"), "no-store");
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("http:")));
  EXPECT_THAT(page.body, Not(HasSubstr("style=")));
}

TEST_F(DashboardTest, RefusesEveryMethodButReading) {
  for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"}) {
    const auto answer = get("/index.html", {}, method);
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
  }
  EXPECT_EQ(get("/index.html", {}, "HEAD").status, 200);
}

TEST_F(DashboardTest, LetsAnotherSiteLeadHereAndNothingElse) {
  EXPECT_EQ(get("/index.html", {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "no-cors"}}).status,
            403);
  EXPECT_EQ(get("/index.html", {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "navigate"}}).status,
            200);
  EXPECT_EQ(get("/index.html", {{"sec-fetch-site", "same-origin"}, {"sec-fetch-mode", "cors"}}).status, 200);
}

TEST_F(DashboardTest, HasNothingAtAnyOtherAddress) {
  for (const auto* path : {"/../jauge.db", "/esms-000000000.html", "/mois-2026-09.html", "/mois-2026-13.html",
                           "/en/../sources.html", "/fr/index.html", "//index.html",
                           "/rapport-44-2026-10-r9.html", "/index.html/", "/INDEX.HTML", "/v2/status"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 404) << path;
  }
}

TEST_F(DashboardTest, GivesEveryAddressThatItLists) {
  const auto list = nlohmann::json::parse(get("/v1/pages").body);
  EXPECT_GE(list.size(), 10U);
  for (const auto& address : list) {
    EXPECT_EQ(get("/" + address.get<std::string>()).status, 200) << address;
  }
}

TEST_F(DashboardTest, ShowsASealedReportUnderThePolicyOfItsOwnStyle) {
  const auto report = get("/rapport-44-2026-10-r0.html");
  ASSERT_EQ(report.status, 200);
  EXPECT_THAT(report.headers.at("Content-Security-Policy"), HasSubstr("style-src 'sha256-"));
  EXPECT_EQ(get("/rapport-44-2026-10-r0.asice").content_type, "application/vnd.etsi.asic-e+zip");
  EXPECT_EQ(get("/rapport-44-2026-10-r0.accuse").status, 404);
}

TEST_F(DashboardTest, TellsNoNumeratorUnderFiveInItsMetrics) {
  const auto metrics = get("/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.content_type, HasSubstr("version=0.0.4"));
  EXPECT_THAT(metrics.body, HasSubstr("jauge_indicator_numerator{month=\"2026-11\",finess=\"670000165\","
                                      "indicator=\"dossiers-actifs\",window=\"mois\"} 6\n"));
  EXPECT_THAT(metrics.body, HasSubstr("jauge_indicator_ratio{month=\"2026-11\",finess=\"670000165\","
                                      "indicator=\"dossiers-actifs\"} 0.6667\n"));
  dui.execute("DELETE FROM ecriture WHERE dossier IN ('e','f')");
  world->clock.set(at("2026-12-06T06:00:00Z"));
  world->close(core::Month(2026, 11));
  for (const auto* file : {"a", "b", "c", "d"}) write(file, "2026-12-03T10:00:00");
  world->clock.set(at("2026-12-08T10:00:00Z"));
  world->poll();
  const auto few = get("/metrics").body;
  EXPECT_THAT(few, HasSubstr("jauge_indicator_state{month=\"2026-12\""));
  EXPECT_THAT(few, Not(HasSubstr("jauge_indicator_numerator")));
  EXPECT_THAT(few, Not(HasSubstr("jauge_indicator_ratio")));
}

TEST_F(DashboardTest, WritesMetricsThatPrometheusTakes) {
  const auto checked =
      test_support::run({"/usr/bin/env", "promtool", "check", "metrics"}, get("/metrics").body);
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
}

TEST_F(DashboardTest, IsNotTakenAgainForEveryReader) {
  const auto first = get("/sources.html").body;
  world->clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(get("/sources.html").body, first);
  world->clock.advance(std::chrono::seconds(4));
  EXPECT_NE(get("/sources.html").body, first);
}

}  // namespace
}  // namespace jauge::scenario
