// The FHIR connector against awkward servers: each difference of real ones, one by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/fhir/source.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/fhir_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using nlohmann::json;
using test_support::agenda_event;
using test_support::FhirDouble;
using test_support::FhirTraits;
using test_support::stay;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Paging = FhirTraits::Paging;

constexpr const char* finess = "670000165";

const std::string stays = R"t(resource = "Encounter"
parameters = "identifier=https://identifiant-medicosocial-sejour.esante.gouv.fr|&status=in-progress,onleave,finished"
having = ["identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr')"]
status = ["in-progress", "onleave", "finished"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end")t";

const std::string events = R"t(resource = "Encounter"
parameters = "date=ge:since&date=lt:until&status=finished,planned"
having = ["identifier.where(system = 'https://identifiant-medicosocial-evenement.esante.gouv.fr')"]
status = ["finished", "planned"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-evenement.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start")t";

/// A row as a text: "670000165 Patient/1 at until".
std::string written(const core::Row& row) {
  const auto cell = [](const core::Cell& one) {
    switch (one.type) {
      case core::Cell::Type::null:
        return std::string("-");
      case core::Cell::Type::text:
        return std::string(one.text);
      case core::Cell::Type::date:
        return core::text(core::Day(std::chrono::days(one.number)));
      default:
        return std::string("?");
    }
  };
  return fmt::format("{} {} {} {}", cell(row.finess), cell(row.id), cell(row.at), cell(row.until));
}

struct Outcome {
  std::vector<std::string> rows;
  std::optional<core::Error> error;
  core::Columns columns;
};

core::Query query_of(std::string kind, std::string text) {
  const core::LocalTime since(*core::parse_day("2026-10-01"));
  const core::LocalTime until(*core::parse_day("2026-11-01"));
  return {std::move(kind), std::move(text), since, until};
}

Outcome read(const config::SourceSection& section, const std::string& text, std::size_t limit = SIZE_MAX) {
  Outcome outcome;
  const auto connection = connect(section);
  if (auto opened = connection.source->open(); !opened) {
    outcome.error = opened.error();
    return outcome;
  }
  const auto done = connection.source->read(
      query_of("accompanied", text), [&](core::Columns columns) { outcome.columns = columns; },
      [&](const core::Row& row) {
        outcome.rows.push_back(written(row));
        return outcome.rows.size() < limit;
      });
  if (!done) outcome.error = done.error();
  std::sort(outcome.rows.begin(), outcome.rows.end());
  return outcome;
}

Outcome read(const FhirDouble& server, const std::string& text = stays, std::int64_t page_size = 3) {
  auto section = web_section(server.url());
  section.web->page_size = page_size;
  return read(section, text);
}

void fill(FhirDouble& server, int count) {
  for (int i = 0; i < count; ++i)
    server.put(stay(fmt::format("s{:03}", i), fmt::format("p{}", i), finess, "2026-01-01"));
}

std::string sentence(const Outcome& outcome) {
  if (!outcome.error) return "no error";
  return core::render(outcome.error->sentence, core::Language::en) + " " +
         core::render(outcome.error->hint, core::Language::en);
}

TEST(FhirSource, GivesARowForEachResult) {
  FhirDouble server;
  server.put(stay("a", "1", finess, "2025-03-01"));
  server.put(stay("b", "2", finess, "2026-10-31", "2026-11-02", "finished"));
  server.put(stay("c", "3", finess, "2026", "2026-10"));
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_THAT(outcome.rows,
              ElementsAre("670000165 Patient/1 2025-03-01 -", "670000165 Patient/2 2026-10-31 2026-11-02",
                          "670000165 Patient/3 2026-01-01 2026-10-31"));
  EXPECT_TRUE(outcome.columns.at);
  EXPECT_TRUE(outcome.columns.until);
}

TEST(FhirSource, AsksStrictlyAndForNoOldAnswer) {
  FhirDouble server;
  read(server);
  const auto request = server.requests().at(0);
  EXPECT_EQ(request.headers.at("prefer"), "handling=strict");
  EXPECT_EQ(request.headers.at("accept"), "application/fhir+json");
  EXPECT_EQ(request.headers.at("cache-control"), "no-cache");
}

TEST(FhirSource, FollowsItsPages) {
  FhirDouble server;
  fill(server, 10);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST(FhirServerDifferences, TotalsAbsentHaveItWalkAgainUntilNothingNewComes) {
  FhirTraits traits;
  traits.totals = false;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
  EXPECT_EQ(server.requests().size(), 8U);
}

TEST(FhirServerDifferences, MissingNextWithATotalIsAskedForInOnePage) {
  FhirTraits traits;
  traits.paging = Paging::none;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
}

TEST(FhirServerDifferences, MissingNextWithoutATotalIsCounted) {
  FhirTraits traits;
  traits.paging = Paging::none;
  traits.totals = false;
  FhirDouble server(traits);
  fill(server, 10);
  EXPECT_EQ(read(server).rows.size(), 10U);
}

TEST(FhirServerDifferences, MissingNextOfAServerThatNeitherPagesNorCountsProvesNothing) {
  FhirTraits traits;
  traits.paging = Paging::none;
  traits.totals = false;
  traits.counts = false;
  traits.largest_page = 100;
  FhirDouble server(traits);
  fill(server, 110);
  for (const std::int64_t page_size : {3, 100, 200}) {
    const auto outcome = read(server, stays, page_size);
    ASSERT_TRUE(outcome.error) << page_size;
    EXPECT_THAT(sentence(outcome), HasSubstr("neither how many"));
  }
}

TEST(FhirServerDifferences, ATotalThatIsTheSizeOfThePageIsNotBelieved) {
  FhirTraits traits;
  traits.paging = Paging::none;
  traits.total_of_page = true;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
}

TEST(FhirServerDifferences, ALargestPageBelowOursIsNotTakenForTheWhole) {
  FhirTraits traits;
  traits.largest_page = 5;
  FhirDouble server(traits);
  fill(server, 12);
  EXPECT_EQ(read(server, stays, 200).rows.size(), 12U);
}

TEST(FhirServerDifferences, MissingNextThatNoPageCanMendIsNeverTakenForTheWhole) {
  for (const bool totals : {true, false}) {
    FhirTraits traits;
    traits.paging = Paging::none;
    traits.totals = totals;
    traits.largest_page = 5;
    FhirDouble server(traits);
    fill(server, 10);
    const auto outcome = read(server);
    ASSERT_TRUE(outcome.error) << totals;
    EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
    EXPECT_THAT(sentence(outcome), HasSubstr("no next page"));
  }
}

TEST(FhirServerDifferences, AFullLastPageIsNotTakenForTheBeginningOfMore) {
  FhirTraits traits;
  traits.totals = false;
  traits.counts = false;
  FhirDouble server(traits);
  fill(server, 3);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 3U);
}

TEST(FhirServerDifferences, NextOnAnotherHostIsAskedOfOurs) {
  FhirTraits traits;
  traits.paging = Paging::other_host;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
}

TEST(FhirServerDifferences, NextRelativeToTheServerIsFollowed) {
  FhirTraits traits;
  traits.paging = Paging::relative;
  FhirDouble server(traits);
  fill(server, 10);
  EXPECT_EQ(read(server).rows.size(), 10U);
}

TEST(FhirServerDifferences, NextOutsideTheBaseIsRefused) {
  FhirTraits traits;
  traits.paging = Paging::elsewhere;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_THAT(sentence(outcome), HasSubstr("would not be at url"));
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(FhirServerDifferences, DriftWhilePagingSkipsNothing) {
  for (const bool totals : {true, false}) {
    FhirTraits traits;
    traits.totals = totals;
    FhirDouble server(traits);
    fill(server, 10);
    // After the first page its rows are written again, which moves the others forward.
    server.before = [&](int number, const auto&) -> std::optional<http::Response> {
      if (number != 2) return std::nullopt;
      for (int i = 0; i < 3; ++i) {
        auto moved = stay(fmt::format("s{:03}", i), fmt::format("p{}", i), finess, "2026-01-01");
        moved["meta"]["lastUpdated"] = "2026-11-05T10:00:00Z";
        server.put(moved);
      }
      return std::nullopt;
    };
    auto text = stays;
    text.replace(text.find("&status="), 0, "&_sort=_lastUpdated");
    const auto outcome = read(server, text);
    EXPECT_EQ(sentence(outcome), "no error");
    std::set<std::string> persons;
    for (const auto& row : outcome.rows) persons.insert(row.substr(10, row.find(' ', 10) - 10));
    EXPECT_EQ(persons.size(), 10U) << totals;
  }
}

TEST(FhirServerDifferences, RowsInsertedWhilePagingAreNotGivenTwice) {
  FhirDouble server;
  fill(server, 10);
  server.before = [&](int number, const auto&) -> std::optional<http::Response> {
    if (number == 2)
      server.put(stay("a000", "new", finess, "2026-01-01"));  // the first of all: shifts the pages
    return std::nullopt;
  };
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 11U);
}

TEST(FhirServerDifferences, ResultsThatNeverStandStillAreNotCounted) {
  FhirTraits traits;
  traits.totals = false;
  FhirDouble server(traits);
  fill(server, 10);
  server.before = [&](int number, const auto&) -> std::optional<http::Response> {
    server.put(stay(fmt::format("z{}", number), "x", finess, "2026-01-01"));
    return std::nullopt;
  };
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::transient);
}

TEST(FhirServerDifferences, ATotalThatIsNotReachedIsNotTakenForTheWhole) {
  FhirTraits traits;
  traits.total_error = 2;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_THAT(sentence(outcome), HasSubstr("has 12 results and gives 10"));
}

TEST(FhirServerDifferences, UnknownParametersIgnoredAreToldByTheSelfLink) {
  FhirTraits traits;
  traits.unknown_is_refused = false;
  traits.unknown = {"identifier"};
  FhirDouble server(traits);
  fill(server, 2);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
  EXPECT_THAT(sentence(outcome), HasSubstr("left out the parameter identifier"));
}

TEST(FhirServerDifferences, UnknownParametersIgnoredWithoutASelfLinkAreFilteredHere) {
  FhirTraits traits;
  traits.unknown_is_refused = false;
  traits.unknown = {"identifier", "status"};
  traits.self_link = false;
  FhirDouble server(traits);
  fill(server, 2);
  server.put(agenda_event("e", "9", finess, "2026-10-05T10:00:00+02:00"));
  server.put(stay("x", "8", finess, "2026-01-01", "", "cancelled"));
  server.put(stay("y", "7", finess, "2026-01-01", "", "entered-in-error"));
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_THAT(outcome.rows,
              ElementsAre("670000165 Patient/p0 2026-01-01 -", "670000165 Patient/p1 2026-01-01 -"));
}

TEST(FhirServerDifferences, UnknownParametersRefusedSayTheCodeAndNoneOfTheServersWords) {
  FhirTraits traits;
  traits.unknown = {"identifier"};
  FhirDouble server(traits);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
  EXPECT_THAT(sentence(outcome), HasSubstr("(400, not-supported)"));
  EXPECT_THAT(sentence(outcome), Not(HasSubstr("DUPONT")));
}

TEST(FhirServerDifferences, UnknownParametersThatFindNothingAreToldByTheCanary) {
  FhirTraits traits;
  traits.unknown_is_refused = false;
  traits.unknown_finds_nothing = true;
  traits.unknown = {"identifier"};
  FhirDouble server(traits);
  fill(server, 2);
  EXPECT_EQ(read(server).rows.size(), 0U);  // the trap: no error, no row
  auto section = web_section(server.url());
  section.web->canary = {"Encounter?identifier=https://identifiant-medicosocial-sejour.esante.gouv.fr|"};
  const auto outcome = read(section, stays);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::refused);
  section.web->canary = {"Encounter?status=in-progress", "Encounter"};
  EXPECT_FALSE(read(section, stays).error);
}

