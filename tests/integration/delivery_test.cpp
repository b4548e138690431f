// The whole way of a sealed report: jauge-receiver as a process, the gateway, mutual TLS, receipts.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "config/configuration.hpp"
#include "core/report.hpp"
#include "deliver/https_gateway.hpp"
#include "seal/receipt.hpp"
#include "seal/signer.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/example_closure.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge {
namespace {

using core::Exchange;
using core::Settlement;
using test_support::CertificateRequest;
using test_support::eventually;
using test_support::read_file;
using test_support::TemporaryDirectory;
using test_support::write_file;

const std::string program = JAUGE_BIN_DIR "/jauge-receiver";
constexpr const char* signer_rule = "OU=1440000000";

class FixedClock final : public core::Clock {
 public:
  core::Instant now() const override { return *core::parse_utc("2026-11-06T12:00:00Z"); }
};

/// The documents of a real closure, as the first report of a project.
core::Documents documents_of(const std::string& project) {
  auto closure = test_support::example_closure();
  closure.parameters.project.id = project;
  closure.revision = 0;
  return core::write_documents(closure, {*core::RegionCode::parse("44"), 1, std::nullopt, std::nullopt});
}

/// A receiver that runs, and a client it has enrolled. `directory` holds PEM files: ca, seal, client.
class DeliveryTest : public ::testing::Test {
 protected:
  http::ClientOptions client() const {
    http::ClientOptions options;
    options.tls.ca_file = directory / "ca.pem";
    options.tls.certificate_file = directory / "client.crt";
    options.tls.key_pem = read_file(directory / "client.key");
    return options;
  }

  core::Shipment ship(const core::Documents& documents) const {
    const auto signer =
        seal::CadesSigner::make({read_file(directory / "seal.crt"), read_file(directory / "seal.key"),
                                 read_file(directory / "ca.pem"), "1670000157"});
    const std::string container = signer.value()->seal(documents, clock.now()).value();
    return {project,   *core::RegionCode::parse("44"), core::Month(2026, 10), 0, 1,
            container, core::sha256(container)};
  }

  core::Answer perform(const Exchange& exchange, const http::ClientOptions& options) const {
    deliver::HttpsGateway gateway(url, options, clock);
    return gateway.perform(exchange, {});
  }
  core::Answer perform(const Exchange& exchange) const { return perform(exchange, client()); }

  core::ReceiptVerdict verdict(const core::Answer& answer, const core::Shipment& shipment) const {
    return seal::check_receipt(answer.body, shipment, read_file(directory / "ca.pem"),
                               *seal::SignerRule::parse(signer_rule), clock.now())
        .verdict;
  }

  Settlement deliver(const core::Shipment& shipment, const http::ClientOptions& options) const {
    core::DeliveryAttempt attempt(shipment);
    Exchange exchange = attempt.start();
    for (;;) {
      const auto answer = perform(exchange, options);
      auto next = attempt.resume(answer, verdict(answer, shipment));
      if (auto* settlement = std::get_if<Settlement>(&next)) return *settlement;
      exchange = std::get<Exchange>(next);
    }
  }
  Settlement deliver(const core::Shipment& shipment) const { return deliver(shipment, client()); }

  TemporaryDirectory directory;
  FixedClock clock;
  std::string project = "PAI-2021-44-0042";
  std::string url;
  std::unique_ptr<test_support::Process> process;
};

/// `jauge-receiver --sandbox`.
class SandboxDelivery : public DeliveryTest {
 protected:
  SandboxDelivery() { start(); }
  void start() {
    std::filesystem::remove(directory / "port");
    process = std::make_unique<test_support::Process>(
        std::vector<std::string>{program, "--sandbox", directory.path(), "--region", "44"},
        directory / "log");
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(directory / "port"); }))
        << read_file(directory / "log");
    const std::string port = read_file(directory / "port");
    url = "https://127.0.0.1:" + port.substr(0, port.size() - 1);
  }
  core::Shipment shipment() const { return ship(documents_of(project)); }
};

TEST_F(SandboxDelivery, EndsInAReceipt) {
  const auto settlement = deliver(shipment());
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::receipted) << settlement.detail.id;
  EXPECT_EQ(settlement.status, 201);
  EXPECT_FALSE(settlement.receipt.empty());
}

