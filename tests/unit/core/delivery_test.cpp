// The answers of the ARS and what the daemon does about each (ars-contract, Transport).
#include "core/delivery.hpp"

#include <gtest/gtest.h>

namespace jauge::core {
namespace {

using std::chrono::seconds;
using Outcome = Settlement::Outcome;

Shipment shipment() {
  return {"PAI-2021-44-0042", *RegionCode::parse("44"), Month(2026, 10), 1, 7,
          "container bytes",  sha256("container bytes")};
}

Answer answered(int status, std::string body = {}) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

/// What one answer to the PUT leads to; null when the attempt goes on.
std::optional<Settlement> after_put(const Answer& answer, ReceiptVerdict verdict) {
  const auto sent = shipment();
  DeliveryAttempt attempt(sent);
  auto next = attempt.resume(answer, verdict);
  if (auto* settlement = std::get_if<Settlement>(&next)) return *settlement;
  return std::nullopt;
}

std::optional<Settlement> after_put(int status, ReceiptVerdict verdict = ReceiptVerdict::absent) {
  return after_put(answered(status, "body"), verdict);
}

/// What the answer to the GET of the receipt leads to, after `first` to the PUT.
Settlement after_get(int first, const Answer& answer, ReceiptVerdict verdict) {
  const auto sent = shipment();
  DeliveryAttempt attempt(sent);
  auto next = attempt.resume(answered(first), ReceiptVerdict::absent);
  EXPECT_TRUE(std::holds_alternative<Exchange>(next));
  auto last = attempt.resume(answer, verdict);
  EXPECT_TRUE(std::holds_alternative<Settlement>(last)) << "one GET is all that is asked";
  return std::get<Settlement>(last);
}

TEST(DeliveryAttempt, StartsWithThePutOfTheExactBytes) {
  const auto sent = shipment();
  const auto exchange = DeliveryAttempt(sent).start();
  EXPECT_EQ(exchange.what, Exchange::What::put_report);
  EXPECT_EQ(exchange.project, sent.project);
  EXPECT_EQ(exchange.region, sent.region);
  EXPECT_EQ(exchange.month, sent.month);
  EXPECT_EQ(exchange.revision, 1);
  EXPECT_EQ(exchange.body, sent.container);
  EXPECT_EQ(exchange.sha256, sent.sha256);
}

TEST(DeliveryAttempt, IsReceiptedByAValidReceiptWithCreated) {
  const auto settlement = after_put(answered(201, "receipt bytes"), ReceiptVerdict::ours);
  ASSERT_TRUE(settlement);
  EXPECT_EQ(settlement->outcome, Outcome::receipted);
  EXPECT_EQ(settlement->receipt, "receipt bytes");
  EXPECT_EQ(settlement->alarm, "");
  EXPECT_EQ(settlement->status, 201);
}

TEST(DeliveryAttempt, IsReceiptedWhenTheBytesWereAlreadyThere) {
  for (const int status : {200, 412}) {
    const auto settlement = after_put(answered(status, "receipt bytes"), ReceiptVerdict::ours);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::receipted) << status;
    EXPECT_EQ(settlement->receipt, "receipt bytes") << status;
  }
}

TEST(DeliveryAttempt, StaysPendingWithAnAlarmOnSuccessWithoutAValidReceiptForOurBytes) {
  for (const int status : {200, 201, 202, 204, 206, 299})
    for (const auto verdict : {ReceiptVerdict::absent, ReceiptVerdict::invalid, ReceiptVerdict::another}) {
      const auto settlement = after_put(status, verdict);
      ASSERT_TRUE(settlement) << status;
      EXPECT_EQ(settlement->outcome, Outcome::unknown) << status;
      EXPECT_EQ(settlement->alarm, "accuse-invalide") << status;
      EXPECT_EQ(settlement->receipt, "") << status;
    }
}

TEST(DeliveryAttempt, AsksForTheReceiptWhenAnotherDocumentMayBeThere) {
  struct Case {
    int status;
    ReceiptVerdict verdict;
  };
  for (const auto& [status, verdict] :
       {Case{409, ReceiptVerdict::absent}, Case{409, ReceiptVerdict::ours},
        Case{409, ReceiptVerdict::another}, Case{412, ReceiptVerdict::absent},
        Case{412, ReceiptVerdict::invalid}, Case{412, ReceiptVerdict::another}}) {
    const auto sent = shipment();
    DeliveryAttempt attempt(sent);
    const auto next = attempt.resume(answered(status), verdict);
    ASSERT_TRUE(std::holds_alternative<Exchange>(next)) << status;
    const auto& exchange = std::get<Exchange>(next);
    EXPECT_EQ(exchange.what, Exchange::What::get_receipt);
    EXPECT_EQ(exchange.project, sent.project);
    EXPECT_EQ(exchange.region, sent.region);
    EXPECT_EQ(exchange.month, sent.month);
    EXPECT_EQ(exchange.revision, 1);
    EXPECT_EQ(exchange.body, "");
  }
}

TEST(DeliveryAttempt, IsReceiptedByTheReceiptAskedForThatNamesOurDigest) {
  const auto settlement = after_get(409, answered(200, "receipt bytes"), ReceiptVerdict::ours);
  EXPECT_EQ(settlement.outcome, Outcome::receipted);
  EXPECT_EQ(settlement.receipt, "receipt bytes");
}

TEST(DeliveryAttempt, IsAConflictForAPersonWhenTheReceiptAskedForNamesAnotherDigest) {
  for (const int first : {409, 412}) {
    const auto settlement = after_get(first, answered(200, "receipt bytes"), ReceiptVerdict::another);
    EXPECT_EQ(settlement.outcome, Outcome::conflict);
    EXPECT_EQ(settlement.alarm, "conflit");
    EXPECT_EQ(settlement.receipt, "") << "it is not our receipt";
  }
}

TEST(DeliveryAttempt, IsAnUnknownOutcomeWhenTheReceiptAskedForIsNotThere) {
  const auto settlement = after_get(409, answered(404), ReceiptVerdict::absent);
  EXPECT_EQ(settlement.outcome, Outcome::unknown);
  EXPECT_EQ(settlement.status, 404);
}

TEST(DeliveryAttempt, IsAnUnknownOutcomeWhenTheReceiptAskedForIsInvalid) {
  const auto settlement = after_get(412, answered(200), ReceiptVerdict::invalid);
  EXPECT_EQ(settlement.outcome, Outcome::unknown);
  EXPECT_EQ(settlement.alarm, "accuse-invalide");
}

TEST(DeliveryAttempt, RaisesNoAlarmForTheBodyOfAnErrorThatIsNoReceipt) {
  const auto settlement = after_get(409, answered(404, "<html>"), ReceiptVerdict::invalid);
  EXPECT_EQ(settlement.outcome, Outcome::unknown);
  EXPECT_EQ(settlement.status, 404);
  EXPECT_EQ(settlement.alarm, "");
}

TEST(DeliveryAttempt, IsAnUnknownOutcomeWhenNoAnswerComesToTheRequestForTheReceipt) {
  Answer silence;
  silence.fault = msg("The connection was reset.");
  const auto settlement = after_get(409, silence, ReceiptVerdict::absent);
  EXPECT_EQ(settlement.outcome, Outcome::unknown);
  EXPECT_EQ(settlement.detail.id, "The connection was reset.");
}

TEST(DeliveryAttempt, DoesNotTakeAnErrorForAReceipt) {
  EXPECT_EQ(after_get(409, answered(500), ReceiptVerdict::another).outcome, Outcome::unknown);
  EXPECT_EQ(after_get(409, answered(403), ReceiptVerdict::ours).outcome, Outcome::unknown);
}

TEST(DeliveryAttempt, IsRefusedForGood) {
  for (const int status : {400, 413, 415, 422})
    for (const auto verdict : {ReceiptVerdict::absent, ReceiptVerdict::invalid, ReceiptVerdict::ours}) {
      const auto settlement = after_put(status, verdict);
      ASSERT_TRUE(settlement) << status;
      EXPECT_EQ(settlement->outcome, Outcome::refused) << status;
      EXPECT_EQ(settlement->alarm, "refuse") << status;
    }
}

TEST(DeliveryAttempt, IsRetriedEveryHourForACertificateOrAProxy) {
  for (const int status : {401, 403, 407}) {
    const auto settlement = after_put(status);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::hourly) << status;
    EXPECT_EQ(settlement->alarm, "certificat-ou-proxy") << status;
  }
}

