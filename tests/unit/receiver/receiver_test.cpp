// What a receiver takes, refuses and promises (ars-contract, Receiver and Receipt).
#include "receiver/receiver.hpp"

#include <nlohmann/json.hpp>

#include "seal/receipt.hpp"
#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

using nlohmann::json;

class Reception : public ReceiverTest {
 protected:
  seal::ReceiptCheck check(const http::Response& response, const std::string& bytes,
                           const ReportKey& key = facts().key) {
    const core::Shipment shipment{key.project, key.region, key.month,          key.revision,
                                  1,           bytes,      core::sha256(bytes)};
    return seal::check_receipt(response.body, shipment, pki().root.certificate(),
                               *seal::SignerRule::parse("OU=1440000000"), clock.time);
  }
  std::string container = seal_report(rapport_json(facts()));
};

void expect_problem(const http::Response& response, int status) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(json::parse(response.body)["status"], status);
  EXPECT_FALSE(json::parse(response.body)["detail"].get<std::string>().empty());
}

TEST_F(Reception, GivesAValidReceiptForAGoodReport) {
  const auto response = answer(put(container));
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(response.content_type, "application/cms");
  const auto receipt = check(response, container);
  EXPECT_EQ(receipt.verdict, core::ReceiptVerdict::ours) << receipt.reason.id;
  EXPECT_EQ(receipt.fields->received_at, clock.time);
  EXPECT_EQ(receipt.fields->chain_head, core::sha256(rapport_json(facts())));
  EXPECT_EQ(response.headers.at("Date"), "Fri, 06 Nov 2026 12:00:00 GMT");
}

TEST_F(Reception, AnswersARepeatWith200AndTheSameReceipt) {
  const auto first = answer(put(container));
  clock.time += std::chrono::hours(5);
  const auto second = answer(put(container));
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, first.body);
}

TEST_F(Reception, AnswersARepeatEvenWhenTheSealsCertificateHasEndedSince) {
  const auto first = answer(put(container));
  clock.time = instant("2050-01-01T00:00:00Z");
  EXPECT_EQ(answer(put(container)).body, first.body);
}

TEST_F(Reception, KeepsTheFirstDocumentAgainstAnother) {
  const auto first = answer(put(container));
  const std::string other = seal_report(rapport_json(facts()) + " ");
  expect_problem(answer(put(other)), 412);
  auto unconditional = put(other);
  unconditional.headers.erase("if-none-match");
  expect_problem(answer(unconditional), 409);
  EXPECT_TRUE(answer(get(report_path)).body == container);
  EXPECT_EQ(answer(get(std::string(report_path) + "/accuse")).body, first.body);
}

TEST_F(Reception, GivesBackTheContainerTheReceiptAndTheList) {
  const auto first = answer(put(container));
  const auto back = answer(get(report_path));
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(back.content_type, "application/vnd.etsi.asic-e+zip");
  EXPECT_TRUE(back.body == container);
  const auto receipt = answer(get(std::string(report_path) + "/accuse"));
  EXPECT_EQ(receipt.content_type, "application/cms");
  EXPECT_EQ(receipt.body, first.body);
  EXPECT_EQ(answer(get(base)).body,
            fmt::format(R"([{{"month":"2026-10","revision":0,"sequence":1,"sha256":"{}"}}])",
                        core::sha256(container).hex()));
}

TEST_F(Reception, HoldsNothingAtFirst) {
  EXPECT_EQ(answer(get(base)).body, "[]");
  expect_problem(answer(get(report_path)), 404);
  expect_problem(answer(get(std::string(report_path) + "/accuse")), 404);
}

TEST_F(Reception, KeepsAllOverARestart) {
  const auto first = answer(put(container));
  restart();
  EXPECT_EQ(answer(put(container)).body, first.body);
  EXPECT_TRUE(answer(get(report_path)).body == container);
}

TEST_F(Reception, TellsItsStateToAnEnrolledClientAlone) {
  EXPECT_EQ(answer(get("/v1/etat")).body,
            R"({"format":"jauge-etat/1","time":"2026-11-06T12:00:00Z","organisation":"1670000157"})");
  expect_problem(receiver->handle(get("/v1/etat"), peer(pki().other_client)), 403);
}

TEST_F(Reception, RefusesAnotherOrganisationBeforeTheBodyIsRead) {
  const auto refusal = receiver->before_body(put(container), peer(pki().other_client));
  ASSERT_TRUE(refusal);
  expect_problem(*refusal, 403);
  for (const auto& request :
       {put(container), get(report_path), get(base), get(std::string(report_path) + "/accuse")}) {
    expect_problem(receiver->handle(request, peer(pki().other_client)), 403);
  }
  EXPECT_FALSE(receiver->before_body(put(container), peer()));
}

