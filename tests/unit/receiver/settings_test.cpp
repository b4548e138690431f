// The receiver's configuration.
#include "receiver/settings.hpp"

#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

const std::string good = R"(
listen = "0.0.0.0:8443"
store  = "/var/lib/jauge-receiver/receiver.db"

[server]
certificate = "/etc/jauge-receiver/server.crt"
key         = { credential = "server-key" }

[clients]
ca  = "/etc/jauge-receiver/igc-sante.pem"
crl = "/etc/jauge-receiver/igc-sante.crl"

[seals]
ca = "/etc/jauge-receiver/igc-sante.pem"

[receipts]
certificate = "/etc/jauge-receiver/receipt.crt"
key         = { file = "/etc/jauge-receiver/receipt.key" }
chain       = "/etc/jauge-receiver/igc-sante.pem"

[[enrolment]]
project = "PAI-2021-44-0042"
region  = "44"
clients = ["1670000157"]
seals   = ["1670000157", "1670000999"]
)";

std::string without(const std::string& line) {
  std::string out = good;
  const auto at = out.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return out.erase(at, line.size());
}

TEST(Settings, AreReadWhole) {
  const auto settings = parse_settings(good, "receiver.toml");
  ASSERT_TRUE(settings) << settings.error().front().text(core::Language::en);
  EXPECT_EQ(settings->address, "0.0.0.0");
  EXPECT_EQ(settings->port, 8443);
  EXPECT_EQ(settings->client_crl, "/etc/jauge-receiver/igc-sante.crl");
  EXPECT_EQ(settings->seal_crl, "");
  EXPECT_EQ(settings->key.kind, config::SecretRef::Kind::credential);
  const auto* enrolment = find_enrolment(*settings, "PAI-2021-44-0042", region());
  ASSERT_NE(enrolment, nullptr);
  EXPECT_EQ(enrolment->seals, (std::vector<std::string>{"1670000157", "1670000999"}));
  EXPECT_EQ(find_enrolment(*settings, "PAI-2021-44-0042", region("27")), nullptr);
  EXPECT_EQ(find_enrolment(*settings, "AUTRE", region()), nullptr);
}

TEST(Settings, AreRefusedWithoutWhatProtectsTheReceiver) {
  for (const char* line :
       {"listen = \"0.0.0.0:8443\"\n", "ca = \"/etc/jauge-receiver/igc-sante.pem\"\n",
        "ca  = \"/etc/jauge-receiver/igc-sante.pem\"\n", "clients = [\"1670000157\"]\n",
        "project = \"PAI-2021-44-0042\"\n", "key         = { credential = \"server-key\" }\n"}) {
    EXPECT_FALSE(parse_settings(without(line), "receiver.toml")) << line;
  }
}

TEST(Settings, AreRefusedWithAnUnknownKeyAProjectTwiceOrNoOrganisation) {
  EXPECT_FALSE(parse_settings(good + "color = 1\n", "receiver.toml"));
  EXPECT_FALSE(parse_settings(good + good.substr(good.find("[[enrolment]]")), "receiver.toml"));
  std::string empty = good;
  empty.replace(empty.find("[\"1670000157\"]"), 14, "[]");
  EXPECT_FALSE(parse_settings(empty, "receiver.toml"));
}

TEST(Settings, ReadAnAddressOfVersion6) {
  std::string text = good;
  text.replace(text.find("0.0.0.0:8443"), 12, "[::]:443");
  const auto settings = parse_settings(text, "receiver.toml");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->address, "::");
  EXPECT_EQ(settings->port, 443);
}

}  // namespace
}  // namespace jauge::receiver