TEST(DeliveryAttempt, IsRetriedEveryHourForAnErrorOfConfiguration) {
  for (const int status : {404, 405, 410}) {
    const auto settlement = after_put(status);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::hourly) << status;
    EXPECT_EQ(settlement->alarm, "configuration") << status;
  }
}

TEST(DeliveryAttempt, FollowsNoRedirect) {
  for (int status = 300; status <= 399; ++status) {
    const auto settlement = after_put(status);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::hourly) << status;
    EXPECT_EQ(settlement->alarm, "configuration") << status;
  }
}

TEST(DeliveryAttempt, TakesAnyStatusNotListedForAnErrorOfConfiguration) {
  for (const int status :
       {0, 100, 103, 199, 402, 406, 411, 414, 416, 418, 421, 423, 424, 426, 428, 431, 451, 600, 999}) {
    const auto settlement = after_put(status);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::hourly) << status;
    EXPECT_EQ(settlement->alarm, "configuration") << status;
  }
}

TEST(DeliveryAttempt, SendsTheSameBytesAgainAfterAnUnknownOutcome) {
  for (const int status : {408, 425, 429, 500, 501, 502, 503, 504, 507, 599}) {
    const auto settlement = after_put(status);
    ASSERT_TRUE(settlement) << status;
    EXPECT_EQ(settlement->outcome, Outcome::unknown) << status;
    EXPECT_EQ(settlement->alarm, "") << status;
    EXPECT_EQ(settlement->status, status);
  }
}

