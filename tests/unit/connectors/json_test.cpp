// REST APIs of vendors: pages, pointers, statuses, and servers that do not keep to what they say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/json/page_walk.hpp"
#include "connectors/json/source.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/web_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors {
namespace {

using Json = nlohmann::json;
using test_support::json_response;
using test_support::read_rows;
using test_support::SourceRows;
using test_support::WebDouble;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* plain = R"(path = "/events?from=:since&to=:until"
items = "/data"
finess = "/site/finess"
subject = "/dossier"
at = "/debut"
)";

Json event(int number) {
  return {{"site", {{"finess", "670000165"}}},
          {"dossier", number},
          {"debut", "2026-10-05T10:00:00+02:00"},
          {"statut", "REALISE"}};
}

SourceRows rows_of(const config::SourceSection& section, const std::string& query) {
  const auto connection = json::connect(section);
  const auto opened = connection.source->open();
  if (!opened) return {{}, false, {}, opened.error()};
  return read_rows(*connection.source, query);
}

SourceRows rows_of(const WebDouble& server, const std::string& query) {
  return rows_of(web_section(server.url("/api"), "json"), query);
}

/// Answers `body` to whatever is asked.
WebDouble answering(const std::string& body) {
  return WebDouble([body](const http::Request&) { return json_response(body); });
}

Json page_of(int from, int to) {
  auto list = Json::array();
  for (int i = from; i < to; ++i) list.push_back(event(i));
  return list;
}

TEST(JsonSource, GivesTheRowsThatThePointersName) {
  auto other = event(7);
  other["debut"] = nullptr;
  other["dossier"] = "A-7";
  const WebDouble server = answering(Json{{"data", {event(5), other, Json::object()}}}.dump());
  const auto read = rows_of(server, plain);
  EXPECT_EQ(read.sentence(), "");
  EXPECT_THAT(read.rows, ElementsAre("text:670000165 | integer:5 | text:2026-10-05T10:00:00+02:00 | null",
                                     "text:670000165 | text:A-7 | null | null", "null | null | null | null"));
  ASSERT_THAT(server.requests(), SizeIs(1));
  const auto request = server.requests().front();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/api/events");
  EXPECT_EQ(request.query.at("from"), "2026-10-01T00:00:00+02:00");
  EXPECT_EQ(request.query.at("to"), "2026-11-01T00:00:00+01:00");
}

TEST(JsonSource, WritesItsBoundsAsTheApiWantsThem) {
  const auto bounds = [](core::TimeForm form) {
    const WebDouble server = answering(R"({"data": []})");
    auto section = web_section(server.url("/api"), "json");
    section.spec.time = form;
    EXPECT_EQ(rows_of(section, plain).sentence(), "");
    const auto query = server.requests().front().query;
    return query.at("from") + " " + query.at("to");
  };
  EXPECT_EQ(bounds(core::TimeForm::iso_t), "2026-10-01 2026-11-01");
  EXPECT_EQ(bounds(core::TimeForm::epoch), "1790805600 1793487600");
  EXPECT_EQ(bounds(core::TimeForm::epoch_ms), "1790805600000 1793487600000");
}

TEST(JsonSource, CountsTheStatusesThatTheMapNamesAndNoOther) {
  auto cancelled = event(2);
  cancelled["statut"] = "ANNULE";
  auto odd = event(3);
  odd["statut"] = "REPORTE";
  const std::string query =
      std::string(plain) + "status = \"/statut\"\nstatuses = { REALISE = true, ANNULE = false";
  EXPECT_THAT(rows_of(answering(Json{{"data", {event(1), cancelled}}}.dump()), query + " }").rows, SizeIs(1));
  const WebDouble server = answering(Json{{"data", {event(1), odd}}}.dump());
  EXPECT_THAT(rows_of(server, query + " }").sentence(), HasSubstr("a status that statuses does not name"));
  EXPECT_THAT(rows_of(server, query + " }").sentence(), Not(HasSubstr("REPORTE")));
  EXPECT_THAT(rows_of(server, query + ", \"*\" = true }").rows, SizeIs(2));
}