TEST_F(Reception, RefusesAnUnknownProjectAndRegionAlike) {
  expect_problem(answer(put(container, "/v1/projets/AUTRE/regions/44/rapports/2026-10/0")), 403);
  expect_problem(answer(put(container, "/v1/projets/PAI-2021-44-0042/regions/27/rapports/2026-10/0")), 403);
}

TEST_F(Reception, RefusesAClientWithoutOrganisationOrWithTwo) {
  test_support::CertificateRequest request;
  request.use = test_support::CertificateRequest::Use::tls_client;
  request.key = test_support::CertificateRequest::Key::p256;
  for (const auto& units : {std::vector<std::string>{}, {"1670000157", "1999999999"}}) {
    request.units = units;
    expect_problem(receiver->handle(get("/v1/etat"), peer(pki().root.issue(request))), 403);
  }
  expect_problem(receiver->handle(get("/v1/etat"), http::Peer{}), 403);
}

TEST_F(Reception, AdmitsARenewedCertificateOfTheSameOrganisation) {
  const auto renewed = pki().issue(test_support::CertificateRequest::Use::tls_client, "1670000157");
  EXPECT_EQ(receiver->handle(put(container), peer(renewed)).status, 201);
}

TEST_F(Reception, RefusesAHeaderThatIsNotTheContracts) {
  auto request = put(container);
  request.headers["content-type"] = "application/zip";
  expect_problem(*receiver->before_body(request, peer()), 415);
  request = put(container);
  request.headers["content-encoding"] = "gzip";
  expect_problem(*receiver->before_body(request, peer()), 415);
  request = put(container);
  request.headers.erase("content-digest");
  expect_problem(*receiver->before_body(request, peer()), 400);
  request = put(container);
  request.headers["content-length"] = std::to_string(body_limit + 1);
  expect_problem(*receiver->before_body(request, peer()), 413);
  request = put(container);
  request.method = "DELETE";
  expect_problem(*receiver->before_body(request, peer()), 405);
  expect_problem(*receiver->before_body(get("/v1/rien"), peer()), 404);
}

TEST_F(Reception, RefusesADigestThatIsNotTheBodys) {
  auto request = put(container);
  request.headers["content-digest"] = fmt::format("sha-256=:{}:", core::sha256("other").base64());
  expect_problem(answer(request), 400);
  request.headers["content-digest"] =
      fmt::format("sha-512=:AAAA:, sha-256=:{}:", core::sha256(container).base64());
  EXPECT_EQ(answer(request).status, 201);
}

TEST_F(Reception, RefusesAnIdempotencyKeyOfOtherBytes) {
  auto request = put(container);
  request.headers["idempotency-key"] = fmt::format("\"{}\"", core::sha256("other").hex());
  expect_problem(answer(request), 422);
}

TEST_F(Reception, RefusesAnAlteredContainer) {
  for (std::size_t i = 0; i < container.size(); i += container.size() / 50) {
    std::string altered = container;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    expect_problem(answer(put(altered)), 422);
  }
  EXPECT_EQ(answer(get(base)).body, "[]") << "nothing was kept";
}

TEST_F(Reception, RefusesTheSealOfAnotherOrganisation) {
  expect_problem(answer(put(seal_report(rapport_json(facts()), pki().other_seal))), 422);
}

TEST_F(Reception, RefusesARevokedSealAndWarnsOfAnOldList) {
  settings.seal_crl = directory / "crl.pem";
  const auto write = [&](const std::vector<std::int64_t>& serials, const char* next) {
    test_support::write_file(settings.seal_crl,
                             pki().root.crl(serials, instant("2026-01-01T00:00:00Z"), instant(next)));
  };
  write({pki().seal.serial}, "2027-01-01T00:00:00Z");
  restart();
  expect_problem(answer(put(container)), 422);
  write({}, "2026-02-01T00:00:00Z");  // read again without a restart
  EXPECT_EQ(answer(put(container)).status, 201);
  EXPECT_TRUE(was_logged("is out of date"));
}

TEST_F(Reception, RefusesContentThatIsNotThatOfThePath) {
  for (const char* path : {"/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-09/0",
                           "/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-10/1"}) {
    expect_problem(answer(put(container, path)), 422);
  }
  settings.enrolments.push_back({"AUTRE", region(), {"1670000157"}, {"1670000157"}});
  settings.enrolments.push_back({"PAI-2021-44-0042", region("27"), {"1670000157"}, {"1670000157"}});
  restart();
  expect_problem(answer(put(container, "/v1/projets/AUTRE/regions/44/rapports/2026-10/0")), 422);
  expect_problem(answer(put(container, "/v1/projets/PAI-2021-44-0042/regions/27/rapports/2026-10/0")), 422);
}

TEST_F(Reception, RefusesASealedDocumentThatIsNoReport) {
  expect_problem(answer(put(seal_report("{\"resourceType\":\"Bundle\"}"))), 422);
}

