// A mailbox read over IMAPS, from a real Dovecot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/catalog.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/dovecot_server.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/stalling_proxy.hpp"
#include "tests/support/trial.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using test_support::Authority;
using test_support::DovecotServer;
using test_support::TemporaryDirectory;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

core::Instant utc(std::string_view text) {
  return core::parse_utc(text).value();
}

std::vector<std::string> message(const std::string& id, const std::string& date) {
  return {"From: EHPAD Les Tilleuls <secretariat@tilleuls.mssante.fr>", "To: medecin@ville.mssante.fr",
          "Subject: Compte rendu de Mme KOECHLIN", "Message-ID: <" + id + ">", "Date: " + date};
}

class Imap : public testing::Test {
 protected:
  Imap() {
    test_support::write_file(directory_ / "ca.pem", authority_.certificate());
    test_support::write_file(directory_ / "password", "secret\n");
  }

  DovecotServer::Options options() const {
    test_support::CertificateRequest request;
    request.use = test_support::CertificateRequest::Use::tls_server;
    const auto issued = authority_.issue(request);
    DovecotServer::Options options;
    options.certificate = issued.certificate;
    options.key = issued.key;
    return options;
  }

  config::SourceSection section(int port) const {
    config::SourceSection section;
    section.spec.name = "mssante";
    section.spec.type = "imap";
    section.spec.zone = core::Zone::find("Europe/Paris").value();
    section.spec.timeout = 20s;
    section.spec.establishments = {*core::Finess::parse("670000165")};
    section.connection = fmt::format("host=127.0.0.1 port={} user=secretariat@tilleuls.mssante.fr", port);
    section.password = config::SecretRef{config::SecretRef::Kind::file, directory_ / "password"};
    section.tls_ca = directory_ / "ca.pem";
    return section;
  }

  static test_support::SourceRows rows(const config::SourceSection& section,
                                       std::string_view query = "folder=Sent") {
    const auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    if (!opened) return {{}, false, {}, opened.error()};
    return test_support::read_rows(*connection.source, query, 1'000'000, "mss_message");
  }

  static std::string refusal(const config::SourceSection& section) {
    const auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    return opened ? "It opened." : core::render(opened.error().sentence, core::Language::en);
  }

  TemporaryDirectory directory_;
  Authority authority_;
};