TEST(FhirServerDifferences, PeriodIndexedOnItsStartMissesNothingOfAQueryWithoutBounds) {
  FhirTraits traits;
  traits.start_only = true;
  FhirDouble server(traits);
  server.put(stay("old", "1", finess, "2023-04-01"));
  EXPECT_EQ(read(server).rows.size(), 1U);
  server.put(agenda_event("e", "2", finess, "2026-10-05T10:00:00+02:00"));
  EXPECT_EQ(read(server, events).rows.size(), 1U);
}

TEST(FhirServerDifferences, AnEmptyPageWithANextLinkIsNotTheEnd) {
  FhirTraits traits;
  traits.empty_first_page = true;
  FhirDouble server(traits);
  fill(server, 5);
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 5U);
}

TEST(FhirServerDifferences, OperationOutcomeAmongTheResultsIsUnderstood) {
  FhirTraits traits;
  traits.outcome = json::parse(
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"incomplete","diagnostics":"DUPONT"}]})");
  FhirDouble server(traits);
  fill(server, 2);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_THAT(sentence(outcome), HasSubstr("(incomplete)"));
  traits.outcome["issue"][0]["severity"] = "information";
  FhirDouble talkative(traits);
  fill(talkative, 2);
  EXPECT_EQ(read(talkative).rows.size(), 2U);
}

