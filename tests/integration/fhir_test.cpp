// Real programs on a FHIR server: a grappe's month to its truth, --check, and what the reader's limits do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/fhir_double.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using testing::HasSubstr;
using testing::Not;

struct FhirTrial {
  explicit FhirTrial(FhirTraits traits = {}) : server(std::move(traits)) {
    trial.make_grappe({"--seed", "7", "--establishments", "3", "--persons", "9", "--months", "3",
                       "--overseas", "--type", "fhir", "--connection", server.url()});
    server.put_all(nlohmann::json::parse(read_file(trial.path("ressources.json"))));
  }
  Trial trial;
  FhirDouble server;
};

TEST(FhirMonth, IsTheTruthOfItsGrappe) {
  FhirTraits traits;
  traits.largest_page = 40;
  const FhirTrial made(traits);
  const auto once = made.trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 0) << once.err;
  const auto compared = made.trial.compare();
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
}

TEST(FhirCheck, TellsRowsMembersAndRefusalsAndNothingOfPersons) {
  FhirTrial made;
  nlohmann::json odd = nlohmann::json::parse(
      R"({"resourceType":"Encounter","id":"odd","status":"in-progress","identifier":[{"system":
      "https://identifiant-medicosocial-sejour.esante.gouv.fr","value":"Zebulon-Canari"}],"period":{"start":"2020-01-01"}})");
  made.server.put(odd);
  const auto check = made.trial.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  EXPECT_THAT(check.out, HasSubstr("accompanied"));
  EXPECT_THAT(check.out, HasSubstr("finess-malforme=1"));
  EXPECT_THAT(check.out + check.err, Not(HasSubstr("Zebulon")));
}

TEST(FhirCheck, SaysWhatIsWrongOfAServerThatIsNone) {
  FhirTrial made;
  made.server.before = [](int, const auto&) {
    return std::optional(json_response("<html>Zebulon-Canari</html>"));
  };
  const auto check = made.trial.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_THAT(check.out, HasSubstr("JSON"));
  EXPECT_THAT(check.out + check.err, Not(HasSubstr("Zebulon")));
}

TEST(FhirReader, ReadsTheLargestPageWithinItsMemory) {
  FhirTrial made;
  // Eight million bytes in the smallest values: what costs a reader of JSON most.
  std::string zeros = ",0";
  while (zeros.size() < 8'000'000) zeros += zeros.substr(0, 8'000'000 - zeros.size());
  const auto body = R"({"resourceType":"Bundle","type":"searchset","total":0,"x":[0)" + zeros + "]}";
  made.server.before = [&](int, const http::Request& request) -> std::optional<http::Response> {
    if (request.path != "/fhir/Communication") return std::nullopt;
    return json_response(body);
  };
  const auto check = made.trial.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

}  // namespace
}  // namespace jauge::test_support