TEST(DeliveryAttempt, IsAnUnknownOutcomeWhenNothingCertainWasHeard) {
  Answer silence;
  silence.fault = msg("The TLS handshake failed.");
  const auto settlement = after_put(silence, ReceiptVerdict::absent);
  ASSERT_TRUE(settlement);
  EXPECT_EQ(settlement->outcome, Outcome::unknown);
  EXPECT_EQ(settlement->status, std::nullopt);
  EXPECT_EQ(settlement->detail.id, "The TLS handshake failed.");
}

TEST(DeliveryAttempt, CountsAStatusLineEvenIfTheRestOfTheExchangeFailed) {
  auto cut = answered(422);
  cut.fault = msg("The connection was reset.");
  EXPECT_EQ(after_put(cut, ReceiptVerdict::absent)->outcome, Outcome::refused);
  cut.status = 201;
  EXPECT_EQ(after_put(cut, ReceiptVerdict::absent)->alarm, "accuse-invalide");
}

TEST(DeliveryAttempt, BelievesNoReceiptWithoutAStatus) {
  EXPECT_EQ(after_put(Answer{}, ReceiptVerdict::ours)->outcome, Outcome::unknown);
}

TEST(DeliveryAttempt, IsPlacedWhenADirectoryTookTheFile) {
  Answer placed;
  placed.placed = true;
  const auto settlement = after_put(placed, ReceiptVerdict::absent);
  ASSERT_TRUE(settlement);
  EXPECT_EQ(settlement->outcome, Outcome::placed);
}

TEST(DeliveryAttempt, PassesRetryAfterOnForAnUnknownOutcomeOnly) {
  auto busy = answered(503);
  busy.retry_after = seconds(120);
  EXPECT_EQ(after_put(busy, ReceiptVerdict::absent)->retry_after, seconds(120));
  busy.status = 403;
  EXPECT_EQ(after_put(busy, ReceiptVerdict::absent)->retry_after, std::nullopt);
}

TEST(DeliveryAttempt, SaysSomethingOfEveryOutcome) {
  for (int status = 100; status <= 599; ++status) {
    const auto settlement = after_put(status);
    EXPECT_TRUE(!settlement || !settlement->detail.empty()) << status;
  }
}

// ── When again ───────────────────────────────────────────────────────────────────────────────────

Settlement settlement(Outcome outcome, std::optional<seconds> retry_after = {}) {
  Settlement made;
  made.outcome = outcome;
  made.retry_after = retry_after;
  return made;
}

constexpr double almost_one = 0.9999999;

TEST(RetryDelay, DoublesItsCeilingFromThirtySecondsToSixHours) {
  const auto unknown = settlement(Outcome::unknown);
  const std::vector<int> ceilings{30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600};
  for (std::size_t attempts = 0; attempts < ceilings.size(); ++attempts)
    EXPECT_EQ(retry_delay(unknown, static_cast<int>(attempts), almost_one), seconds(ceilings[attempts] - 1));
}