TEST(JsonSource, TakesTheItemsThatHaveTheWantedValues) {
  auto visit = event(1);
  visit["type"] = "VISITE";
  visit["prive"] = false;
  auto secret = visit;
  secret["prive"] = true;
  const WebDouble server = answering(Json{{"data", {visit, secret, event(3)}}}.dump());
  EXPECT_THAT(rows_of(server, std::string(plain) +
                                  "having = { \"/type\" = [\"VISITE\", \"RDV\"], \"/prive\" = [\"false\"] }")
                  .rows,
              SizeIs(1));
}

TEST(JsonSource, AsksOnceForEachEstablishmentWhereThePathNamesIt) {
  const WebDouble server([](const http::Request& request) {
    return json_response(request.path == "/api/esms/670000165/dossiers" ? R"([{"id": "a"}])"
                                                                        : R"([{"id": "b"}, {"id": "c"}])");
  });
  auto section = web_section(server.url("/api"), "json");
  const std::string query = "path = \"/esms/:finess/dossiers\"\nitems = \"\"\nsubject = \"/id\"\n";
  EXPECT_THAT(rows_of(section, query).sentence(),
              HasSubstr("asks by establishment, and the source names none"));
  section.spec.establishments = {*core::Finess::parse("670000165"), *core::Finess::parse("670000173")};
  const auto read = rows_of(section, query);
  EXPECT_FALSE(read.columns.at);
  EXPECT_THAT(read.rows,
              ElementsAre("text:670000165 | text:a | null | null", "text:670000173 | text:b | null | null",
                          "text:670000173 | text:c | null | null"));
}

/// Ten events in pages of four, as each way of paging gives them.
http::Response ten_by_four(const http::Request& request) {
  const auto number = [&](const char* name, int none) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? none : std::stoi(found->second);
  };
  int from = 0;
  if (request.query.contains("page")) from = (number("page", 1) - 1) * 4;
  if (request.query.contains("offset")) from = number("offset", 0);
  if (request.query.contains("after")) from = number("after", 0);
  const int to = std::min(10, from + 4);
  Json body{{"data", page_of(std::min(from, 10), to)}, {"total", 10}, {"more", to < 10}};
  if (to < 10) {
    body["next"] = fmt::format("http://internal:8080/api/events?after={}", to);
    body["cursor"] = to;
  } else {
    body["cursor"] = nullptr;
  }
  auto response = json_response(body.dump());
  if (to < 10)
    response.headers["Link"] =
        fmt::format("</api/events?after=0,0>; rel=\"first\", </api/events?after={}>; rel=\"next\"", to);
  return response;
}

class Paging : public testing::TestWithParam<const char*> {};

TEST_P(Paging, GivesEveryItemOnce) {
  const WebDouble server(ten_by_four);
  auto read = rows_of(server, plain + std::string(GetParam()));
  EXPECT_EQ(read.sentence(), "");
  EXPECT_THAT(read.rows, SizeIs(10));
  std::ranges::sort(read.rows);
  EXPECT_TRUE(std::ranges::adjacent_find(read.rows) == read.rows.end());
  for (const auto& request : server.requests()) EXPECT_EQ(request.path, "/api/events");
}

INSTANTIATE_TEST_SUITE_P(
    Ways, Paging,
    testing::Values(
        "paging = \"link\"\nnext = \"/next\"", "paging = \"header\"",
        "paging = \"page\"\npage_parameter = \"page\"",
        "paging = \"page\"\npage_parameter = \"page\"\nmore = \"/more\"",
        "paging = \"offset\"\npage_parameter = \"offset\"\ntotal = \"/total\"\nsize_parameter = \"limit\"",
        "paging = \"cursor\"\nnext = \"/cursor\"\npage_parameter = \"after\""));

TEST(JsonPaging, AsksForPagesOfTheConfiguredSize) {
  const WebDouble server(ten_by_four);
  auto section = web_section(server.url("/api"), "json");
  section.web->page_size = 4;
  rows_of(section, std::string(plain) + "size_parameter = \"limit\"");
  EXPECT_EQ(server.requests().front().query.at("limit"), "4");
}

TEST(JsonPaging, LoopIsSeen) {
  const WebDouble links = answering(R"({"data": [], "next": "/api/events?again"})");
  EXPECT_THAT(rows_of(links, std::string(plain) + "paging = \"link\"\nnext = \"/next\"").sentence(),
              HasSubstr("in a circle"));
  EXPECT_THAT(links.requests(), SizeIs(2));
  // A parameter that the API ignores.
  const WebDouble ignoring = answering(Json{{"data", page_of(0, 4)}}.dump());
  EXPECT_THAT(
      rows_of(ignoring, std::string(plain) + "paging = \"page\"\npage_parameter = \"page\"").sentence(),
      HasSubstr("in a circle"));
  EXPECT_THAT(ignoring.requests(), SizeIs(2));
}

