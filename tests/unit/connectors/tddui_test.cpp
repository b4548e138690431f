// What a DUI posts: the official examples, names of resources, replays, corrections, and bodies that are
// hostile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "config/profile.hpp"
#include "connectors/catalog.hpp"
#include "connectors/tddui/bundle.hpp"
#include "connectors/tddui/listener.hpp"
#include "connectors/tddui/source.hpp"
#include "core/digest.hpp"
#include "core/schema.hpp"
#include "http/client.hpp"
#include "sqlite/lock.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::connectors {
namespace {

using Json = nlohmann::json;
using test_support::read_rows;
using test_support::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr const char* local_user = "https://identifiant-medicosocial-localusager.esante.gouv.fr";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

Json example(const std::string& name) {
  return Json::parse(
      content_of(std::filesystem::path(JAUGE_SOURCE_DIR) / "tests/data/fhir" / (name + ".json")));
}

config::Profile tddui_profile() {
  const auto path = std::filesystem::path(JAUGE_SOURCE_DIR) / "connectors/profiles/tddui.toml";
  const auto kinds = config::parse_facts(core::schema_file("facts.toml"), "facts.toml").value();
  return config::parse_profile(content_of(path), path.string(), kinds).value();
}

Json bundle(const std::vector<Json>& resources, const std::string& method = "POST") {
  Json out{{"resourceType", "Bundle"}, {"type", "transaction"}, {"entry", Json::array()}};
  for (const auto& resource : resources) {
    Json entry{{"resource", resource},
               {"request", {{"method", method}, {"url", resource.value("resourceType", "")}}}};
    if (resource.contains("id"))
      entry["fullUrl"] =
          "https://dui.example/" + resource.value("resourceType", "") + "/" + resource.value("id", "");
    out["entry"].push_back(entry);
  }
  return out;
}

Json patient(const std::string& file, const std::string& finess = "670000165") {
  return {{"resourceType", "Patient"},
          {"id", "p-" + file},
          {"identifier", {{{"system", local_user}, {"value", "3" + finess + "/" + file}}}},
          {"name", {{{"family", "KOECHLIN-CANARI"}}}}};
}

Json stay(const std::string& file, const std::string& start, const std::string& status = "in-progress",
          const std::string& finess = "670000165") {
  Json period{{"start", start}};
  return {{"resourceType", "Encounter"},
          {"id", "s-" + file},
          {"identifier",
           {{{"system", "https://identifiant-medicosocial-sejour.esante.gouv.fr"},
             {"value", "3" + finess + "/" + file + "-SEJOUR-1"}}}},
          {"status", status},
          {"subject", {{"reference", "Patient/p-" + file}}},
          {"period", period}};
}

Json event(const std::string& file, const std::string& number, const std::string& start,
           const std::string& status = "finished") {
  auto made = stay(file, start, status);
  made["id"] = "e-" + number;
  made["identifier"] = {{{"system", "https://identifiant-medicosocial-evenement.esante.gouv.fr"},
                         {"value", "3670000165/" + file + "-EVN-" + number}}};
  return made;
}

class Tddui : public testing::Test {
 protected:
  Tddui() {
    const auto profile = tddui_profile();
    section_.spec.name = "dui";
    section_.spec.type = "tddui";
    section_.spec.zone = core::Zone::find("Europe/Paris").value();
    section_.spec.timeout = std::chrono::seconds(20);
    section_.spec.queries = profile.queries;
    section_.listening.emplace();
    section_.listening->address = "127.0.0.1";
    section_.listening->path = "/fhir";
    section_.listening->accumulated = profile.overwritten;
    section_.listening->lasting = {"accompanied", "personalised_project", "qualified_identity"};
    section_.listening->inbox = (directory_ / "inbox/dui.db").string();
  }
  ~Tddui() override { close(); }

  void listen() {
    listener_ = std::make_unique<tddui::Listener>(section_, [this] { return now_.load(); });
    const auto port = listener_->open();
    ASSERT_TRUE(port) << core::render(port.error().sentence, core::Language::en);
    port_ = *port;
    thread_ = std::thread([this] { listener_->serve({}); });
  }
  void close() {
    if (!listener_) return;
    listener_->stop();
    thread_.join();
    listener_.reset();
  }