TEST(FhirServerDifferences, NoEntryAtAllIsNoResult) {
  FhirDouble server;
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_TRUE(outcome.rows.empty());
}

TEST(FhirServerDifferences, XmlIsNotRead) {
  FhirDouble server;
  server.before = [](int, const auto&) {
    http::Response xml;
    xml.content_type = "application/fhir+xml";
    xml.body = "<Bundle xmlns=\"http://hl7.org/fhir\"/>";
    return std::optional(xml);
  };
  EXPECT_THAT(sentence(read(server)), HasSubstr("not JSON"));
}

TEST(FhirServerDifferences, ThrottlingInMidWalkIsWaitedOut) {
  FhirDouble server;
  fill(server, 10);
  server.before = [](int number, const auto&) -> std::optional<http::Response> {
    if (number != 2) return std::nullopt;
    auto busy = test_support::json_response("", 429);
    busy.headers["Retry-After"] = "1";
    return busy;
  };
  const auto outcome = read(server);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
}

/// A FHIR server that asks for a token, and takes each for so many requests.
struct GuardedServer {
  explicit GuardedServer(int uses, std::string scope = "system/*.rs")
      : uses_(uses), scope_(std::move(scope)) {
    fill(server, 10);
    server.before = [this](int, const http::Request& request) { return guard(request); };
    section = web_section(server.url());
    section.web->page_size = 3;
    section.web->auth = config::WebAccess::Auth::smart;
    const auto key =
        test_support::Authority().issue({.key = test_support::CertificateRequest::Key::p384}).key;
    section.web->smart =
        config::WebAccess::Smart{"jauge", secret_in(directory, "key", key), "k", "", "system/*.rs"};
  }
  std::optional<http::Response> guard(const http::Request& request) {
    if (request.path.ends_with("/smart-configuration")) {
      return test_support::json_response(fmt::format(R"({{"token_endpoint":"{}/token"}})", server.url()));
    }
    if (request.path.ends_with("/token")) {
      left_ = uses_;
      return test_support::json_response(
          fmt::format(R"({{"access_token":"t{}","expires_in":300,"scope":"{}"}})", ++issued, scope_));
    }
    const bool good = request.headers.contains("authorization") &&
                      request.headers.at("authorization") == fmt::format("Bearer t{}", issued) &&
                      --left_ >= 0;
    if (good) return std::nullopt;
    return test_support::json_response(R"({"resourceType":"OperationOutcome"})", 401);
  }
  test_support::TemporaryDirectory directory;
  FhirDouble server;
  config::SourceSection section;
  int issued = 0;

