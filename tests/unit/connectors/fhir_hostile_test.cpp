// Hostile servers behind the FHIR connector: each threat to JSON over HTTP, and the outcome that is promised.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "connectors/fhir/source.hpp"
#include "core/intake.hpp"
#include "tests/support/fhir_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using test_support::FhirDouble;
using test_support::stay;
using test_support::WebDouble;
using testing::HasSubstr;
using testing::Not;

constexpr const char* finess = "670000165";
constexpr const char* canary_name = "Zebulon-Canari";

const std::string query = R"t(resource = "Encounter"
parameters = "status=in-progress"
finess = "identifier.value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end")t";

struct Outcome {
  std::size_t rows = 0;
  std::optional<core::Error> error;
  std::string text;
};

Outcome read(const std::string& url, std::chrono::seconds timeout = std::chrono::seconds(20)) {
  auto section = web_section(url);
  section.spec.timeout = timeout;
  const auto connection = connect(section);
  EXPECT_TRUE(connection.source->open().has_value());
  Outcome outcome;
  const core::LocalTime since(*core::parse_day("2026-10-01"));
  const auto done = connection.source->read(
      {"accompanied", query, since, since + std::chrono::hours(744)}, [](core::Columns) {},
      [&](const core::Row&) {
        ++outcome.rows;
        return true;
      });
  if (!done) {
    outcome.error = done.error();
    for (const auto language : {core::Language::en, core::Language::fr}) {
      outcome.text +=
          core::render(done.error().sentence, language) + core::render(done.error().hint, language);
    }
  }
  return outcome;
}

/// What an answer of that body gives.
Outcome of(const std::string& body) {
  const WebDouble server([&](const auto&) { return test_support::json_response(body); });
  return read(server.url("/fhir"));
}

std::string bundle(const std::string& entry) {
  return R"({"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"resource":)" + entry + "}]}";
}

void expect_refused(const Outcome& outcome, std::string_view why) {
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
  EXPECT_EQ(outcome.rows, 0U);
  EXPECT_THAT(outcome.text, HasSubstr(std::string(why)));
  EXPECT_THAT(outcome.text, Not(HasSubstr(canary_name)));
}

