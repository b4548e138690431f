// Certificates told 90, 30 and 7 days before their end, once each.
#include "engine/certificate_watch.hpp"

#include <gtest/gtest.h>

namespace jauge::engine {
namespace {

using std::chrono::days;
using Level = Advice::Level;

const core::Instant now = *core::parse_utc("2026-11-06T12:00:00Z");

CertificateView ending(core::Instant at) {
  return {"sceau", "/etc/jauge/seal.crt", "CN=Grappe", at, {}};
}

std::optional<Level> level(std::chrono::seconds left) {
  const auto advice = advise_on_certificate(ending(now + left), now);
  return advice ? std::optional(advice->level) : std::nullopt;
}

TEST(CertificateAdvice, GrowsAsTheEndComesNear) {
  EXPECT_EQ(level(days(91)), std::nullopt);
  EXPECT_EQ(level(days(90) + std::chrono::hours(1)), Level::note);
  EXPECT_EQ(level(days(31)), Level::note);
  EXPECT_EQ(level(days(30) + std::chrono::hours(1)), Level::warning);
  EXPECT_EQ(level(days(8)), Level::warning);
  EXPECT_EQ(level(days(7)), Level::alarm);
  EXPECT_EQ(level(std::chrono::seconds(1)), Level::alarm);
}

TEST(CertificateAdvice, IsAnAlarmAfterTheEndAndWhenItCannotBeUsed) {
  const auto ended = advise_on_certificate(ending(now - days(1)), now);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->code, "certificat-echu");
  EXPECT_EQ(ended->level, Level::alarm);
  auto broken = ending(now + days(1000));
  broken.problem = core::msg("broken");
  EXPECT_EQ(advise_on_certificate(broken, now)->code, "certificat-inutilisable");
}

class NowhereClock final : public core::Clock {
 public:
  core::Instant now() const override { return engine::now; }
};
class NoReader final : public core::Reader {
 public:
  core::Result<Ticket> start(core::ReadRequest) override { return Ticket{0}; }
  std::vector<Event> wait(std::chrono::milliseconds) override { return {}; }
  void commit(Ticket) override {}
  void cancel(Ticket) override {}
  void wake() override {}
};

TEST(CertificateWatch, TellsTheLogOnceALevel) {
  const NowhereClock clock;
  NoReader reader;
  std::vector<std::string> told;
  int looks = 0;
  const Doors doors{clock,
                    reader,
                    nullptr,
                    [] { return 0.5; },
                    [&](const Notice& notice) {
                      told.push_back(fmt::format("{} {}", notice.code, static_cast<int>(notice.level)));
                    },
                    {},
                    [&](core::Instant) {
                      ++looks;
                      return std::vector<CertificateView>{ending(now + days(100))};
                    }};
  CertificateWatch watch;
  for (int hour = 0; hour <= 24 * 101; ++hour) watch.look(doors, now + std::chrono::hours(hour));
  EXPECT_EQ(looks, 102) << "once a day";
  EXPECT_EQ(told, (std::vector<std::string>{"certificat-a-renouveler 0", "certificat-a-renouveler 1",
                                            "certificat-a-renouveler 2", "certificat-echu 2"}));
}

}  // namespace
}  // namespace jauge::engine