 private:
  int uses_;
  int left_ = 0;
  std::string scope_;
};

TEST(FhirServerDifferences, ATokenThatExpiresInMidWalkIsRenewed) {
  GuardedServer guarded(3);
  const auto outcome = read(guarded.section, stays);
  EXPECT_EQ(sentence(outcome), "no error");
  EXPECT_EQ(outcome.rows.size(), 10U);
  EXPECT_EQ(guarded.issued, 2);
}

TEST(FhirSource, IsRefusedATokenThatMayWrite) {
  GuardedServer guarded(100, "system/*.cruds");
  const auto connection = connect(guarded.section);
  ASSERT_TRUE(connection.source->open().has_value());
  const auto grants = connection.source->excessive_grants();
  ASSERT_TRUE(grants.has_value());
  ASSERT_EQ(grants->size(), 1U);
  EXPECT_TRUE(grants->front().blocking);
  EXPECT_EQ(grants->front().right, "system/*.cruds");
  GuardedServer reading(100);
  const auto other = connect(reading.section);
  ASSERT_TRUE(other.source->open().has_value());
  EXPECT_TRUE(other.source->excessive_grants()->empty());
}

TEST(FhirPagingLoops, AreSeenAtTheFirstRepeat) {
  FhirTraits traits;
  traits.paging = Paging::circle;
  FhirDouble server(traits);
  fill(server, 10);
  const auto outcome = read(server);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
  EXPECT_THAT(sentence(outcome), HasSubstr("circle"));
  EXPECT_LE(server.requests().size(), 6U);
}

