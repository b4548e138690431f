// Requests of a source: credentials, waits, caps, and what no sentence says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "connectors/web/fetch.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/web_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors::web {
namespace {

using core::ErrorKind;
using test_support::json_response;
using test_support::TemporaryDirectory;
using test_support::WebDouble;
using testing::HasSubstr;
using testing::Not;
using Auth = config::WebAccess::Auth;

constexpr std::string_view secret = "Tr0p-Secret";

std::string header(const http::Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

std::string all_of(const core::Error& error) {
  std::string text;
  for (const auto language : {core::Language::en, core::Language::fr})
    text += core::render(error.sentence, language) + " " + core::render(error.hint, language) + "\n";
  return text;
}

/// A Fetcher that notes its waits instead of waiting.
struct Trial {
  explicit Trial(config::SourceSection section)
      : halt(std::make_shared<Halt>()),
        fetcher(std::move(section), halt,
                {.body_cap = 1000,
                 .now = [this] { return now; },
                 .wait =
                     [this](std::chrono::milliseconds time) {
                       waits.push_back(time.count());
                       return true;
                     }}) {}
  core::Result<Answer> get(const std::string& url, std::vector<std::string> headers = {}) {
    if (auto opened = fetcher.open(); !opened) return core::Failure(opened.error());
    return fetcher.get(url, headers, "accompanied");
  }
  core::Instant now{std::chrono::seconds(1'800'000'000)};
  std::vector<std::int64_t> waits;
  std::shared_ptr<Halt> halt;
  Fetcher fetcher;
};

TEST(Fetcher, SendsTheHeadersItIsGivenAndNamesItself) {
  const WebDouble server([](const auto&) { return json_response("{}"); });
  Trial trial(web_section(server.url()));
  const auto answer = trial.get(server.url("/Encounter?x=1"), {"Accept: application/fhir+json"});
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->good());
  EXPECT_EQ(answer->body, "{}");
  const auto request = server.requests().at(0);
  EXPECT_EQ(header(request, "accept"), "application/fhir+json");
  EXPECT_EQ(header(request, "user-agent"), "jauge");
  EXPECT_EQ(header(request, "authorization"), "");
  EXPECT_EQ(header(request, "accept-encoding"), "");
}

TEST(Fetcher, ShowsBasicAndBearerCredentials) {
  const WebDouble server([](const auto&) { return json_response("{}"); });
  const TemporaryDirectory directory;
  auto basic = web_section(server.url());
  basic.web->auth = Auth::basic;
  basic.web->user = "Aladdin";
  basic.password = secret_in(directory, "password", "open sesame\n");
  ASSERT_TRUE(Trial(basic).get(server.url("/a")).has_value());
  EXPECT_EQ(header(server.requests().at(0), "authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

  auto bearer = web_section(server.url());
  bearer.web->auth = Auth::bearer;
  bearer.web->token = secret_in(directory, "token", "abc.def");
  ASSERT_TRUE(Trial(bearer).get(server.url("/b")).has_value());
  EXPECT_EQ(header(server.requests().at(1), "authorization"), "Bearer abc.def");
}

TEST(Fetcher, AddsSecretHeadersAndParametersToEveryRequest) {
  const WebDouble server([](const auto&) { return json_response("{}"); });
  const TemporaryDirectory directory;
  auto section = web_section(server.url());
  section.web->headers = {{"X-Api-Key", "", secret_in(directory, "key", secret)},
                          {"X-Site", "670000165", {}}};
  section.web->parameters = {{"apikey", "", secret_in(directory, "key2", "a&b=c")}};
  Trial trial(section);
  ASSERT_TRUE(trial.get(server.url("/a?x=1")).has_value());
  ASSERT_TRUE(trial.get(server.url("/a?apikey=echo")).has_value());
  const auto requests = server.requests();
  EXPECT_EQ(header(requests.at(0), "x-api-key"), secret);
  EXPECT_EQ(header(requests.at(0), "x-site"), "670000165");
  EXPECT_EQ(requests.at(0).query.at("apikey"), "a&b=c");
  EXPECT_EQ(requests.at(0).query.at("x"), "1");
  EXPECT_EQ(requests.at(1).query.at("apikey"), "echo");
}

TEST(Fetcher, RefusesASecretThatWouldBeginAnotherHeader) {
  const WebDouble server([](const auto&) { return json_response("{}"); });
  const TemporaryDirectory directory;
  auto section = web_section(server.url());
  section.web->headers = {{"X-Api-Key", "", secret_in(directory, "key", "a\r\nX-Other: b")}};
  const auto answer = Trial(section).get(server.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(server.requests().empty());
}

TEST(Fetcher, WaitsAsLongAsRetryAfterSaysAndAsksAgain) {
  int calls = 0;
  const WebDouble server([&](const auto&) {
    ++calls;
    if (calls == 4) return json_response("{}");
    auto busy = json_response("", calls == 3 ? 503 : 429);
    if (calls == 1) busy.headers["Retry-After"] = "7";
    if (calls == 2) busy.headers["Retry-After"] = "Fri, 15 Jan 2027 08:00:05 GMT";
    return busy;
  });
  Trial trial(web_section(server.url()));
  const auto answer = trial.get(server.url("/a"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(trial.waits, (std::vector<std::int64_t>{7000, 5000, 4000}));
}

TEST(Fetcher, GivesUpWhenTheWaitIsLongerThanTheRead) {
  const WebDouble server([&](const auto&) {
    auto busy = json_response("", 429);
    busy.headers["Retry-After"] = "3600";
    return busy;
  });
  Trial trial(web_section(server.url()));
  const auto answer = trial.get(server.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::transient);
  EXPECT_THAT(all_of(answer.error()), HasSubstr("3600 s"));
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Fetcher, StopsAskingAServerThatAlwaysSaysLater) {
  const WebDouble server([](const auto&) {
    auto busy = json_response("", 503);
    busy.headers["Retry-After"] = "0";
    return busy;
  });
  Trial trial(web_section(server.url()));
  const auto answer = trial.get(server.url("/a"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(server.requests().size(), 6U);
  EXPECT_EQ(good_answer(answer, "dui", "accompanied").error().kind, ErrorKind::transient);
}

TEST(Fetcher, KeepsToTheRate) {
  const WebDouble server([](const auto&) { return json_response("{}"); });
  auto section = web_section(server.url());
  section.web->rate = 6;
  Trial trial(section);
  ASSERT_TRUE(trial.get(server.url("/a")).has_value());
  ASSERT_TRUE(trial.get(server.url("/b")).has_value());
  ASSERT_EQ(trial.waits.size(), 1U);
  EXPECT_GT(trial.waits[0], 9000);
  EXPECT_LE(trial.waits[0], 10'000);
}

TEST(Fetcher, EndsWithinAWaitWhenItIsStopped) {
  const WebDouble server([](const auto&) { return json_response("", 503); });
  const auto halt = std::make_shared<Halt>();
  Fetcher fetcher(web_section(server.url()), halt);
  ASSERT_TRUE(fetcher.open().has_value());
  std::thread other([&] { halt->stop(); });
  const auto answer = fetcher.get(server.url("/a"), {}, "accompanied");
  other.join();
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(fetcher.stopped());
}

TEST(Fetcher, UsesOneConnectionForAllItsRequests) {
  // The server takes a single connection.
  const http::RawServer server([](int socket) {
    for (int i = 0; i < 3; ++i) {
      if (http::read_head(socket).empty()) return;
      http::write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }
    http::wait_for_end(socket);
  });
  Trial trial(web_section(server.url("")));
  for (int i = 0; i < 3; ++i) {
    const auto answer = trial.get(server.url("/a"));
    ASSERT_TRUE(answer.has_value()) << all_of(answer.error());
    EXPECT_EQ(answer->body, "{}");
  }
}

TEST(Fetcher, ConnectsAgainWhenTheServerHasClosed) {
  const WebDouble server([](const auto&) {
    auto answer = json_response("{}");
    answer.headers["Connection"] = "close";
    return answer;
  });
  Trial trial(web_section(server.url()));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(trial.get(server.url("/a")).has_value());
}

TEST(Fetcher, RefusesAnAnswerThatIsCompressed) {
  const WebDouble server([](const auto&) {
    auto answer = json_response("\x1f\x8b");
    answer.headers["Content-Encoding"] = "gzip";
    return answer;
  });
  const auto answer = Trial(web_section(server.url())).get(server.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_THAT(all_of(answer.error()), HasSubstr("compressed"));
}

TEST(Fetcher, RefusesAnAnswerAboveItsCap) {
  const WebDouble server([](const auto&) { return json_response(std::string(1001, ' ')); });
  const auto answer = Trial(web_section(server.url())).get(server.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
  EXPECT_THAT(all_of(answer.error()), HasSubstr("page_size"));
}

TEST(Fetcher, NeverFollowsARedirection) {
  const WebDouble elsewhere([](const auto&) { return json_response("{}"); });
  const WebDouble server([&](const auto&) {
    auto moved = json_response("", 302);
    moved.headers["Location"] = elsewhere.url("/a");
    return moved;
  });
  const auto answer =
      good_answer(Trial(web_section(server.url())).get(server.url("/a")), "dui", "accompanied");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(Fetcher, SaysWhatAStatusMeans) {
  const std::map<int, ErrorKind> kinds{{400, ErrorKind::invalid},   {401, ErrorKind::refused},
                                       {403, ErrorKind::refused},   {404, ErrorKind::invalid},
                                       {410, ErrorKind::invalid},   {422, ErrorKind::invalid},
                                       {500, ErrorKind::transient}, {502, ErrorKind::transient}};
  for (const auto& [status, kind] : kinds) {
    const WebDouble server([status = status](const auto&) { return json_response("", status); });
    const auto answer =
        good_answer(Trial(web_section(server.url())).get(server.url("/a")), "dui", "accompanied");
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, kind) << status;
  }
}

TEST(Fetcher, CannotReachAServerThatIsNotThere) {
  const auto answer = Trial(web_section("http://127.0.0.1:1")).get("http://127.0.0.1:1/a");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::transient);
}

TEST(Fetcher, TrustsTheConfiguredAuthorityAlone) {
  const test_support::Authority ours;
  const test_support::Authority other;
  const TemporaryDirectory directory;
  test_support::write_file(directory / "ours.pem", ours.certificate());
  test_support::write_file(directory / "other.pem", other.certificate());
  const auto issued = ours.issue({.use = test_support::CertificateRequest::Use::tls_server});
  const WebDouble server([](const auto&) { return json_response("{}"); },
                         http::ServerTls{issued.certificate, issued.key, "", "", false});
  auto section = web_section(server.url());
  section.tls_ca = directory / "ours.pem";
  EXPECT_TRUE(Trial(section).get(server.url("/a")).has_value());
  section.tls_ca = directory / "other.pem";
  EXPECT_EQ(Trial(section).get(server.url("/a")).error().kind, ErrorKind::refused);
  section.tls_ca.clear();  // the system's store does not know it either
  EXPECT_EQ(Trial(section).get(server.url("/a")).error().kind, ErrorKind::refused);
  section.tls = config::SourceSection::Tls::require;
  EXPECT_TRUE(Trial(section).get(server.url("/a")).has_value());
}

TEST(Fetcher, ShowsItsClientCertificate) {
  const test_support::Authority authority;
  const TemporaryDirectory directory;
  using Use = test_support::CertificateRequest::Use;
  const auto theirs = authority.issue({.use = Use::tls_server});
  const auto ours = authority.issue({.use = Use::tls_client});
  test_support::write_file(directory / "ca.pem", authority.certificate());
  test_support::write_file(directory / "client.pem", ours.certificate);
  const WebDouble server([](const auto&) { return json_response("{}"); },
                         http::ServerTls{theirs.certificate, theirs.key, authority.certificate(), "", true});
  auto section = web_section(server.url());
  section.tls_ca = directory / "ca.pem";
  EXPECT_FALSE(Trial(section).get(server.url("/a")).has_value());
  section.client_certificate = directory / "client.pem";
  section.client_key = secret_in(directory, "client.key", ours.key);
  EXPECT_TRUE(Trial(section).get(server.url("/a")).has_value());
}

/// A server of tokens that live as long as it is told, and of data for the last one of them.
struct SmartServer {
  SmartServer() : server([this](const http::Request& request) { return answer(request); }) {}

  http::Response answer(const http::Request& request) {
    if (request.path == "/.well-known/smart-configuration") {
      return json_response(fmt::format(R"({{"token_endpoint":"{}"}})", server.url("/token")));
    }
    if (request.path == "/token") {
      token_body = request.body;
      if (token_status != 200) return json_response(R"({"error":"invalid_client"})", token_status);
      ++issued;
      return json_response(
          fmt::format(R"({{"access_token":"t{}","token_type":"bearer","expires_in":{},"scope":"{}"}})",
                      issued, lifetime, scope));
    }
    const bool good = header(request, "authorization") == fmt::format("Bearer t{}", issued) && !forgets;
    forgets = false;
    return json_response("{}", good ? 200 : 401);
  }

  config::SourceSection section() {
    auto made = web_section(server.url());
    EVP_PKEY* const key = EVP_EC_gen("P-384");
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio, &data));
    made.web->auth = Auth::smart;
    made.web->smart = config::WebAccess::Smart{"jauge", secret_in(directory, "smart.key", {data, size}), "k1",
                                               "", "system/Encounter.rs system/CarePlan.rs"};
    BIO_free_all(bio);
    EVP_PKEY_free(key);
    return made;
  }

  TemporaryDirectory directory;
  int issued = 0;
  int token_status = 200;
  int lifetime = 300;
  bool forgets = false;
  std::string scope = "system/Encounter.rs";
  std::string token_body;
  WebDouble server;
};

TEST(SmartToken, IsAskedForWithASignedAssertionAndKeptWhileItLives) {
  SmartServer smart;
  Trial trial(smart.section());
  ASSERT_TRUE(trial.get(smart.server.url("/a")).has_value());
  EXPECT_EQ(trial.get(smart.server.url("/b"))->status, 200);
  EXPECT_EQ(smart.issued, 1);
  EXPECT_THAT(smart.token_body,
              HasSubstr("grant_type=client_credentials&scope=system%2FEncounter.rs%20system"));
  EXPECT_THAT(smart.token_body, HasSubstr("client-assertion-type%3Ajwt-bearer&client_assertion=ey"));
  EXPECT_EQ(trial.fetcher.granted_scope(), "system/Encounter.rs");
  trial.now += std::chrono::seconds(271);  // thirty seconds before its end
  EXPECT_EQ(trial.get(smart.server.url("/c"))->status, 200);
  EXPECT_EQ(smart.issued, 2);
}

TEST(SmartToken, IsRenewedOnceWhenTheServerForgetsItInMidWalk) {
  SmartServer smart;
  Trial trial(smart.section());
  ASSERT_EQ(trial.get(smart.server.url("/a"))->status, 200);
  smart.forgets = true;
  EXPECT_EQ(trial.get(smart.server.url("/b"))->status, 200);
  EXPECT_EQ(smart.issued, 2);
  smart.scope = "x";
  smart.issued = 10;  // it takes no token any more
  const auto refused = good_answer(trial.get(smart.server.url("/c")), "dui", "accompanied");
  EXPECT_TRUE(refused.has_value());  // the renewed one is taken
  EXPECT_EQ(smart.issued, 11);
}

TEST(SmartToken, ThatIsNotGivenIsARefusalThatSaysNothingOfTheKey) {
  SmartServer smart;
  smart.token_status = 400;
  const auto answer = Trial(smart.section()).get(smart.server.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::refused);
  EXPECT_THAT(all_of(answer.error()), Not(HasSubstr("invalid_client")));
  smart.token_status = 503;
  EXPECT_EQ(Trial(smart.section()).get(smart.server.url("/a")).error().kind, ErrorKind::transient);
}

TEST(SmartToken, OfAnAnswerWithoutOneIsInvalid) {
  for (const char* body : {"{}", "[]", "x", R"({"access_token":""})", R"({"access_token":"a\nb"})"}) {
    SmartServer smart;
    auto section = smart.section();
    const WebDouble tokens([&](const auto&) { return json_response(body); });
    section.web->smart->token_url = tokens.url("/token");
    const auto answer = Trial(section).get(smart.server.url("/a"));
    ASSERT_FALSE(answer.has_value()) << body;
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid) << body;
  }
}

TEST(SmartToken, IsNotAskedForWhereTheServerDoesNotSayWhere) {
  SmartServer smart;
  const WebDouble silent([](const auto&) { return json_response("{}", 404); });
  auto section = smart.section();
  section.web->url = silent.url();
  const auto answer = Trial(section).get(silent.url("/a"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_THAT(all_of(answer.error()), HasSubstr("token_url"));
}

TEST(FetchSecrets, StandInNoErrorWhateverFails) {
  const TemporaryDirectory directory;
  for (const int status : {302, 400, 401, 403, 404, 429, 500}) {
    const WebDouble server([&](const http::Request& request) {
      auto echo =
          json_response(fmt::format(R"({{"said":"{}{}"}})", header(request, "x-api-key"), secret), status);
      echo.headers["Location"] = fmt::format("https://x/?key={}", secret);
      return echo;
    });
    auto section = web_section(server.url());
    section.web->headers = {{"X-Api-Key", "", secret_in(directory, "key", secret)}};
    section.web->parameters = {{"apikey", "", secret_in(directory, "key2", secret)}};
    const auto answer = good_answer(Trial(section).get(server.url("/a")), "dui", "accompanied");
    ASSERT_FALSE(answer.has_value());
    EXPECT_THAT(all_of(answer.error()), Not(HasSubstr(secret))) << status;
    EXPECT_THAT(all_of(answer.error()), Not(HasSubstr("apikey"))) << status;
  }
}

}  // namespace
}  // namespace jauge::connectors::web