TEST_F(Imap, CountsTheMessagesOfTheSentFolderByTheirMessageId) {
  DovecotServer server(options());
  server.add(message("first@tilleuls", "Thu, 01 Oct 2026 00:00:00 +0200"), utc("2026-09-30T22:00:01Z"));
  server.add(message("last@tilleuls", "Sat, 31 Oct 2026 23:59:59 +0100"), utc("2026-10-31T22:59:59Z"));
  // The same message in two copies: two rows, one key.
  server.add(message("last@tilleuls", "Sat, 31 Oct 2026 23:59:59 +0100"), utc("2026-10-31T22:59:59Z"));
  // Long before and after: not even found.
  server.add(message("old@tilleuls", "Thu, 01 Sep 2026 00:00:00 +0200"), utc("2026-09-01T00:00:00Z"));
  server.add(message("new@tilleuls", "Thu, 10 Nov 2026 00:00:00 +0100"), utc("2026-11-10T00:00:00Z"));
  // Without a date, or with one that is none: the instant at which it came.
  server.add({"Message-ID: <undated@tilleuls>"}, utc("2026-10-12T08:00:00Z"));
  server.add(message("odd@tilleuls", "Lundi 12 octobre"), utc("2026-10-12T09:00:00Z"));
  // No identifier: a row without a key, which the rules refuse and count.
  server.add({"Date: Mon, 12 Oct 2026 10:00:00 +0200"}, utc("2026-10-12T08:00:00Z"));
  // Nobody wrote these, and this one was not sent.
  auto report = message("mdn@tilleuls", "Mon, 12 Oct 2026 10:00:00 +0200");
  report.push_back("Content-Type: multipart/report; report-type=disposition-notification");
  server.add(report, utc("2026-10-12T08:00:00Z"));
  auto robot = message("robot@tilleuls", "Mon, 12 Oct 2026 10:00:00 +0200");
  robot.push_back("Auto-Submitted: auto-replied");
  server.add(robot, utc("2026-10-12T08:00:00Z"));
  server.add(message("draft@tilleuls", "Mon, 12 Oct 2026 10:00:00 +0200"), utc("2026-10-12T08:00:00Z"), "DS");

  const auto before = server.state();
  const auto read = rows(section(server.port()));
  EXPECT_EQ(read.sentence(), "");
  EXPECT_TRUE(read.columns.at);
  EXPECT_THAT(read.rows, UnorderedElementsAre(
                             "text:670000165 | text:first@tilleuls | instant:2026-09-30T22:00:00Z | null",
                             "text:670000165 | text:last@tilleuls | instant:2026-10-31T22:59:59Z | null",
                             "text:670000165 | text:last@tilleuls | instant:2026-10-31T22:59:59Z | null",
                             "text:670000165 | text:undated@tilleuls | instant:2026-10-12T08:00:00Z | null",
                             "text:670000165 | text:odd@tilleuls | instant:2026-10-12T09:00:00Z | null",
                             "text:670000165 | null | instant:2026-10-12T08:00:00Z | null"));
  // Nothing is changed in the mailbox, and no body is asked for.
  EXPECT_EQ(server.state(), before);
  EXPECT_TRUE(
      test_support::eventually([&] { return server.log().find("body_count=") != std::string::npos; }));
  EXPECT_THAT(server.log(), HasSubstr("body_count=0"));

  EXPECT_EQ(rows(section(server.port()), "folder=Sent automatic=yes").rows.size(), 8U);
  EXPECT_EQ(rows(section(server.port()), "").rows.size(), 6U);  // the folder that the server marks
  EXPECT_EQ(rows(section(server.port()), "from=@TILLEULS.mssante.fr").rows.size(), 4U);
  EXPECT_THAT(rows(section(server.port()), "from=@cedres.mssante.fr").rows, IsEmpty());
  EXPECT_THAT(rows(section(server.port()), "finess=670000173 from=secretariat@").rows,
              testing::Each(HasSubstr("text:670000173")));
}

TEST_F(Imap, ReadsAThousandMessagesWithoutADouble) {
  DovecotServer server(options());
  for (int i = 0; i < 1000; ++i) {
    server.add({fmt::format("Message-ID: <{}@tilleuls>", i), "Date: Mon, 12 Oct 2026 10:00:00 +0200"},
               utc("2026-10-12T08:00:00Z"));
  }
  auto read = rows(section(server.port()));
  EXPECT_EQ(read.rows.size(), 1000U);
  std::ranges::sort(read.rows);
  EXPECT_TRUE(std::ranges::adjacent_find(read.rows) == read.rows.end());
  // A reader that has enough ends early.
  const auto connection = connectors::connect(section(server.port())).value();
  ASSERT_TRUE(connection.source->open());
  EXPECT_EQ(test_support::read_rows(*connection.source, "folder=Sent", 3, "mss_message").rows.size(), 3U);
}

TEST_F(Imap, FindsAFolderByItsFrenchName) {
  auto french = options();
  french.sent = "&AMk-l&AOk-ments envoy&AOk-s";  // "Éléments envoyés"
  french.marks_sent = false;
  french.capabilities = "IMAP4rev1";  // the oldest way to log in and to list
  DovecotServer server(french);
  server.add(message("a@tilleuls", "Mon, 12 Oct 2026 10:00:00 +0200"), utc("2026-10-12T08:00:00Z"));
  EXPECT_EQ(rows(section(server.port()), "folder='Éléments envoyés'").rows.size(), 1U);
  EXPECT_THAT(rows(section(server.port()), "folder=Sent").sentence(),
              HasSubstr("the mailbox has no folder Sent"));
  EXPECT_THAT(rows(section(server.port()), "").sentence(),
              HasSubstr("does not say which folder holds the sent messages"));
  EXPECT_THAT(rows(section(server.port()), "dossier=Sent").sentence(),
              HasSubstr("it is not one of a mailbox"));
}