TEST(FhirPagingLoops, WithANewLinkEachTimeEndToo) {
  for (const auto paging : {Paging::endless, Paging::hollow}) {
    FhirTraits traits;
    traits.paging = paging;
    FhirDouble server(traits);
    fill(server, 2);
    const auto outcome = read(server);
    ASSERT_TRUE(outcome.error);
    EXPECT_THAT(sentence(outcome), HasSubstr("circle"));
    EXPECT_LE(server.requests().size(), 205U);
  }
}

TEST(FhirSource, LeavesEventsOfGroupsOutAndTellsAnEmptyKey) {
  FhirDouble server;
  auto group = stay("g", "1", finess, "2026-01-01");
  group["subject"]["reference"] = "Group/1";
  server.put(group);
  auto nobody = stay("n", "1", finess, "2026-01-01");
  nobody.erase("subject");
  server.put(nobody);
  EXPECT_THAT(read(server).rows, ElementsAre("670000165 - 2026-01-01 -", "670000165 - 2026-01-01 -"));
  auto text = stays;
  text.replace(text.find("having = ["), 10, "having = [\"subject.getReferenceKey(Patient)\", ");
  EXPECT_TRUE(read(server, text).rows.empty());
}

TEST(FhirSource, FindsTheFinessOfTheServiceProviderIncludedContainedOrAsked) {
  const json organisation = json::parse(
      R"({"resourceType":"Organization","id":"o","identifier":[{"system":"urn:oid:1.2.250.1.71.4.2.2","value":"1670000165"}]})");
  const std::string text = R"t(resource = "Encounter"
parameters = "status=in-progress"
finess = ["serviceProvider.identifier.value", "serviceProvider.resolve().identifier.where(system = 'urn:oid:1.2.250.1.71.4.2.2').value"]
subject = "subject.getReferenceKey(Patient)"
at = "period.start")t";
  FhirDouble server;
  server.put(organisation);
  auto by_reference = stay("a", "1", "x", "2026-01-01");
  by_reference["serviceProvider"]["reference"] = "Organization/o";
  auto contained = stay("b", "2", "x", "2026-01-01");
  contained["serviceProvider"]["reference"] = "#c";
  contained["contained"] = json::array({organisation});
  contained["contained"][0]["id"] = "c";
  auto logical = stay("c", "3", "x", "2026-01-01");
  logical["serviceProvider"]["identifier"] = {{"system", "https://finess.esante.gouv.fr"}, {"value", finess}};
  auto unknown = stay("d", "4", "x", "2026-01-01");
  unknown["serviceProvider"]["reference"] = "Organization/gone";
  for (const auto& one : {by_reference, contained, logical, unknown}) server.put(one);
  EXPECT_THAT(read(server, text, 50).rows,
              ElementsAre("- Patient/4 2026-01-01 -", "670000165 Patient/1 2026-01-01 -",
                          "670000165 Patient/2 2026-01-01 -", "670000165 Patient/3 2026-01-01 -"));
  EXPECT_EQ(server.requests().size(), 3U);  // the search, and each organisation once

  auto included = text;
  included.replace(included.find("status=in-progress"), 18,
                   "status=in-progress&_include=Encounter:service-provider");
  EXPECT_EQ(read(server, included, 50).rows.size(), 4U);
  EXPECT_EQ(server.requests().size(), 5U);  // the one that is gone is asked for again
}

