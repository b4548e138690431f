// Every line of the contract's answer table, over mutual TLS, from a server that answers what it is told.
#include <gtest/gtest.h>

#include <deque>
#include <mutex>
#include <thread>

#include "deliver/https_gateway.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::deliver {
namespace {

using core::ReceiptVerdict;
using core::Settlement;
using Outcome = Settlement::Outcome;
using std::chrono::seconds;
using test_support::CertificateRequest;

class FixedClock final : public core::Clock {
 public:
  core::Instant now() const override { return *core::parse_utc("2026-11-06T12:00:00Z"); }
};

/// Answers its script, one entry a request, and remembers the requests.
class ScriptedArs {
 public:
  ScriptedArs() {
    CertificateRequest request{.use = CertificateRequest::Use::tls_server,
                               .key = CertificateRequest::Key::p256};
    const auto server = authority.issue(request);
    request.use = CertificateRequest::Use::tls_client;
    const auto client = authority.issue(request);
    test_support::write_file(directory / "ca.pem", authority.certificate());
    test_support::write_file(directory / "client.crt", client.certificate);
    options.tls.ca_file = directory / "ca.pem";
    options.tls.certificate_file = directory / "client.crt";
    options.tls.key_pem = client.key;
    http::ServerOptions server_options;
    server_options.body_limit = std::size_t{1} << 20;
    server_options.handler = [this](const http::Request& heard, const http::Peer&,
                                    const http::Responder& answer) {
      const std::lock_guard lock(mutex);
      requests.push_back(heard);
      if (script.empty()) return answer({599, "text/plain", {}, "nothing more in the script"});
      answer(script.front());
      script.pop_front();
    };
    server_ = std::make_unique<http::Server>(loop_.context(), std::move(server_options));
    port_ =
        server_
            ->listen_tcp("127.0.0.1", 0,
                         http::ServerTls{server.certificate, server.key, authority.certificate(), {}, true})
            .value();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~ScriptedArs() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

  Settlement deliver(std::deque<http::Response> answers) {
    {
      const std::lock_guard lock(mutex);
      script = std::move(answers);
      requests.clear();
    }
    static const std::string bytes(50'000, 'x');
    const core::Shipment shipment{
        "PAI-2021-44-0042", *core::RegionCode::parse("44"), core::Month(2026, 10), 2, 1, bytes,
        core::sha256(bytes)};
    const FixedClock clock;
    HttpsGateway gateway(fmt::format("https://127.0.0.1:{}", port_), options, clock);
    core::DeliveryAttempt attempt(shipment);
    auto exchange = attempt.start();
    for (;;) {
      const auto answer = gateway.perform(exchange, {});
      const auto verdict = answer.body.empty()        ? ReceiptVerdict::absent
                           : answer.body == "ours"    ? ReceiptVerdict::ours
                           : answer.body == "another" ? ReceiptVerdict::another
                                                      : ReceiptVerdict::invalid;
      auto next = attempt.resume(answer, verdict);
      if (auto* settlement = std::get_if<Settlement>(&next)) return *settlement;
      exchange = std::get<core::Exchange>(next);
    }
  }

  test_support::TemporaryDirectory directory;
  test_support::Authority authority;
  http::ClientOptions options;
  std::mutex mutex;
  std::deque<http::Response> script;
  std::vector<http::Request> requests;

 private:
  http::Loop loop_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class AnswerTable : public ::testing::Test {
 protected:
  static ScriptedArs& ars() {
    static ScriptedArs made;
    return made;
  }
  static http::Response answer(int status, std::string body = {},
                               std::map<std::string, std::string, std::less<>> headers = {}) {
    return {status, "application/cms", std::move(headers), std::move(body)};
  }
  Settlement deliver(std::deque<http::Response> answers) { return ars().deliver(std::move(answers)); }
  Settlement deliver(int status, std::string body = {}) { return deliver({answer(status, std::move(body))}); }
};

TEST_F(AnswerTable, IsReceiptedBy201WithAValidReceipt) {
  const auto settlement = deliver(201, "ours");
  EXPECT_EQ(settlement.outcome, Outcome::receipted);
  EXPECT_EQ(settlement.receipt, "ours");
  ASSERT_EQ(ars().requests.size(), 1U);
  const auto& put = ars().requests[0];
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.path, "/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-10/2");
  EXPECT_EQ(put.headers.at("if-none-match"), "*");
  EXPECT_EQ(put.body.size(), 50'000U);
}

TEST_F(AnswerTable, IsReceiptedBy200Or412WithAValidReceiptForOurBytes) {
  for (const int status : {200, 412}) {
    EXPECT_EQ(deliver(status, "ours").outcome, Outcome::receipted) << status;
    EXPECT_EQ(ars().requests.size(), 1U);
  }
}

TEST_F(AnswerTable, StaysPendingWithAnAlarmOnAny2xxWithoutAValidReceipt) {
  for (const int status : {200, 201, 202, 204}) {
    for (const char* body : {"", "forged", "another"}) {
      if (status == 204 && *body != '\0') continue;
      const auto settlement = deliver(status, body);
      EXPECT_EQ(settlement.outcome, Outcome::unknown) << status << body;
      EXPECT_EQ(settlement.alarm, "accuse-invalide") << status << body;
    }
  }
}

TEST_F(AnswerTable, AsksForTheReceiptOn409And412) {
  struct Line {
    http::Response second;
    Outcome outcome;
  };
  for (const int status : {409, 412}) {
    for (const auto& [second, outcome] :
         {Line{answer(200, "ours"), Outcome::receipted}, Line{answer(200, "another"), Outcome::conflict},
          Line{answer(404), Outcome::unknown}, Line{answer(200, "forged"), Outcome::unknown},
          Line{answer(500), Outcome::unknown}}) {
      EXPECT_EQ(deliver({answer(status), second}).outcome, outcome) << status << " " << second.status;
      ASSERT_EQ(ars().requests.size(), 2U);
      EXPECT_EQ(ars().requests[1].method, "GET");
      EXPECT_EQ(ars().requests[1].path, "/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-10/2/accuse");
    }
  }
}

TEST_F(AnswerTable, IsRefusedForGoodBy400And413And415And422) {
  for (const int status : {400, 413, 415, 422}) {
    const auto settlement = deliver(status);
    EXPECT_EQ(settlement.outcome, Outcome::refused) << status;
    EXPECT_EQ(settlement.alarm, "refuse");
  }
}

TEST_F(AnswerTable, IsRetriedEveryHourOn401And403And407) {
  for (const int status : {401, 403, 407}) {
    const auto settlement = deliver(status);
    EXPECT_EQ(settlement.alarm, "certificat-ou-proxy") << status;
    EXPECT_EQ(core::retry_delay(settlement, 9, 0.5), seconds(3600));
  }
}

TEST_F(AnswerTable, IsAConfigurationErrorOn404And405And410AndRedirectsAndWhatIsNotListed) {
  for (const int status : {404, 405, 410, 300, 301, 302, 303, 307, 308, 402, 418, 451}) {
    const auto settlement = deliver({answer(status, {}, {{"Location", "https://127.0.0.1:1/"}})});
    EXPECT_EQ(settlement.alarm, "configuration") << status;
    EXPECT_EQ(core::retry_delay(settlement, 9, 0.5), seconds(3600));
    EXPECT_EQ(ars().requests.size(), 1U) << "no redirect is followed";
  }
}

TEST_F(AnswerTable, SendsTheSameBytesAgainAfter408And425And429And5xx) {
  for (const int status : {408, 425, 429, 500, 501, 502, 503, 504, 599}) {
    const auto settlement = deliver(status);
    EXPECT_EQ(settlement.outcome, Outcome::unknown) << status;
    EXPECT_TRUE(settlement.alarm.empty());
    EXPECT_LE(core::retry_delay(settlement, 0, 0.999), seconds(30));
    EXPECT_LE(core::retry_delay(settlement, 99, 0.999), seconds(6 * 3600));
  }
}

TEST_F(AnswerTable, HonoursRetryAfterWithinASecondAndADay) {
  const auto delay = [&](const std::string& value) {
    return core::retry_delay(deliver({answer(503, {}, {{"Retry-After", value}})}), 0, 0.999);
  };
  EXPECT_EQ(delay("120"), seconds(120));
  EXPECT_EQ(delay("0"), seconds(1));
  EXPECT_EQ(delay("999999"), seconds(86400));
  EXPECT_EQ(delay("Fri, 06 Nov 2026 12:10:00 GMT"), seconds(600));
}

TEST_F(AnswerTable, TakesAnAnswerPast64KiloBytesForNoReceipt) {
  const auto settlement = deliver(201, std::string(70'000, 'o'));
  EXPECT_EQ(settlement.outcome, Outcome::unknown);
  EXPECT_EQ(settlement.alarm, "accuse-invalide");
}

TEST_F(AnswerTable, IsAnUnknownOutcomeWhereNobodyListens) {
  const FixedClock clock;
  auto options = ars().options;
  HttpsGateway gateway("https://127.0.0.1:1", options, clock);
  core::Exchange put;
  put.region = *core::RegionCode::parse("44");
  const auto answer = gateway.perform(put, {});
  EXPECT_FALSE(answer.status);
  EXPECT_FALSE(answer.fault.empty());
}

}  // namespace
}  // namespace jauge::deliver