  http::Reply send(const std::string& body,
                   const std::vector<std::string>& headers = {"Content-Type: application/fhir+json"},
                   const std::string& method = "POST", const std::string& path = "/fhir") {
    http::ClientOptions options;
    options.plain_http = true;
    options.tls = tls_;
    http::Call call;
    call.method = method;
    call.url = fmt::format("{}://127.0.0.1:{}{}", section_.listening->certificate.empty() ? "http" : "https",
                           port_, path);
    call.headers = headers;
    call.body = body;
    call.body_cap = 1 << 20;
    return http::Client(options).perform(call);
  }
  Json post(const Json& body) {
    const auto reply = send(body.dump());
    EXPECT_EQ(reply.status, 200) << reply.body << core::render(reply.sentence, core::Language::en);
    return reply.body.empty() ? Json() : Json::parse(reply.body);
  }

  /// "finess | at | until" of each row; the keys are hashes.
  std::vector<std::string> rows(const std::string& kind) {
    const auto connection = tddui::connect(section_);
    const auto opened = connection.source->open();
    if (!opened) return {core::render(opened.error().sentence, core::Language::en)};
    const auto read = read_rows(*connection.source, section_.spec.queries.at(kind), 1'000'000, kind);
    EXPECT_EQ(read.sentence(), "");
    std::vector<std::string> out;
    for (const auto& row : read.rows) {
      const auto first = row.find(" | ");
      const auto second = row.find(" | ", first + 3);
      out.push_back(row.substr(0, first) + row.substr(second));
    }
    return out;
  }
  std::set<std::string> keys(const std::string& kind) {
    const auto connection = tddui::connect(section_);
    EXPECT_TRUE(connection.source->open());
    std::set<std::string> found;
    for (const auto& row :
         read_rows(*connection.source, section_.spec.queries.at(kind), 1'000'000, kind).rows)
      found.insert(row.substr(0, row.rfind(" | ", row.rfind(" | ") - 1)));
    return found;
  }
  std::optional<core::Instant> covered(core::Instant now) {
    const auto connection = tddui::connect(section_);
    EXPECT_TRUE(connection.source->open());
    std::optional<core::Instant> until;
    core::Query query{"accompanied", section_.spec.queries.at("accompanied"), {}, {}, now};
    EXPECT_TRUE(connection.source->read(
        query, [&](core::Columns columns) { until = columns.covered_until; },
        [](const core::Row&) { return true; }));
    return until;
  }

  TemporaryDirectory directory_;
  config::SourceSection section_;
  http::ClientTls tls_;
  std::atomic<core::Instant> now_{core::parse_utc("2026-10-15T10:00:00Z").value()};
  std::unique_ptr<tddui::Listener> listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST_F(Tddui, TakesTheOfficialExamples) {
  listen();
  const auto answer = post(example("Bundle-tddui-pp-ime-bundle-example"));
  EXPECT_EQ(answer.at("type"), "transaction-response");
  ASSERT_THAT(answer.at("entry"), SizeIs(7));
  for (const auto& entry : answer.at("entry")) EXPECT_EQ(entry.at("response").at("status"), "201 Created");
  EXPECT_THAT(answer.at("entry")[0].at("response").at("location").get<std::string>(),
              testing::MatchesRegex("Patient/[0-9a-f]{32}"));

  post(bundle({example("Organization-tddui-organization-example"),
               example("Patient-tddui-patient-ins-example"),
               example("Encounter-tddui-encounter-sejour-example"),
               example("Encounter-tddui-encounter-evenement-example")}));
  EXPECT_THAT(rows("accompanied"), ElementsAre("text:480787529 | text:2023-04-14 | null"));
  EXPECT_THAT(rows("personalised_project"), ElementsAre("text:480787529 | null | null"));
  EXPECT_THAT(rows("qualified_identity"), ElementsAre("text:480787529 | null | null"));
  EXPECT_THAT(rows("file_update"), testing::Each("text:480787529 | text:2026-10-15T10:00:00Z | null"));
  // The person of the stay is the one whose identity is qualified, and the one who was written about.
  EXPECT_EQ(keys("accompanied"), keys("qualified_identity"));
}

TEST_F(Tddui, KeepsNoIdentifierOnThisMachine) {
  listen();
  post(bundle({patient("DOSSIER-CANARI"), stay("DOSSIER-CANARI", "2026-10-02")}));
  close();
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / "inbox")) {
    EXPECT_THAT(content_of(entry.path()), Not(HasSubstr("CANARI"))) << entry.path();
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::others_all, std::filesystem::perms::none)
        << entry.path();
  }
}