TEST(FhirSource, FailsWhereAReferenceCannotBeAskedFor) {
  FhirDouble server;
  auto one = stay("a", "1", "x", "2026-01-01");
  one["serviceProvider"]["reference"] = "Organization/o";
  server.put(one);
  server.before = [](int number, const auto&) -> std::optional<http::Response> {
    if (number == 1) return std::nullopt;
    return test_support::json_response("", 500);
  };
  const auto outcome = read(server, R"t(resource = "Encounter"
finess = "serviceProvider.resolve().identifier.value"
subject = "id"
at = "period.start")t");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::transient);
  EXPECT_TRUE(outcome.rows.empty());
}

TEST(FhirSource, UnitesSeveralSearches) {
  FhirDouble server;
  server.put(stay("a", "1", finess, "2026-01-01"));
  server.put({{"resourceType", "Patient"},
              {"id", "2"},
              {"meta", {{"lastUpdated", "2026-10-06T10:00:00Z"}}},
              {"identifier", {{{"system", "urn:local"}, {"value", "3670000165/2"}}}}});
  const auto outcome = read(server, R"t([[search]]
resource = "Encounter"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
finess = "identifier.value"
subject = "subject.getReferenceKey(Patient)"
at = "meta.lastUpdated"
[[search]]
resource = "Patient"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
finess = "identifier.value"
subject = "getResourceKey()"
at = "meta.lastUpdated")t");
  EXPECT_THAT(outcome.rows, ElementsAre("670000165 Patient/1 2026-10-05T10:00:00Z -",
                                        "670000165 Patient/2 2026-10-06T10:00:00Z -"));
}

TEST(FhirSource, EndsWhenItIsToldThatThereIsEnough) {
  FhirDouble server;
  fill(server, 50);
  auto section = web_section(server.url());
  section.web->page_size = 3;
  const auto outcome = read(section, stays, 4);
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.rows.size(), 4U);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(FhirSource, DoesNotInventADayForAnInstant) {
  FhirDouble server;
  auto event = agenda_event("e", "1", finess, "2026-10");
  server.put(event);
  auto text = events;
  text.replace(text.find("date=ge:since&date=lt:until&"), 28, "");
  EXPECT_THAT(read(server, text).rows,
              ElementsAre("670000165 Patient/1 2026-10 -"));  // refused by the intake
}

TEST(FhirSource, ReadsUpToWhenACopyIsTrue) {
  FhirDouble server;
  server.put({{"resourceType", "Basic"}, {"id", "1"}, {"meta", {{"lastUpdated", "2026-10-06T10:00:00Z"}}}});
  const auto section = web_section(server.url());
  const auto connection = connect(section);
  ASSERT_TRUE(connection.source->open().has_value());
  const auto cell = connection.source->read_value("Basic?_id=1 -> meta.lastUpdated");
  ASSERT_TRUE(cell.has_value());
  EXPECT_EQ(cell->text, "2026-10-06T10:00:00Z");
  EXPECT_EQ(connection.source->read_value("Basic?_id=2 -> meta.lastUpdated")->type, core::Cell::Type::null);
  for (const char* wrong : {"Basic", "Basic -> a b", ""})
    EXPECT_EQ(connection.source->read_value(wrong).error().kind, ErrorKind::invalid);
}

TEST(FhirSource, RefusesAQueryThatIsNoTable) {
  FhirDouble server;
  const auto outcome = read(server, "SELECT 1");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::invalid);
}

TEST(FhirSource, EndsWhenItIsCancelled) {
  FhirDouble server;
  fill(server, 10);
  auto section = web_section(server.url());
  section.web->page_size = 3;
  const auto connection = connect(section);
  ASSERT_TRUE(connection.source->open().has_value());
  const auto done = connection.source->read(
      query_of("accompanied", stays), [](core::Columns) {},
      [&](const core::Row&) {
        connection.cancel();
        return true;
      });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace jauge::connectors::fhir