TEST_F(SandboxDelivery, GivesAReceiptThatStockToolsVerify) {
  const auto settlement = deliver(shipment());
  write_file(directory / "r.receipt", settlement.receipt);
  const auto verified = test_support::run({"openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in",
                                           directory / "r.receipt", "-CAfile", directory / "ca.pem",
                                           "-no-CApath", "-no-CAstore", "-signer", directory / "who.pem"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_TRUE(verified.out.starts_with("{\"format\":\"jauge-receipt/1\",\"project\":\"PAI-2021-44-0042\""));
  const auto who = test_support::run({"openssl", "x509", "-in", directory / "who.pem", "-noout", "-subject"});
  EXPECT_NE(who.out.find("OU = 1440000000"), std::string::npos) << who.out;
}

TEST_F(SandboxDelivery, AnswersARepeatWith200AndTheSameReceipt) {
  const auto sent = shipment();
  const auto first = deliver(sent);
  const auto second = deliver(sent);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.outcome, Settlement::Outcome::receipted);
  EXPECT_EQ(second.receipt, first.receipt);
}

TEST_F(SandboxDelivery, SurvivesAKillAndARestart) {
  const auto sent = shipment();
  const auto first = deliver(sent);
  process->signal(SIGKILL);
  process->wait(std::chrono::seconds(10));
  start();
  const auto second = deliver(sent);
  EXPECT_EQ(second.receipt, first.receipt);
  Exchange get = core::DeliveryAttempt(sent).start();
  get.what = Exchange::What::get_report;
  EXPECT_TRUE(perform(get).body == sent.container);
}

TEST_F(SandboxDelivery, EndsCleanlyOnSigterm) {
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(std::chrono::seconds(10)), 0);
}

TEST_F(SandboxDelivery, TellsAConflictWhenTheArsHoldsAnotherDocument) {
  ASSERT_EQ(deliver(shipment()).outcome, Settlement::Outcome::receipted);
  auto documents = documents_of(project);
  documents.csv += "\r\n";
  const auto other = ship(documents);
  const auto settlement = deliver(other);
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::conflict) << settlement.detail.id;
}

TEST_F(SandboxDelivery, RefusesAnAlteredContainerForGood) {
  auto sent = shipment();
  sent.container[sent.container.size() / 2] =
      static_cast<char>(sent.container[sent.container.size() / 2] ^ 1);
  sent.sha256 = core::sha256(sent.container);
  const auto settlement = deliver(sent);
  EXPECT_EQ(settlement.status, 422);
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::refused);
}

TEST_F(SandboxDelivery, RefusesAWrongDigest) {
  const auto sent = shipment();
  Exchange put = core::DeliveryAttempt(sent).start();
  put.sha256 = core::sha256("other bytes");
  EXPECT_EQ(perform(put).status, 400);
}

TEST_F(SandboxDelivery, RefusesABodyPast8MiB) {
  const auto sent = shipment();
  Exchange put = core::DeliveryAttempt(sent).start();
  put.body.assign((8 << 20) + 1, 'x');
  put.sha256 = core::sha256(put.body);
  EXPECT_EQ(perform(put).status, 413);
}

TEST_F(SandboxDelivery, HearsNobodyWithoutAClientCertificate) {
  auto options = client();
  options.tls.certificate_file.clear();
  const auto settlement = deliver(shipment(), options);
  EXPECT_FALSE(settlement.status);
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::unknown);
  Exchange list;
  list.what = Exchange::What::list_reports;
  list.project = project;
  list.region = *core::RegionCode::parse("44");
  EXPECT_EQ(perform(list).body, "[]") << "nothing was stored";
}

TEST_F(SandboxDelivery, SendsNothingToAServerOfAnotherAuthority) {
  auto options = client();
  options.tls.ca_file = directory / "other.pem";
  write_file(options.tls.ca_file, test_support::Authority().certificate());
  const auto settlement = deliver(shipment(), options);
  EXPECT_FALSE(settlement.status);
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::unknown);
}

TEST_F(SandboxDelivery, TellsItsStateAndTime) {
  Exchange state;
  state.what = Exchange::What::get_state;
  state.region = *core::RegionCode::parse("44");
  const auto answer = perform(state);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.starts_with("{\"format\":\"jauge-etat/1\",\"time\":\"")) << answer.body;
  EXPECT_TRUE(answer.date);
}