TEST_F(Imap, KeepsItsConnectionForTheNextReadAndTellsWhenItIsGone) {
  DovecotServer server(options());
  auto proxy = std::make_unique<test_support::StallingProxy>(server.port());
  const auto connection = connectors::connect(section(proxy->port())).value();
  ASSERT_TRUE(connection.source->open());
  EXPECT_TRUE(connection.source->open());
  EXPECT_THAT(connection.source->excessive_grants().value(), IsEmpty());
  EXPECT_FALSE(connection.source->read_value("x"));
  proxy.reset();
  const auto reopened = connection.source->open();
  ASSERT_FALSE(reopened);
  EXPECT_EQ(reopened.error().kind, core::ErrorKind::transient);
  EXPECT_THAT(core::render(reopened.error().sentence, core::Language::en), HasSubstr("cannot be reached"));
}

TEST_F(Imap, SaysWhatIsWrongOnTheWayToTheMailbox) {
  DovecotServer server(options());
  auto wrong = section(server.port());
  test_support::write_file(directory_ / "other", "guess");
  wrong.password->name = directory_ / "other";
  EXPECT_THAT(refusal(wrong), HasSubstr("refused the account or its password"));

  auto untrusted = section(server.port());
  test_support::write_file(directory_ / "stranger.pem", Authority("AC étrangère").certificate());
  untrusted.tls_ca = directory_ / "stranger.pem";
  EXPECT_THAT(refusal(untrusted), HasSubstr("is not trusted"));
  untrusted.tls = config::SourceSection::Tls::require;
  EXPECT_EQ(refusal(untrusted), "It opened.");

  EXPECT_THAT(refusal(section(test_support::free_port())), HasSubstr("cannot be reached"));
}

TEST_F(Imap, ShowsItsClientCertificateWhereTheServerAsksForOne) {
  using Use = test_support::CertificateRequest::Use;
  const Authority clients("AC des clients");
  auto asking = options();
  asking.client_ca = clients.certificate();
  DovecotServer server(asking);
  server.add(message("a@tilleuls", "Mon, 12 Oct 2026 10:00:00 +0200"), utc("2026-10-12T08:00:00Z"));
  auto mutual = section(server.port());
  EXPECT_THAT(refusal(mutual), HasSubstr("refused the account"));

  const auto show = [&](const test_support::Issued& ours) {
    test_support::write_file(directory_ / "client.pem", ours.certificate);
    test_support::write_file(directory_ / "client.key", ours.key);
    mutual.client_certificate = directory_ / "client.pem";
    mutual.client_key = config::SecretRef{config::SecretRef::Kind::file, directory_ / "client.key"};
  };
  const auto ours = clients.issue({.use = Use::tls_client});
  show(ours);
  EXPECT_EQ(rows(mutual).rows.size(), 1U);
  show(Authority("AC étrangère").issue({.use = Use::tls_client}));
  EXPECT_NE(refusal(mutual), "It opened.");
  show({ours.certificate, clients.issue({.use = Use::tls_client}).key});
  EXPECT_THAT(refusal(mutual), HasSubstr("its client certificate cannot be used"));
}

TEST_F(Imap, GivesUpOnAServerThatFallsSilent) {
  DovecotServer server(options());
  test_support::StallingProxy proxy(server.port());
  auto patient = section(proxy.port());
  patient.spec.timeout = 1s;
  const auto connection = connectors::connect(patient).value();
  ASSERT_TRUE(connection.source->open());
  proxy.stall();
  const auto read = test_support::read_rows(*connection.source, "folder=Sent", 10, "mss_message");
  EXPECT_THAT(read.sentence(), HasSubstr("did not answer in time"));

  test_support::StallingProxy again(server.port());
  const auto stopped = connectors::connect(section(again.port())).value();
  ASSERT_TRUE(stopped.source->open());
  again.stall();
  stopped.cancel();
  EXPECT_EQ(test_support::read_rows(*stopped.source, "folder=Sent", 10, "mss_message").error->kind,
            core::ErrorKind::cancelled);
}

