#include "tests/unit/receiver/fixture.hpp"

#include "core/report.hpp"
#include "seal/signer.hpp"
#include "tests/support/example_closure.hpp"

namespace jauge::receiver {

std::string bare_json(const ReportFacts& facts) {
  const std::string previous =
      facts.previous ? fmt::format(R"(,{{"url":"{}StructureDefinition/previous","valueString":"{}"}})",
                                   core::canonical_base, facts.previous->hex())
                     : "";
  return fmt::format(
      R"({{"resourceType":"Bundle","identifier":{{"system":"{0}NamingSystem/rapport","value":"{1}/{2}/{3}/{4}"}},)"
      R"("type":"collection","entry":[{{"fullUrl":"urn:uuid:1","resource":{{"resourceType":"Provenance",)"
      R"("extension":[{{"url":"{0}StructureDefinition/sequence","valueInteger":{5}}}{6}]}}}}]}})",
      core::canonical_base, facts.key.project, facts.key.region.text(), facts.key.month.text(),
      facts.key.revision, facts.sequence, previous);
}

std::string rapport_json(const ReportFacts& facts) {
  core::Closure closure = test_support::example_closure();
  closure.parameters.project.id = facts.key.project;
  closure.parameters.month = facts.key.month;
  closure.revision = facts.key.revision;
  return core::write_fhir(closure, {facts.key.region, facts.sequence, facts.previous, std::nullopt});
}

ReportFacts facts(int sequence, std::optional<core::Digest> previous, int month, int revision) {
  return {{"PAI-2021-44-0042", region(), core::Month(2026, static_cast<unsigned>(month)), revision},
          sequence,
          previous};
}

test_support::Issued Pki::issue(test_support::CertificateRequest::Use use,
                                const std::string& organisation) const {
  test_support::CertificateRequest request;
  request.use = use;
  request.key = test_support::CertificateRequest::Key::p256;
  request.units = {organisation};
  return root.issue(request);
}

const Pki& pki() {
  static const Pki made;
  return made;
}

std::string seal_report(const std::string& json, const test_support::Issued& seal) {
  const auto signer = seal::CadesSigner::make(
      {seal.certificate, seal.key, pki().root.certificate(),
       seal::Certificate::from_pem(seal.certificate, "seal certificate")->organisation()});
  const core::Documents documents{json, "\xEF\xBB\xBFprojet\r\n", "<!DOCTYPE html><title>Rapport</title>"};
  return signer.value()->seal(documents, instant("2026-11-05T06:00:00Z")).value();
}

ReceiverTest::ReceiverTest() {
  settings.seal_ca = directory / "ca.pem";
  settings.store = directory / "receiver.db";
  settings.enrolments = {{"PAI-2021-44-0042", region(), {"1670000157"}, {"1670000157"}}};
  test_support::write_file(settings.seal_ca, pki().root.certificate());
  restart();
}

void ReceiverTest::restart() {
  receiver.reset();
  receiver = std::make_unique<Receiver>(
      settings, Archive::open(settings.store).value(),
      seal::load_identity(pki().ars.certificate, pki().ars.key, pki().root.certificate()).value(), clock,
      [this](const core::Message& message) { log.push_back(core::render(message, core::Language::en)); });
}

http::Request ReceiverTest::put(const std::string& container, const std::string& path) const {
  const auto sha256 = core::sha256(container);
  http::Request request;
  request.method = "PUT";
  request.path = path;
  request.headers = {{"content-type", "application/vnd.etsi.asic-e+zip"},
                     {"content-digest", fmt::format("sha-256=:{}:", sha256.base64())},
                     {"if-none-match", "*"},
                     {"idempotency-key", fmt::format("\"{}\"", sha256.hex())},
                     {"content-length", std::to_string(container.size())}};
  request.body = container;
  return request;
}

http::Request ReceiverTest::get(const std::string& path) const {
  http::Request request;
  request.method = "GET";
  request.path = path;
  return request;
}

bool ReceiverTest::was_logged(std::string_view part) const {
  return std::any_of(log.begin(), log.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace jauge::receiver