TEST(JsonPaging, NextPageElsewhereIsNotFollowed) {
  for (const auto* link : {"https://elsewhere.example/other/events?p=2", "/other/events",
                           "file:///etc/passwd", "/api/../admin"}) {
    const WebDouble server = answering(Json{{"data", Json::array()}, {"next", link}}.dump());
    EXPECT_THAT(rows_of(server, std::string(plain) + "paging = \"link\"\nnext = \"/next\"").sentence(),
                HasSubstr("never followed"))
        << link;
    EXPECT_THAT(server.requests(), SizeIs(1));
  }
}

TEST(JsonPaging, TotalThatDoesNotAddUpIsNotBelieved) {
  const WebDouble server = answering(Json{{"data", page_of(0, 4)}, {"total", 9}}.dump());
  const auto read = rows_of(server, std::string(plain) + "total = \"/total\"");
  EXPECT_THAT(read.sentence(), HasSubstr("another number of items than it told"));
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
  EXPECT_THAT(rows_of(server, std::string(plain) + "total = \"/count\"").sentence(),
              HasSubstr("does not tell of its pages"));
}

TEST(JsonSource, RefusesAnAnswerThatIsNotWhatTheQuerySays) {
  for (const auto* body : {R"({"items": []})", R"({"data": {}})", R"({"data": null})", "[]", "true"})
    EXPECT_THAT(rows_of(answering(body), plain).sentence(), HasSubstr("has no list where the query says"))
        << body;
}

// reliability.md, section 4: the rows of the table of threats that a vendor's API can bring.

TEST(JsonThreats, DeepNestingIsRefused) {
  const std::string deep = R"({"data": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(rows_of(answering(deep), plain).sentence().empty());
}

TEST(JsonThreats, DuplicateKeyIsRefused) {
  EXPECT_FALSE(rows_of(answering(R"({"data": [{"dossier": 1, "dossier": 2}]})"), plain).sentence().empty());
}

TEST(JsonThreats, BigIntegerIsNoKeyRatherThanARoundedOne) {
  const WebDouble server = answering(
      R"({"data": [{"site": {"finess": "670000165"}, "dossier": 12345678901234567000, "debut": "2026-10-05"}]})");
  EXPECT_THAT(rows_of(server, plain).rows,
              ElementsAre("text:670000165 | unreadable | text:2026-10-05 | null"));
  EXPECT_FALSE(
      rows_of(answering(R"({"data": [{"dossier": 12345678901234567890123}]})"), plain).sentence().empty() &&
      rows_of(answering(R"({"data": [{"dossier": 12345678901234567890123}]})"), plain)
              .rows.front()
              .find("unreadable") == std::string::npos);
}

TEST(JsonThreats, BadUtf8IsRefused) {
  EXPECT_FALSE(rows_of(answering("{\"data\": [{\"dossier\": \"\xff\"}]}"), plain).sentence().empty());
}

TEST(JsonThreats, NulInAKeyComesThroughForTheRulesToRefuse) {
  const WebDouble server = answering(R"({"data": [{"dossier": "a\u0000b"}]})");
  EXPECT_THAT(rows_of(server, plain).rows, SizeIs(1));
}

TEST(JsonThreats, HugeAnswerIsCutAtItsCap) {
  const WebDouble server = answering(R"({"data": [")" + std::string(std::size_t{9} << 20, 'a') + "\"]}");
  EXPECT_THAT(rows_of(server, plain).sentence(), HasSubstr("larger than is allowed"));
}

TEST(JsonThreats, CompressedAnswerIsNotUnpacked) {
  const WebDouble server([](const http::Request&) {
    auto response = json_response("\x1f\x8b");
    response.headers["Content-Encoding"] = "gzip";
    return response;
  });
  EXPECT_THAT(rows_of(server, plain).sentence(), HasSubstr("is compressed"));
}

