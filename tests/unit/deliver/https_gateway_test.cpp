// The transport of the contract, as requests and answers.
#include "deliver/https_gateway.hpp"

#include <gtest/gtest.h>

namespace jauge::deliver {
namespace {

using std::chrono::seconds;
using What = core::Exchange::What;

const core::Instant now = *core::parse_utc("2026-11-06T05:00:00Z");

core::Exchange exchange(What what) {
  core::Exchange out;
  out.what = what;
  out.project = "PAI-2021-44-0042";
  out.region = *core::RegionCode::parse("44");
  out.month = core::Month(2026, 10);
  out.revision = 2;
  if (what == What::put_report) {
    out.body = "container";
    out.sha256 = core::sha256("container");
  }
  return out;
}

http::Reply reply(std::map<std::string, std::string, std::less<>> headers) {
  http::Reply out;
  out.status = 503;
  out.headers = std::move(headers);
  return out;
}

TEST(HttpsGateway, PutsAReportAsTheContractSays) {
  const auto call = to_call("https://ars.example/jauge", exchange(What::put_report));
  EXPECT_EQ(call.method, "PUT");
  EXPECT_EQ(call.url, "https://ars.example/jauge/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-10/2");
  EXPECT_EQ(call.body, "container");
  const auto has = [&](const std::string& header) {
    return std::find(call.headers.begin(), call.headers.end(), header) != call.headers.end();
  };
  EXPECT_TRUE(has("Content-Type: application/vnd.etsi.asic-e+zip"));
  EXPECT_TRUE(has("Content-Digest: sha-256=:" + core::sha256("container").base64() + ":"));
  EXPECT_TRUE(has("If-None-Match: *"));
  EXPECT_TRUE(has("Idempotency-Key: \"" + core::sha256("container").hex() + "\""));
  EXPECT_EQ(call.body_cap, std::size_t{64} << 10);
}

TEST(HttpsGateway, AsksForWhatTheContractOffers) {
  const std::string base = "https://ars.example/jauge/v1/projets/PAI-2021-44-0042/regions/44/rapports";
  EXPECT_EQ(to_call("https://ars.example/jauge/", exchange(What::list_reports)).url, base);
  EXPECT_EQ(to_call("https://ars.example/jauge", exchange(What::get_report)).url, base + "/2026-10/2");
  EXPECT_EQ(to_call("https://ars.example/jauge", exchange(What::get_receipt)).url,
            base + "/2026-10/2/accuse");
  EXPECT_EQ(to_call("https://ars.example/jauge", exchange(What::get_state)).url,
            "https://ars.example/jauge/v1/etat");
  for (const What what : {What::list_reports, What::get_report, What::get_receipt, What::get_state}) {
    const auto call = to_call("https://ars.example", exchange(what));
    EXPECT_EQ(call.method, "GET");
    EXPECT_TRUE(call.body.empty());
  }
}

TEST(HttpsGateway, CapsAnAnswerAt64KiloBytesAndAContainerAtItsOwnLimit) {
  EXPECT_EQ(to_call("https://a", exchange(What::get_receipt)).body_cap, std::size_t{64} << 10);
  EXPECT_EQ(to_call("https://a", exchange(What::get_report)).body_cap, std::size_t{8} << 20);
}

TEST(HttpsGateway, HonoursRetryAfterWithinOneSecondAndOneDay) {
  EXPECT_EQ(to_answer(reply({{"retry-after", "120"}}), now).retry_after, seconds(120));
  EXPECT_EQ(to_answer(reply({{"retry-after", "0"}}), now).retry_after, seconds(1));
  EXPECT_EQ(to_answer(reply({{"retry-after", "999999999"}}), now).retry_after, seconds(86400));
  EXPECT_EQ(to_answer(reply({{"retry-after", "Fri, 06 Nov 2026 05:01:00 GMT"}}), now).retry_after,
            seconds(60));
  EXPECT_EQ(to_answer(reply({{"retry-after", "Fri, 06 Nov 2020 05:01:00 GMT"}}), now).retry_after,
            seconds(1));
  EXPECT_FALSE(to_answer(reply({{"retry-after", "soon"}}), now).retry_after);
  EXPECT_FALSE(to_answer(reply({}), now).retry_after);
}

TEST(HttpsGateway, PassesTheServersDateOn) {
  EXPECT_EQ(to_answer(reply({{"date", "Fri, 06 Nov 2026 05:06:00 GMT"}}), now).date, now + seconds(360));
  EXPECT_FALSE(to_answer(reply({{"date", "yesterday"}}), now).date);
}

TEST(HttpsGateway, PassesAStatusOnWhateverFailedAfterIt) {
  http::Reply heard;
  heard.status = 201;
  heard.fault = http::Fault::broken;
  heard.sentence = core::msg("{0} broke the connection, or did not answer in HTTP.", "ars.example");
  const auto answer = to_answer(heard, now);
  EXPECT_EQ(answer.status, 201);
  EXPECT_FALSE(answer.fault.empty());
}

}  // namespace
}  // namespace jauge::deliver