TEST_F(SandboxDelivery, RefusesTls11) {
  const std::string place = url.substr(8);
  const auto old =
      test_support::run({"openssl", "s_client", "-connect", place, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
  EXPECT_NE(old.exit_code, 0);
  const auto weak = test_support::run(
      {"openssl", "s_client", "-connect", place, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA384"});
  EXPECT_NE(weak.exit_code, 0);
}

TEST_F(SandboxDelivery, WritesSectionsThatADaemonReads) {
  const auto configuration = config::parse(R"(
[project]
id         = "PAI-2021-44-0042"
convention = "2021/44"
name       = "Grappe"
holder     = "670000157"
kind       = "acquisition"
measure    = "aap-2021-t2"
started    = 2026-01-01

[[establishment]]
finess      = "670000165"
name        = "EHPAD"
operator    = "670000157"
region      = "44"
medicalised = true

)" + read_file(directory / "ars.toml"),
                                           directory / "jauge.toml");
  ASSERT_TRUE(configuration) << configuration.error().front().text(core::Language::en);
  ASSERT_EQ(configuration->ars.size(), 1U);
  EXPECT_EQ(configuration->ars[0].url, url);
  EXPECT_EQ(configuration->ars[0].receipt_signer, signer_rule);
  EXPECT_EQ(configuration->seal->identifier, "1670000157");
}

TEST_F(SandboxDelivery, ListsWhatItHoldsBesideTheReceiverThatRuns) {
  ASSERT_EQ(deliver(shipment()).outcome, Settlement::Outcome::receipted);
  const auto list = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {program, "list", "--sandbox", directory.path()});
    return test_support::run(options);
  };
  const auto csv = list({});
  EXPECT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_NE(csv.out.find("PAI-2021-44-0042;44;2026-10;0;1;"), std::string::npos) << csv.out;
  const auto json = nlohmann::json::parse(list({"--json"}).out);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].at("in_force"), true);
  const auto figures = list({"--figures"});
  EXPECT_NE(figures.out.find(";dossiers-actifs;"), std::string::npos);
  const auto rows = nlohmann::json::parse(list({"--figures", "--json"}).out);
  EXPECT_EQ(rows.at(0).at("projet"), "PAI-2021-44-0042");
}

TEST_F(SandboxDelivery, LetsOneProcessAloneUseItsDirectory) {
  const auto second =
      test_support::run({program, "--sandbox", directory.path()}, {}, std::chrono::seconds(20));
  EXPECT_EQ(second.exit_code, 1) << second.err;
}

TEST_F(SandboxDelivery, TellsWrongUsage) {
  EXPECT_EQ(test_support::run({program}).exit_code, 2);
  EXPECT_EQ(test_support::run({program, "--sandbox", directory.path(), "--region", "99"}).exit_code, 2);
  EXPECT_EQ(test_support::run({program, "--port", "1"}).exit_code, 2);
  EXPECT_EQ(test_support::run({program, "--config", directory / "missing.toml"}).exit_code, 2);
  EXPECT_EQ(
      test_support::run({program, "--sandbox", directory.path(), "--organisation", "1999999999"}).exit_code,
      2);
}

/// `jauge-receiver --config`, under an authority whose key the test holds.
class ConfiguredDelivery : public DeliveryTest {
 protected:
  ConfiguredDelivery() {
    write_file(directory / "ca.pem", authority.certificate());
    place("seal", CertificateRequest::Use::seal, "1670000157");
    place("client", CertificateRequest::Use::tls_client, "1670000157");
    place("receipt", CertificateRequest::Use::seal, "1440000000");
    place("server", CertificateRequest::Use::tls_server, "1440000000");
    const int port = test_support::free_port();
    url = fmt::format("https://127.0.0.1:{}", port);
    const auto file = [&](const char* name) { return (directory / name).string(); };
    write_file(directory / "receiver.toml",
               fmt::format(R"(
listen = "127.0.0.1:{}"
store = "{}"
[server]
certificate = "{}"
key = {{ file = "{}" }}
[clients]
ca = "{}"
[seals]
ca = "{}"
[receipts]
certificate = "{}"
key = {{ file = "{}" }}
chain = "{}"
[[enrolment]]
project = "PAI-2021-44-0042"
region = "44"
clients = ["1670000157"]
seals = ["1670000157"]
)",
                           port, file("receiver.db"), file("server.crt"), file("server.key"), file("ca.pem"),
                           file("ca.pem"), file("receipt.crt"), file("receipt.key"), file("ca.pem")));
    process = std::make_unique<test_support::Process>(
        std::vector<std::string>{program, "--config", directory / "receiver.toml"}, directory / "log");
    EXPECT_TRUE(eventually([&] {
      return read_file(directory / "log").find(std::to_string(port)) != std::string::npos;
    })) << read_file(directory / "log");
  }

  void place(const std::string& name, CertificateRequest::Use use, const std::string& organisation) {
    CertificateRequest request;
    request.use = use;
    request.key = CertificateRequest::Key::p256;
    request.units = {organisation};
    const auto issued = authority.issue(request);
    write_file(directory / (name + ".crt"), issued.certificate);
    write_file(directory / (name + ".key"), issued.key);
  }

  test_support::Authority authority;
};