TEST_F(Tddui, ChangesNothingWhenABundleComesAgain) {
  listen();
  const auto posted = bundle({patient("1"), stay("1", "2026-10-02")});
  post(posted);
  const auto before = rows("file_update");
  now_ = core::parse_utc("2026-10-20T10:00:00Z").value();
  const auto again = post(posted);
  EXPECT_EQ(again.at("entry")[0].at("response").at("status"), "200 OK");
  EXPECT_EQ(rows("file_update"), before);
  EXPECT_THAT(rows("accompanied"), SizeIs(1));
}

TEST_F(Tddui, FollowsWhatIsCorrectedCancelledAndDeleted) {
  listen();
  post(bundle({patient("1"), stay("1", "2026-10-02"), event("1", "7", "2026-10-05T10:00:00+02:00")}));
  EXPECT_THAT(rows("agenda_event"), SizeIs(1));
  now_ = core::parse_utc("2026-10-20T10:00:00Z").value();
  auto ended = stay("1", "2026-10-02", "finished");
  ended["period"]["end"] = "2026-10-18";
  post(bundle({patient("1"), ended, event("1", "7", "2026-10-05T10:00:00+02:00", "cancelled")}, "PUT"));
  EXPECT_THAT(rows("accompanied"), ElementsAre("text:670000165 | text:2026-10-02 | text:2026-10-18"));
  EXPECT_THAT(rows("agenda_event"), IsEmpty());
  // Both writes in the file are kept: the resource alone would tell of the last one.
  EXPECT_THAT(rows("file_update"), testing::Contains("text:670000165 | text:2026-10-15T10:00:00Z | null"));
  EXPECT_THAT(rows("file_update"), testing::Contains("text:670000165 | text:2026-10-20T10:00:00Z | null"));

  const Json removal{{"resourceType", "Bundle"},
                     {"type", "transaction"},
                     {"entry",
                      {{{"request",
                         {{"method", "DELETE"},
                          {"url",
                           "Encounter?identifier=https://"
                           "identifiant-medicosocial-sejour.esante.gouv.fr|3670000165/1-SEJOUR-1"}}}}}}};
  EXPECT_EQ(post(removal).at("entry")[0].at("response").at("status"), "204 No Content");
  EXPECT_THAT(rows("accompanied"), IsEmpty());
  EXPECT_EQ(post(removal).at("entry")[0].at("response").at("status"), "404 Not Found");
}

TEST_F(Tddui, DoesNotLetAnOldVersionUndoANewOne) {
  listen();
  auto late = stay("1", "2026-10-02");
  late["meta"]["lastUpdated"] = "2026-10-03T08:00:00Z";
  auto newer = stay("1", "2026-10-02", "cancelled");
  newer["meta"]["lastUpdated"] = "2026-10-04T08:00:00Z";
  post(bundle({patient("1"), newer}));
  post(bundle({patient("1"), late}));
  EXPECT_THAT(rows("accompanied"), IsEmpty());
}

TEST_F(Tddui, KnowsAPersonByWhateverReference) {
  listen();
  const auto answer = post(bundle({patient("1"), stay("1", "2026-10-02")}));
  const auto key = keys("accompanied");
  const auto location = answer.at("entry")[0].at("response").at("location").get<std::string>();
  for (const auto& subject :
       {Json{{"reference", "Patient?identifier=" + std::string(local_user) + "|3670000165/1"}},
        Json{{"reference", location}},
        Json{{"type", "Patient"}, {"identifier", {{"system", local_user}, {"value", "3670000165/1"}}}},
        Json{{"identifier", {{"system", local_user}, {"value", "3670000165/1"}}}}}) {
    auto again = stay("1", "2026-10-03");
    again["subject"] = subject;
    post(bundle({again}));
    EXPECT_EQ(keys("accompanied"), key) << subject;
  }
  // As a Bundle's own name.
  auto in_bundle = bundle({patient("1"), stay("1", "2026-10-04")});
  in_bundle["entry"][0]["fullUrl"] = "urn:uuid:4f3b1c2a-0000-4000-8000-000000000001";
  in_bundle["entry"][0]["resource"].erase("id");
  in_bundle["entry"][1]["resource"]["subject"]["reference"] = "urn:uuid:4f3b1c2a-0000-4000-8000-000000000001";
  post(in_bundle);
  EXPECT_EQ(keys("accompanied"), key);
}