TEST(JsonThreats, SlowServerIsLeftAtTheTimeLimit) {
  http::RawServer server([](int socket) {
    http::read_head(socket);
    http::write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
    http::wait_for_end(socket);
  });
  auto section = web_section(server.url("/api"), "json");
  section.spec.timeout = std::chrono::seconds(2);
  EXPECT_THAT(rows_of(section, plain).sentence(), HasSubstr("did not end within its time limit"));
}

TEST(JsonThreats, ErrorTextsOfTheServerAreNotPassedOn) {
  for (const int status : {400, 401, 403, 404, 500}) {
    const WebDouble server(
        [status](const http::Request&) { return json_response(R"({"message": "KOECHLIN Marie"})", status); });
    const auto read = rows_of(server, plain);
    EXPECT_THAT(read.sentence(), HasSubstr(fmt::format("{}", status)));
    EXPECT_THAT(read.sentence() + core::render(read.error->hint, core::Language::en),
                Not(HasSubstr("KOECHLIN")));
  }
}

TEST(JsonThreats, SecretInTheQueryStringIsInNoSentence) {
  const test_support::TemporaryDirectory directory;
  const auto ask = [&](const WebDouble& server) {
    auto section = web_section(server.url("/api"), "json");
    section.web->parameters.push_back({"api_key", {}, secret_in(directory, "key", "s3cr3t-CANARI")});
    const auto read = rows_of(section, std::string(plain) + "paging = \"link\"\nnext = \"/next\"");
    EXPECT_EQ(server.requests().front().query.at("api_key"), "s3cr3t-CANARI");
    for (const auto language : {core::Language::fr, core::Language::en}) {
      EXPECT_THAT(core::render(read.error->sentence, language) + core::render(read.error->hint, language),
                  Not(HasSubstr("CANARI")));
    }
  };
  ask(WebDouble([](const http::Request&) { return json_response("", 500); }));
  ask(WebDouble([](const http::Request&) { return json_response("", 301); }));
  ask(answering("{"));
  ask(answering(R"({"data": [], "next": "https://elsewhere.example/?api_key=s3cr3t-CANARI"})"));
  ask(answering(R"({"data": [], "next": "/api/events?x"})"));
}

TEST(JsonSource, IsRefusedWhereItsCanaryFindsNothing) {
  const WebDouble server([](const http::Request& request) {
    return json_response(request.path == "/api/sites" ? "[]" : R"({"data": []})");
  });
  auto section = web_section(server.url("/api"), "json");
  section.web->canary = {"/sites"};
  EXPECT_THAT(rows_of(section, plain).sentence(), HasSubstr("its canary finds nothing"));
  section.web->canary = {"/events"};
  EXPECT_THAT(rows_of(section, plain).rows, IsEmpty());
}

TEST(JsonSource, ReadsHowFreshACopyIs) {
  const WebDouble server = answering(R"({"etat": {"le": "2026-10-05T10:00:00Z"}})");
  const auto connection = json::connect(web_section(server.url("/api"), "json"));
  ASSERT_TRUE(connection.source->open());
  EXPECT_EQ(test_support::text_of(connection.source->read_value("/etat#/etat/le").value()),
            "text:2026-10-05T10:00:00Z");
  EXPECT_FALSE(connection.source->read_value("etat"));
  EXPECT_THAT(connection.source->excessive_grants().value(), IsEmpty());
}

TEST(JsonSource, EndsWhenItIsTold) {
  const WebDouble server(ten_by_four);
  const auto connection = json::connect(web_section(server.url("/api"), "json"));
  ASSERT_TRUE(connection.source->open());
  EXPECT_THAT(read_rows(*connection.source, std::string(plain) + "paging = \"header\"", 3).rows, SizeIs(3));
  connection.cancel();
  EXPECT_EQ(read_rows(*connection.source, plain).error->kind, core::ErrorKind::cancelled);
}

TEST(LinkHeader, NamesTheNextPage) {
  EXPECT_EQ(json::next_of_link_header(R"(<https://a/x?p=2>; rel="next")"), "https://a/x?p=2");
  EXPECT_EQ(json::next_of_link_header(R"(<a,b>; title="x, y"; rel="prev", <c>; rel=next)"), "c");
  EXPECT_EQ(json::next_of_link_header(R"(<a>; rel="last")"), "");
  EXPECT_EQ(json::next_of_link_header("<a"), "");
  EXPECT_EQ(json::next_of_link_header(""), "");
}

}  // namespace
}  // namespace jauge::connectors