TEST(RetryDelay, IsSpreadOverTheWholeOfItsCeiling) {
  const auto unknown = settlement(Outcome::unknown);
  EXPECT_EQ(retry_delay(unknown, 3, 0.0), seconds(1));
  EXPECT_EQ(retry_delay(unknown, 3, 0.25), seconds(60));
  EXPECT_EQ(retry_delay(unknown, 3, 0.5), seconds(120));
}

TEST(RetryDelay, HasNoLimitOfAttempts) {
  const auto unknown = settlement(Outcome::unknown);
  for (const int attempts : {100, 1'000'000, std::numeric_limits<int>::max()})
    EXPECT_EQ(retry_delay(unknown, attempts, 0.5), seconds(10'800));
}

TEST(RetryDelay, HonoursRetryAfterWithinOneSecondAndOneDay) {
  const auto delay = [](seconds after) { return retry_delay(settlement(Outcome::unknown, after), 9, 0.5); };
  EXPECT_EQ(delay(seconds(90)), seconds(90));
  EXPECT_EQ(delay(seconds(0)), seconds(1));
  EXPECT_EQ(delay(seconds(-3600)), seconds(1)) << "a date that has passed";
  EXPECT_EQ(delay(seconds(86'400)), seconds(86'400));
  EXPECT_EQ(delay(seconds(86'401)), seconds(86'400));
}

TEST(RetryDelay, IsAnHourForACertificateAProxyOrAConfiguration) {
  for (const int attempts : {0, 5, 500})
    EXPECT_EQ(retry_delay(settlement(Outcome::hourly), attempts, 0.1), seconds(3600));
}

TEST(SpreadDelay, IsAFunctionOfTheProject) {
  const seconds spread(6 * 3600);
  EXPECT_EQ(spread_delay("PAI-2021-44-0042", spread), spread_delay("PAI-2021-44-0042", spread));
  EXPECT_NE(spread_delay("PAI-2021-44-0042", spread), spread_delay("PAI-2021-44-0043", spread));
}

TEST(SpreadDelay, SpreadsProjectsEvenlyWithinTheSpread) {
  const seconds spread(6 * 3600);
  std::array<int, 6> hours{};
  for (int i = 0; i < 6000; ++i) {
    const auto delay = spread_delay(fmt::format("PAI-{}", i), spread);
    ASSERT_GE(delay, seconds(0));
    ASSERT_LT(delay, spread);
    ++hours[static_cast<std::size_t>(delay.count() / 3600)];
  }
  for (const int count : hours) EXPECT_NEAR(count, 1000, 150);
}

TEST(SpreadDelay, IsNothingWithoutASpread) {
  EXPECT_EQ(spread_delay("PAI-2021-44-0042", seconds(0)), seconds(0));
  EXPECT_EQ(spread_delay("PAI-2021-44-0042", seconds(-5)), seconds(0));
}

TEST(SendIsDue, WaitsForTheSpreadAfterSealing) {
  const Instant sealed = *parse_utc("2026-11-06T06:00:00Z");
  EXPECT_FALSE(send_is_due(std::nullopt, sealed, seconds(3600), sealed + seconds(3599)));
  EXPECT_TRUE(send_is_due(std::nullopt, sealed, seconds(3600), sealed + seconds(3600)));
}

TEST(SendIsDue, WaitsForTheNextAttemptOnceTried) {
  const Instant sealed = *parse_utc("2026-11-06T06:00:00Z");
  const Instant next = sealed + seconds(7200);
  EXPECT_FALSE(send_is_due(next, sealed, seconds(0), next - seconds(1)));
  EXPECT_TRUE(send_is_due(next, sealed, seconds(0), next));
}

TEST(SendIsDue, IsNotHeldUpByAnInstantOfAClockThatWasAhead) {
  const Instant now = *parse_utc("2026-11-06T06:00:00Z");
  EXPECT_TRUE(send_is_due(now + std::chrono::days(40), now - seconds(60), seconds(0), now));
  EXPECT_FALSE(send_is_due(now + std::chrono::days(1), now - seconds(60), seconds(0), now));
  EXPECT_TRUE(send_is_due(std::nullopt, now + std::chrono::days(40), seconds(3600), now));
}

}  // namespace
}  // namespace jauge::core