TEST_F(Tddui, KeepsApartTheFilesOfAPersonInTwoEstablishments) {
  listen();
  const Json ins{{"system", "urn:oid:1.2.250.1.213.1.4.8"}, {"value", "147720425367411"}};
  auto here = patient("1");
  here["identifier"].push_back(ins);
  auto there = patient("9", "2A0000014");
  there["identifier"].insert(there["identifier"].begin(), ins);
  post(bundle({here, stay("1", "2026-10-02")}));
  post(bundle({there, stay("9", "2026-10-02", "in-progress", "2A0000014")}));
  EXPECT_THAT(rows("accompanied"), UnorderedElementsAre("text:670000165 | text:2026-10-02 | null",
                                                        "text:2A0000014 | text:2026-10-02 | null"));
  EXPECT_THAT(keys("accompanied"), SizeIs(2));
}

TEST_F(Tddui, FindsAnEstablishmentThatWasPostedBefore) {
  listen();
  Json house{{"resourceType", "Organization"},
             {"id", "house"},
             {"identifier",
              {{{"system", "https://finess.esante.gouv.fr"},
                {"value", "670000165"},
                {"type", {{"coding", {{{"code", "FINEG"}}}}}}}}}};
  auto without = stay("1", "2026-10-02");
  without["identifier"][0]["value"] = "1-SEJOUR-1";
  without["identifier"][0]["system"] = "https://identifiant-medicosocial-sejour.esante.gouv.fr";
  without["serviceProvider"] = {
      {"reference", "Organization?identifier=https://finess.esante.gouv.fr|670000165"}};
  post(bundle({house}));
  post(bundle({patient("1"), without}));
  // The identifier of the stay comes first, whatever it holds.
  EXPECT_THAT(rows("accompanied"), SizeIs(1));
}

TEST_F(Tddui, CoversNoMoreThanItsListenerHasHeard) {
  const auto noon = core::parse_utc("2026-10-15T10:00:00Z").value();
  listen();
  EXPECT_EQ(covered(noon), core::Instant{}) << "nothing was ever posted";
  post(bundle({patient("1")}));
  EXPECT_EQ(covered(noon), noon);
  const auto later = noon + std::chrono::days(3);
  EXPECT_EQ(covered(later), later) << "the listener is up";
  EXPECT_EQ(covered(noon + std::chrono::days(30)), noon + std::chrono::days(7))
      << "the DUI has fallen silent";
  now_ = later;
  close();
  listen();
  close();
  EXPECT_EQ(covered(later + std::chrono::days(1)), later) << "its last sign of life";
}

TEST_F(Tddui, KeepsWhatItTookAcrossARestart) {
  listen();
  post(bundle({patient("1"), stay("1", "2026-10-02")}));
  const auto key = keys("accompanied");
  close();
  listen();
  post(bundle({patient("1"), stay("1", "2026-10-03")}));
  EXPECT_EQ(keys("accompanied"), key);
  close();
  std::filesystem::remove(directory_ / "inbox/dui.key");
  tddui::Listener keyless(section_, [this] { return now_.load(); });
  const auto opened = keyless.open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, core::ErrorKind::damaged);
}

TEST_F(Tddui, LetsGoOfWhatEndedLongAgo) {
  listen();
  auto old = stay("1", "2020-01-01", "finished");
  old["period"]["end"] = "2020-02-01";
  post(bundle({patient("1"), old, patient("2"), stay("2", "2020-01-01"), event("2", "1", "2020-01-05")}));
  close();
  now_ = core::parse_utc("2026-10-16T10:00:00Z").value();
  listen();
  EXPECT_THAT(rows("accompanied"), ElementsAre("text:670000165 | text:2020-01-01 | null"));
  EXPECT_THAT(rows("agenda_event"), IsEmpty());
}

TEST_F(Tddui, KeepsAStateThatBeganLongAgoAndHasNoEnd) {
  section_.spec.queries["qualified_identity"] =
      "resource = \"Patient\"\nfiness = \"identifier.value\"\nsubject = \"getResourceKey()\"\nat = "
      "\"extension('validated').valueDate\"\n";
  listen();
  auto qualified = patient("1");
  qualified["extension"] = {{{"url", "validated"}, {"valueDate", "2020-05"}}};
  post(bundle({qualified}));
  EXPECT_THAT(rows("qualified_identity"), ElementsAre("text:670000165 | text:2020-05-01 | null"));
  close();
  now_ = core::parse_utc("2026-10-16T10:00:00Z").value();
  listen();
  EXPECT_THAT(rows("qualified_identity"), SizeIs(1));
}