TEST_F(Reception, RefusesWhatTheClosedSchemaDoesNotKnow) {
  const auto response = answer(put(seal_report(bare_json(facts()))));
  expect_problem(response, 422);
  std::string extended = rapport_json(facts());
  extended.insert(extended.rfind('}'), R"(,"total":1)");
  expect_problem(answer(put(seal_report(extended))), 422);
}

TEST_F(Reception, TakesReportsInAnyOrderAndMovesTheHeadWhenAGapCloses) {
  const std::string one = rapport_json(facts(1, std::nullopt, 8));
  const std::string two = rapport_json(facts(2, core::sha256(one), 9));
  const std::string three = rapport_json(facts(3, core::sha256(two), 10));
  const auto send = [&](const std::string& report, const char* month) {
    const std::string bytes = seal_report(report);
    const auto response = answer(put(bytes, fmt::format("{}/{}/0", base, month)));
    EXPECT_EQ(response.status, 201) << response.body;
    ReportKey key = facts().key;
    key.month = *core::Month::parse(month);
    return check(response, bytes, key).fields.value().chain_head;
  };
  EXPECT_EQ(send(three, "2026-10"), std::nullopt);
  EXPECT_TRUE(was_logged("sequences 1 to 2 are missing"));
  EXPECT_EQ(send(one, "2026-08"), core::sha256(one));
  EXPECT_TRUE(was_logged("sequences 2 to 2 are missing"));
  EXPECT_EQ(send(two, "2026-09"), core::sha256(three));
}

TEST_F(Reception, HoldsOneDocumentAfterAThousandRepeats) {
  const auto sent = seal_report(rapport_json(facts()));
  const auto first = answer(put(sent));
  ASSERT_EQ(first.status, 201);
  for (int i = 0; i < 1000; ++i) {
    const auto again = answer(put(sent));
    ASSERT_EQ(again.status, 200);
    ASSERT_EQ(again.body, first.body);
  }
}

TEST_F(Reception, TakesRevisionsInAnyOrder) {
  const auto first = rapport_json(facts(1));
  const auto second = rapport_json(facts(2, core::sha256(first), 10, 1));
  const auto third = rapport_json(facts(3, core::sha256(second), 10, 2));
  EXPECT_EQ(answer(put(seal_report(third), std::string(base) + "/2026-10/2")).status, 201);
  EXPECT_EQ(answer(put(seal_report(first), std::string(base) + "/2026-10/0")).status, 201);
  EXPECT_TRUE(was_logged("sequences 2 to 2 are missing"));
  EXPECT_EQ(answer(put(seal_report(second), std::string(base) + "/2026-10/1")).status, 201);
  const auto receipt = answer(get(std::string(base) + "/2026-10/1/accuse"));
  EXPECT_EQ(receipt.status, 200);
}

TEST_F(Reception, FlagsASecondSuccessor) {
  const std::string one = rapport_json(facts(1, std::nullopt, 8));
  ASSERT_EQ(answer(put(seal_report(one), std::string(base) + "/2026-08/0")).status, 201);
  ASSERT_EQ(
      answer(put(seal_report(rapport_json(facts(2, core::sha256(one), 9))), std::string(base) + "/2026-09/0"))
          .status,
      201);
  EXPECT_FALSE(was_logged("does not follow"));
  ASSERT_EQ(answer(put(seal_report(rapport_json(facts(2, core::sha256(one), 10))),
                       std::string(base) + "/2026-10/0"))
                .status,
            201);
  EXPECT_TRUE(was_logged("sequence 2 does not follow"));
}

TEST_F(Reception, HoldsAReportItCannotReceiptYet) {
  // The receipt's own certificate has ended: the document stays, and its receipt comes once it is renewed.
  settings.seal_ca = directory / "ca.pem";
  test_support::CertificateRequest request;
  request.units = {"1440000000"};
  request.end = instant("2026-11-01T00:00:00Z");
  const auto ended = pki().root.issue(request);
  receiver.reset();
  receiver = std::make_unique<Receiver>(
      settings, Archive::open(settings.store).value(),
      seal::load_identity(ended.certificate, ended.key, pki().root.certificate()).value(), clock,
      [](const core::Message&) {});
  expect_problem(answer(put(container)), 503);
  restart();
  const auto response = answer(put(container));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(check(response, container).verdict, core::ReceiptVerdict::ours);
}

TEST_F(Reception, NamesNoContentInItsLog) {
  answer(put(container));
  answer(put(seal_report(rapport_json(facts()) + " ")));
  for (const std::string& line : log) EXPECT_EQ(line.find("resourceType"), std::string::npos);
  EXPECT_TRUE(was_logged("is held, sequence 1"));
  EXPECT_TRUE(was_logged("the first one stays"));
}

}  // namespace
}  // namespace jauge::receiver