/// The sources of the trial's configuration replaced by `source`; gives the first establishment.
std::string read_alone(const test_support::Trial& trial, const std::string& source) {
  auto text = test_support::read_file(trial.configuration());
  const std::string mark = "finess      = \"";
  const auto finess = text.substr(text.find(mark) + mark.size(), 9);
  const auto begin = text.find("[[source]]");
  text.replace(begin, text.find("[store]") - begin,
               fmt::format("{}reject_limit = 0.5\nestablishments = [\"{}\"]\n\n[source.query]\nmss_message = "
                           "\"folder=Sent\"\n\n",
                           source, finess));
  test_support::write_file(trial.configuration(), text);
  return finess;
}

TEST_F(Imap, IsTestedByTheProgramsWhichTellOfRowsAndChangeNothing) {
  using test_support::Trial;
  DovecotServer server(options());
  const auto month = *core::Month::parse(Trial::last_month());
  const core::Instant noon =
      core::Zone::find("Europe/Paris")->start_of(month.first_day() + std::chrono::days(14)) + 12h;
  for (const auto* id : {"Message-ID: <1@tilleuls>", "Message-ID: <2@tilleuls>", "Message-ID: <2@tilleuls>",
                         "Subject: CANARI"}) {
    server.add({id}, noon);
  }
  Trial trial;
  trial.make_grappe({"--seed", "61", "--establishments", "2", "--persons", "5", "--months", "2"});
  const auto finess = read_alone(
      trial,
      fmt::format("[[source]]\nname = \"mssante\"\ntype = \"imap\"\nconnection = \"host=127.0.0.1 port={} "
                  "user=secretariat@tilleuls.mssante.fr\"\npassword = {{ file = \"{}\" }}\ntls_ca = \"{}\"\n",
                  server.port(), (directory_ / "password").string(), (directory_ / "ca.pem").string()));
  const auto before = server.state();

  const auto tested = trial.jauge({"source", "test", "mssante", "--month", Trial::last_month(), "--json"});
  ASSERT_EQ(tested.exit_code, 0) << tested.out << tested.err;
  const auto kinds = nlohmann::json::parse(tested.out).at("kinds");
  ASSERT_EQ(kinds.size(), 1U);
  EXPECT_EQ(kinds[0].at("kind"), "mss_message");
  EXPECT_EQ(kinds[0].at("read"), 4);
  EXPECT_EQ(kinds[0].at("members"), 2);
  EXPECT_EQ(kinds[0].at("refused"), nlohmann::json({{"cle-vide", 1}}));
  EXPECT_TRUE(kinds[0].at("first_refused_row").is_number()) << tested.out;
  EXPECT_GE(kinds[0].at("elapsed_ms"), 0);
  EXPECT_TRUE(kinds[0].at("problem").is_null()) << tested.out;

  const auto check = trial.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  EXPECT_THAT(check.out, HasSubstr("mss_message : "));
  for (const auto& text : {tested.out, tested.err, check.out, check.err}) {
    EXPECT_THAT(text, testing::Not(HasSubstr("CANARI")));
    EXPECT_THAT(text, testing::Not(HasSubstr("secret\n")));
  }
  EXPECT_EQ(server.state(), before);
  EXPECT_FALSE(std::filesystem::exists(trial.path("jauge.db")));

  // And counted: the month's truth is that of the mailbox.
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  const auto figures = nlohmann::json::parse(
      trial.jauge({"indicators", "--month", Trial::last_month(), "--json"}).out, nullptr, false);
  const auto counted = std::ranges::any_of(figures, [&](const auto& line) {
    return line.at("finess") == finess && line.at("indicator") == "messages-mssante" &&
           line.at("window") == "mois" && line.at("numerator") == 2;
  });
  EXPECT_TRUE(counted) << once.err << figures.dump(1);
}

}  // namespace
}  // namespace jauge