TEST_F(ConfiguredDelivery, EndsInAReceipt) {
  EXPECT_EQ(deliver(ship(documents_of(project))).outcome, Settlement::Outcome::receipted);
}

TEST_F(ConfiguredDelivery, GoesOnAfterARenewalOfEveryCertificate) {
  place("seal", CertificateRequest::Use::seal, "1670000157");
  place("client", CertificateRequest::Use::tls_client, "1670000157");
  EXPECT_EQ(deliver(ship(documents_of(project))).outcome, Settlement::Outcome::receipted);
}

TEST_F(ConfiguredDelivery, IsRefusedToAnotherOrganisationBeforeTheBodyIsRead) {
  const auto sent = ship(documents_of(project));
  place("client", CertificateRequest::Use::tls_client, "1999999999");
  const auto settlement = deliver(sent);
  EXPECT_EQ(settlement.status, 403);
  EXPECT_EQ(settlement.outcome, Settlement::Outcome::hourly);
  // The body is told and never sent: the answer shows that nobody waits for it.
  const auto raw = test_support::run(
      {"openssl", "s_client", "-quiet", "-connect", url.substr(8), "-CAfile", directory / "ca.pem", "-cert",
       directory / "client.crt", "-key", directory / "client.key", "-ign_eof"},
      fmt::format("PUT /v1/projets/{}/regions/44/rapports/2026-10/0 HTTP/1.1\r\nHost: x\r\n"
                  "Content-Type: application/vnd.etsi.asic-e+zip\r\nContent-Digest: sha-256=:{}:\r\n"
                  "Content-Length: 100000\r\n\r\n",
                  project, sent.sha256.base64()),
      std::chrono::seconds(20));
  EXPECT_TRUE(raw.out.starts_with("HTTP/1.1 403 ")) << raw.out << raw.err;
  EXPECT_NE(raw.out.find("application/problem+json"), std::string::npos);
}

TEST_F(ConfiguredDelivery, IsRefusedToTheSealOfAnotherOrganisation) {
  place("seal", CertificateRequest::Use::seal, "1999999999");
  const auto signer =
      seal::CadesSigner::make({read_file(directory / "seal.crt"), read_file(directory / "seal.key"),
                               read_file(directory / "ca.pem"), "1999999999"});
  core::Shipment sent{project, *core::RegionCode::parse("44"), core::Month(2026, 10), 0, 1, {}, {}};
  sent.container = signer.value()->seal(documents_of(project), clock.now()).value();
  sent.sha256 = core::sha256(sent.container);
  EXPECT_EQ(deliver(sent).outcome, Settlement::Outcome::refused);
}

TEST_F(ConfiguredDelivery, AnswersAsItsOpenApiDescriptionSays) {
  place("stranger", CertificateRequest::Use::tls_client, "1999999999");
  write_file(directory / "one.asice", ship(documents_of(project)).container);
  auto documents = documents_of(project);
  documents.csv += "\r\n";
  write_file(directory / "other.asice", ship(documents).container);
  const auto checked = test_support::run({"node", JAUGE_SOURCE_DIR "/tests/other_receiver/openapi.mjs",
                                          JAUGE_SOURCE_DIR "/schema/ars-openapi.yaml", directory.path(),
                                          url.substr(url.rfind(':') + 1), directory / "one.asice",
                                          directory / "other.asice", project, "2026-10"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err << read_file(directory / "log");
}

/// A thousand times the same, from two daemons that believe to be the one: one document, one receipt.
TEST_F(ConfiguredDelivery, HoldsOneDocumentHoweverOftenItIsSent) {
  const auto sent = ship(documents_of(project));
  const auto first = deliver(sent);
  ASSERT_EQ(first.outcome, Settlement::Outcome::receipted);
  deliver::HttpsGateway gateway(url, client(), clock);
  const auto put = core::DeliveryAttempt(sent).start();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(gateway.perform(put, {}).body, first.receipt);
  Exchange list = put;
  list.what = Exchange::What::list_reports;
  const auto held = nlohmann::json::parse(gateway.perform(list, {}).body);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].at("sha256"), sent.sha256.hex());
}

}  // namespace
}  // namespace jauge