TEST(HostileFhir, DepthBombIsRefusedWhole) {
  expect_refused(of(bundle(R"({"resourceType":"Encounter","x":)" + std::string(100'000, '[') +
                           std::string(100'000, ']') + "}")),
                 "more than 32 deep");
}

TEST(HostileFhir, DuplicateKeysAreRefusedWhole) {
  expect_refused(
      of(bundle(fmt::format(R"({{"resourceType":"Encounter","id":"{0}","id":"2"}})", canary_name))),
      "a name twice");
}

TEST(HostileFhir, BigIntegersAreRefusedWhole) {
  expect_refused(of(bundle(R"({"resourceType":"Encounter","id":"1","n":12345678901234567890123})")),
                 "cannot be read exactly");
}

TEST(HostileFhir, BadUtf8IsRefusedWhole) {
  expect_refused(of(bundle("{\"resourceType\":\"Encounter\",\"id\":\"\xc3\x28\"}")), "not in UTF-8");
}

TEST(HostileFhir, HtmlOfALoginPageIsRefused) {
  expect_refused(of(fmt::format("<html><body>{}</body></html>", canary_name)), "not JSON");
}

TEST(HostileFhir, GzipBombIsNeverInflated) {
  const WebDouble server([](const auto&) {
    auto answer = test_support::json_response(std::string("\x1f\x8b\x08", 3) + std::string(1 << 20, '\0'));
    answer.headers["Content-Encoding"] = "gzip";
    return answer;
  });
  expect_refused(read(server.url("/fhir")), "compressed");
  EXPECT_FALSE(server.requests().at(0).headers.contains("accept-encoding"));
}

TEST(HostileFhir, HugeAnswerIsCutAtItsCap) {
  expect_refused(of(bundle("\"" + std::string(9 << 20, 'x') + "\"")), "larger than is allowed");
}

TEST(HostileFhir, EndlessServerIsCutAtItsCap) {
  const http::RawServer server([](int socket) {
    http::read_head(socket);
    http::write_text(socket,
                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[");
    pollfd closed{socket, POLLRDHUP, 0};
    while (::poll(&closed, 1, 0) == 0) http::write_text(socket, std::string(65'536, ' '));
  });
  expect_refused(read(server.url("/fhir")), "larger than is allowed");
}

TEST(HostileFhir, OneByteASecondServerEndsWithTheTimeout) {
  const http::RawServer server([](int socket) {
    http::read_head(socket);
    http::write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    // A byte each 200 ms until the other side has had enough.
    pollfd closed{socket, POLLRDHUP, 0};
    while (::poll(&closed, 1, 200) == 0) http::write_text(socket, " ");
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = read(server.url("/fhir"), std::chrono::seconds(1));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::transient);
  EXPECT_THAT(outcome.text, HasSubstr("time limit"));
}

TEST(HostileFhir, SilentServerEndsWithTheTimeout) {
  const http::RawServer server([](int socket) { http::wait_for_end(socket); });
  const auto outcome = read(server.url("/fhir"), std::chrono::seconds(1));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::transient);
}

TEST(HostileFhir, AnswerCutInTheMiddleIsNoAnswer) {
  const http::RawServer server([](int socket) {
    http::read_head(socket);
    http::write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"resourceType\":\"Bundle\"");
  });
  const auto outcome = read(server.url("/fhir"));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::transient);
  EXPECT_EQ(outcome.rows, 0U);
}

TEST(HostileFhir, SmugglingHeadersAreNoAnswer) {
  const http::RawServer server([](int socket) {
    http::read_head(socket);
    http::write_text(socket, "HTTP/1.1 200 OK\r\n" + std::string(100'000, 'a') + "\r\n\r\n");
  });
  const auto outcome = read(server.url("/fhir"));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.rows, 0U);
}

/// The fate of one row with that resource, judged by the intake.
core::Fates fates_of(const nlohmann::json& resource) {
  FhirDouble server;
  server.put(resource);
  const auto section = web_section(server.url());
  const auto connection = connect(section);
  EXPECT_TRUE(connection.source->open().has_value());
  core::Establishment establishment;
  establishment.finess = *core::Finess::parse(finess);
  establishment.zone = section.spec.zone;
  const std::vector<core::Establishment> establishments{establishment};
  const core::FactKind kind{"accompanied", core::KeyOf::subject, core::Shape::interval, ""};
  const core::Month october(2026, 10);
  const core::ReadTask task{"accompanied", october, section.spec.zone.start_of(october.first_day()),
                            section.spec.zone.start_of(october.end())};
  const std::map<core::Month, core::MonthKey> keys{{october, core::MonthKey({})}};
  core::Intake intake({kind, section.spec, establishments, task, keys, task.until});
  const auto done = connection.source->read(
      {"accompanied", query, {}, {}}, [&](core::Columns c) { intake.columns(c); },
      [&](const core::Row& row) {
        intake.take(row);
        return true;
      });
  EXPECT_TRUE(done.has_value());
  return intake.finish().fates;
}

TEST(HostileFhir, RowsThatSayNothingAreRefusedOneByOneWithTheirReason) {
  const auto good = [] {
    auto one = stay("a", "1", finess, "2026-10-01");
    one["identifier"][0]["value"] = finess;
    return one;
  };
  EXPECT_EQ(fates_of(good()).taken, 1U);
  const auto refused = [&](const std::function<void(nlohmann::json&)>& change) {
    auto one = good();
    change(one);
    const auto fates = fates_of(one);
    EXPECT_EQ(fates.refused(), 1U);
    if (!fates.unattributed.empty()) return fates.unattributed.begin()->first;
    return fates.establishments.empty() ? std::string()
                                        : fates.establishments.begin()->second.refused.begin()->first;
  };
  EXPECT_EQ(refused([](auto& r) { r["identifier"][0]["value"] = "6700001"; }), "finess-malforme");
  EXPECT_EQ(refused([](auto& r) { r["identifier"][0]["value"] = 670000165.5; }), "finess-malforme");
  EXPECT_EQ(refused([](auto& r) { r.erase("identifier"); }), "finess-malforme");
  EXPECT_EQ(refused([](auto& r) { r.erase("subject"); }), "cle-vide");
  EXPECT_EQ(refused([](auto& r) { r["subject"]["reference"] = "Patient/" + std::string(300, 'x'); }),
            "cle-vide");
  EXPECT_EQ(refused([](auto& r) { r["subject"]["reference"] = std::string("Patient/a\0b", 11); }),
            "cle-vide");
  EXPECT_EQ(refused([](auto& r) { r["period"].erase("start"); }), "instant-absent");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "NaN"; }), "instant-illisible");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "infinity"; }), "instant-infini");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "0000-00-00"; }), "instant-illisible");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "2026-02-31"; }), "instant-illisible");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "0044"; }), "instant-illisible");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = "1899-12-31"; }), "avant-1900");
  EXPECT_EQ(refused([](auto& r) { r["period"]["start"] = 20261001; }), "instant-illisible");
  EXPECT_EQ(refused([](auto& r) { r["period"]["end"] = "2026-09-30"; }), "fin-avant-debut");
}

TEST(HostileFhir, FarAndOpenEndsAreOngoing) {
  for (const char* end : {"2999-12-31", "9999", "9999-12-31T23:59:59Z"}) {
    auto one = stay("a", "1", finess, "2020", end);
    one["identifier"][0]["value"] = finess;
    EXPECT_EQ(fates_of(one).taken, 1U) << end;
  }
}

}  // namespace
}  // namespace jauge::connectors::fhir
