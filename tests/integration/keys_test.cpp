// Keys, certificates and time stamps on real programs: what must not seal does not, what waits is kept, and a
// renewal needs no act.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/certificates.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;
using Use = CertificateRequest::Use;

class Keys : public ::testing::Test {
 protected:
  Keys() { trial.make_grappe({"--seed", "71", "--establishments", "2", "--persons", "6", "--months", "2"}); }
  Finished once() const { return trial.jauged({"--once", "--month", Trial::last_month()}); }
  Json report() const {
    const auto listed =
        Json::parse(trial.jauge({"reports", "--month", Trial::last_month(), "--json"}).out, nullptr, false);
    return listed.is_array() && listed.size() == 1 ? listed[0] : Json();
  }
  std::string file(const std::string& name) const { return trial.path("ars/" + name).string(); }
  /// Puts other bytes in the place of a file; the first ones are given back.
  std::string swap(const std::string& name, const std::string& bytes) const {
    auto before = read_file(file(name));
    write_file(file(name), bytes);
    return before;
  }
  Trial trial;
};

TEST_F(Keys, AReportWaitsForASealThatMayNotSealAndIsSealedOnceItMay) {
  const Authority stranger;
  CertificateRequest request{.use = Use::seal, .key = CertificateRequest::Key::p256};
  const auto issued = stranger.issue(request);
  const std::string good = read_file(file("seal.crt"));
  const std::string good_key = read_file(file("seal.key"));

  swap("seal.key", issued.key);  // not that of the certificate
  const auto wrong_key = once();
  EXPECT_EQ(wrong_key.exit_code, 1);
  EXPECT_NE(wrong_key.err.find("clé privée"), std::string::npos) << wrong_key.err;
  EXPECT_EQ(report().at("state"), "a-sceller");

  swap("seal.crt", issued.certificate);  // of another authority than the chain's
  EXPECT_EQ(once().exit_code, 1);
  EXPECT_EQ(report().at("state"), "a-sceller");

  request.units = {"1999999999"};
  const auto other = stranger.issue(request);
  swap("seal.crt", other.certificate);
  swap("seal.key", other.key);
  const auto other_organisation = once();
  EXPECT_EQ(other_organisation.exit_code, 1);
  EXPECT_NE(other_organisation.err.find("1670000157"), std::string::npos) << other_organisation.err;

  request.units = {"1670000157"};
  request.end = std::chrono::sys_days(std::chrono::year(2021) / 1 / 1);
  const auto ended = stranger.issue(request);
  swap("seal.crt", ended.certificate);
  swap("seal.key", ended.key);
  EXPECT_NE(once().err.find("2021-01-01"), std::string::npos);

  swap("seal.crt", good);
  swap("seal.key", good_key);
  ASSERT_EQ(::chmod(file("seal.key").c_str(), 0644), 0);
  const auto readable = once();
  EXPECT_EQ(readable.exit_code, 1) << "a key that others may read is no secret";
  EXPECT_EQ(report().at("state"), "a-sceller");

  ASSERT_EQ(::chmod(file("seal.key").c_str(), 0600), 0);
  const auto sealed = once();
  EXPECT_EQ(sealed.exit_code, 0) << sealed.err;
  EXPECT_EQ(report().at("state"), "accuse");
}

TEST_F(Keys, TheCertificatesStandInStatusAndCheckWithTheirEnd) {
  const auto status = Json::parse(trial.jauge({"status", "--json"}).out);
  std::set<std::string> roles;
  for (const auto& certificate : status.at("certificates")) {
    EXPECT_TRUE(certificate.at("problem").is_null()) << certificate;
    EXPECT_FALSE(certificate.at("not_after").is_null()) << certificate;
    roles.insert(certificate.at("role"));
  }
  EXPECT_EQ(roles, (std::set<std::string>{"sceau", "client-tls", "chaine-sceau", "autorite-ars",
                                          "autorite-accuses"}));
  const auto check = trial.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_NE(check.out.find("seal.crt"), std::string::npos) << check.out;
  swap("client.key", read_file(file("seal.key")));
  EXPECT_EQ(trial.jauged({"--check"}).exit_code, 1);
  const auto warned = trial.jauge({"status"});
  EXPECT_EQ(warned.exit_code, 1) << warned.out;
}

/// With a time-stamping authority of `openssl ts`.
class Stamps : public Keys {
 protected:
  Stamps() {
    std::filesystem::create_directory(directory());
    const Authority authority("AC d'horodatage");
    const auto issued = authority.issue({.use = Use::timestamp, .key = CertificateRequest::Key::p256});
    write_file(directory() / "tsa.crt", issued.certificate);
    write_file(directory() / "tsa.key", issued.key);
    write_file(directory() / "ca.pem", authority.certificate());
    write_file(directory() / "serial", "01\n");
    write_file(directory() / "tsa.cnf",
               fmt::format("[tsa]\ndefault_tsa = t\n[t]\nserial = {0}/serial\nsigner_cert = {0}/tsa.crt\n"
                           "signer_key = {0}/tsa.key\nsigner_digest = sha256\n"
                           "default_policy = 1.2.3.4.1\ndigests = sha256\n",
                           directory().string()));
    trial.edit_configuration("identifier  =",
                             fmt::format("timestamp_url = \"http://127.0.0.1:{}/\"\ntimestamp_ca = \"{}\"\n"
                                         "timestamp_grace = \"24h\"\nidentifier  =",
                                         port, (directory() / "ca.pem").string()));
  }
  std::filesystem::path directory() const { return trial.path("tsa"); }
  void start_tsa() {
    node = std::make_unique<Process>(
        std::vector<std::string>{"node", JAUGE_SOURCE_DIR "/tests/other_receiver/tsa.mjs",
                                 directory().string(), std::to_string(port)},
        (directory() / "log").string());
    EXPECT_TRUE(eventually([&] { return read_file(directory() / "log").find("port") != std::string::npos; },
                           std::chrono::seconds(60)));
  }
  int port = free_port();
  std::unique_ptr<Process> node;
};

TEST_F(Stamps, AreOnTheReportAndAReportWaitsForThemWhileTheAuthorityIsDown) {
  const auto down = once();
  EXPECT_EQ(down.exit_code, 1);
  EXPECT_EQ(report().at("state"), "a-sceller") << "within the grace";
  start_tsa();
  const auto stamped = once();
  EXPECT_EQ(stamped.exit_code, 0) << stamped.err << read_file(directory() / "log");
  EXPECT_EQ(report().at("state"), "accuse") << "the receiver takes a stamped report";
  const auto exported =
      trial.jauge({"export", "--month", Trial::last_month(), "--output", trial.path("out").string()});
  const auto container = exported.out.substr(0, exported.out.find('\n'));
  const auto verified = run({Trial::program("jauge"), "verify", container, "--json", "--ca", file("ca.pem"),
                             "--timestamp-ca", (directory() / "ca.pem").string()});
  ASSERT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(Json::parse(verified.out).at("timestamp").at("trusted"), true);
}

TEST_F(Stamps, AreDoneWithoutOnceTheGraceIsOver) {
  trial.edit_configuration("timestamp_grace = \"24h\"", "timestamp_grace = \"0s\"");
  const auto sealed = once();
  EXPECT_EQ(report().at("state"), "accuse") << sealed.err;
}

}  // namespace
}  // namespace jauge::test_support