TEST_F(Tddui, SaysThatNoListenerHasRun) {
  EXPECT_THAT(rows("accompanied"), ElementsAre(HasSubstr("no listener has run yet")));
}

TEST_F(Tddui, IsReadAsSoonAsItsListenerListensWhenBothStartTogether) {
  std::future<std::vector<std::string>> read =
      std::async(std::launch::async, [&] { return rows("accompanied"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  listen();
  EXPECT_THAT(read.get(), IsEmpty());
}

TEST_F(Tddui, ListensThoughAReadHoldsItsLockForAMoment) {
  listen();
  close();
  auto lock = std::make_optional(sqlite::FileLock::acquire(directory_ / "inbox/dui.lock").value());
  std::future<void> look = std::async(std::launch::async, [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    lock.reset();
  });
  listen();
  look.get();
  post(bundle({patient("1"), stay("1", "2026-09-03")}));
  EXPECT_THAT(rows("accompanied"), SizeIs(1));
}

TEST_F(Tddui, AnswersWithAnOutcomeToWhatItDoesNotTake) {
  listen();
  const auto status = [&](const http::Reply& reply) {
    const auto outcome = Json::parse(reply.body, nullptr, false);
    EXPECT_EQ(outcome.value("resourceType", ""), "OperationOutcome") << reply.body;
    return *reply.status;
  };
  EXPECT_EQ(status(send("{}", {"Content-Type: application/fhir+xml"})), 415);
  EXPECT_EQ(status(send("{}", {"Content-Type: application/fhir+json", "Content-Encoding: gzip"})), 415);
  EXPECT_EQ(status(send("", {}, "GET")), 405);
  EXPECT_EQ(status(send("{}", {"Content-Type: application/fhir+json"}, "POST", "/other")), 404);
  EXPECT_EQ(status(send("{}")), 422);
  EXPECT_EQ(status(send(R"({"resourceType": "Bundle", "type": "collection"})")), 422);
  EXPECT_EQ(status(send(R"({"resourceType": "Bundle", "type": "transaction", "entry": [{}]})")), 400);
  EXPECT_EQ(
      status(send(
          R"({"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "DELETE", "url": "x"}}]})")),
      400);
  EXPECT_EQ(
      status(send(
          R"({"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "PATCH"}, "resource": {"resourceType": "Patient"}}]})")),
      422);
  const auto metadata = send("", {}, "GET", "/fhir/metadata");
  EXPECT_EQ(Json::parse(metadata.body).at("resourceType"), "CapabilityStatement");
  EXPECT_THAT(rows("accompanied"), IsEmpty());
}

TEST_F(Tddui, AsksForItsToken) {
  test_support::write_file(directory_ / "token", "s3cr3t");
  section_.listening->token =
      config::SecretRef{config::SecretRef::Kind::file, (directory_ / "token").string()};
  listen();
  EXPECT_EQ(send("{}").status, 401);
  EXPECT_EQ(send("{}", {"Content-Type: application/json", "Authorization: Bearer s3cr3u"}).status, 401);
  EXPECT_EQ(send("{}", {"Content-Type: application/json", "Authorization: Bearer s3cr3t"}).status, 422);
}

TEST_F(Tddui, LetsInTheCertificateOfTheDuiAloneAmongThoseOfItsAuthority) {
  using Use = test_support::CertificateRequest::Use;
  const test_support::Authority authority;
  const auto server = authority.issue({.use = Use::tls_server});
  const auto write = [&](const char* name, const std::string& text) {
    test_support::write_file(directory_ / name, text);
    return (directory_ / name).string();
  };
  section_.listening->certificate = write("server.crt", server.certificate);
  section_.listening->key = config::SecretRef{config::SecretRef::Kind::file, write("server.key", server.key)};
  section_.listening->client_ca = write("ca.pem", authority.certificate());
  section_.listening->client = "1670000157";
  listen();
  const auto body = bundle({patient("1")}).dump();
  const auto with = [&](const test_support::Issued& client) {
    tls_.ca_file = (directory_ / "ca.pem").string();
    tls_.certificate_file = write("client.crt", client.certificate);
    tls_.key_pem = client.key;
    return send(body);
  };
  EXPECT_EQ(with(authority.issue({.use = Use::tls_client})).status, 200);
  EXPECT_EQ(with(authority.issue({.use = Use::tls_client, .units = {"1999999999"}})).status, 403);
  EXPECT_NE(with(test_support::Authority("Autre").issue({.use = Use::tls_client})).status, 200);
  tls_.certificate_file.clear();
  EXPECT_NE(send(body).status, 200);
}

// reliability.md, section 4: the rows of the table of threats that a posted body can bring.

class TdduiThreats : public Tddui {
 protected:
  void expect_refused(const std::string& body, int status = 400) {
    listen();
    const auto reply = send(body);
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_THAT(reply.body, Not(HasSubstr("CANARI")));
    EXPECT_EQ(send(bundle({patient("1")}).dump()).status, 200) << "it goes on";
  }
};

TEST_F(TdduiThreats, DeepNestingIsRefused) {
  expect_refused(std::string(100'000, '[') + std::string(100'000, ']'));
}
TEST_F(TdduiThreats, DuplicateKeyIsRefused) {
  expect_refused(R"({"resourceType": "Bundle", "type": "transaction", "type": "batch", "x": "CANARI"})");
}
TEST_F(TdduiThreats, BadUtf8IsRefused) {
  expect_refused("{\"resourceType\": \"\xff\"}");
}
TEST_F(TdduiThreats, TruncatedBodyIsRefused) {
  expect_refused(bundle({patient("CANARI")}).dump().substr(0, 200));
}
TEST_F(TdduiThreats, ReferenceThatIsNoTextLosesNothingOfTheBundle) {
  listen();
  auto odd = stay("1", "2026-10-02");
  odd["serviceProvider"] = {{"reference", 7}, {"identifier", {{"system", "a"}, {"value", "b"}}}};
  post(bundle({patient("1"), odd}));
  EXPECT_THAT(rows("accompanied"), SizeIs(1));
}
TEST_F(TdduiThreats, HugeBodyIsRefused) {
  expect_refused(std::string(std::size_t{9} << 20, ' '), 413);
}

TEST_F(TdduiThreats, BadDatesAndKeysAreRowsThatTheRulesRefuse) {
  listen();
  auto nameless = stay("1", "0000-00-00");
  nameless["subject"] = Json::object();
  auto infinite = stay("2", "infinity");
  auto endless = stay("3", std::string(1000, '9'));
  post(bundle({nameless, patient("2"), infinite, patient("3"), endless}));
  EXPECT_THAT(rows("accompanied"), UnorderedElementsAre("text:670000165 | text:0000-00-00 | null",
                                                        "text:670000165 | text:infinity | null",
                                                        "text:670000165 | text:? | null"));
  EXPECT_THAT(keys("accompanied"), testing::Contains("text:670000165 | null"));
}

TEST_F(TdduiThreats, HostileIdentifiersTakeNobodysPlace) {
  listen();
  for (const auto& file : {std::string("a\0b", 3), std::string(5000, 'x'), std::string("../../etc"),
                           std::string("'; DROP TABLE observation; --")}) {
    auto one = patient("1");
    one["identifier"][0]["value"] = "3670000165/" + file;
    auto its = stay("1", "2026-10-02");
    its["identifier"][0]["value"] = "3670000165/" + file + "-S";
    post(bundle({one, its}));
  }
  EXPECT_THAT(keys("accompanied"), SizeIs(4));
}

RC_GTEST_PROP(TdduiBundle, IsReadOrRefusedWhateverTheBytes, (const std::string& bytes)) {
  const tddui::Naming naming{[](std::string_view text) { return core::sha256(text).hex().substr(0, 32); },
                             [](const std::string&) { return std::string(); }};
  const auto read = tddui::read_submission(
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + bytes + "}]}", naming,
      core::Instant{});
  if (read) RC_ASSERT(read->entries.size() == 1U);
}

TEST(Conditional, NamesATypeAndAnIdentifier) {
  const auto asked = tddui::conditional("https://dui/fhir/Patient?identifier=urn%3Ax%7C12&x=y");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->type, "Patient");
  EXPECT_EQ(asked->system, "urn:x");
  EXPECT_EQ(asked->value, "12");
  EXPECT_EQ(tddui::conditional("Patient?identifier=12")->value, "12");
  EXPECT_FALSE(tddui::conditional("Patient/12"));
  EXPECT_FALSE(tddui::conditional("patient?identifier=12"));
  EXPECT_FALSE(tddui::conditional("Patient?name=x"));
}

}  // namespace
}  // namespace jauge::connectors
