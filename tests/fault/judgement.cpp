#include "tests/fault/judgement.hpp"

#include <stdexcept>

#include "core/report.hpp"
#include "deliver/https_gateway.hpp"
#include "seal/receipt.hpp"
#include "store/store.hpp"

namespace jauge::fault {

namespace {

using core::Exchange;

class Now final : public core::Clock {
 public:
  core::Instant now() const override { return at; }
  core::Instant at{};
};

std::string english(const core::Error& error) {
  return core::render(error.sentence, core::Language::en);
}

std::string blanked(std::string text, const std::string& project) {
  for (auto at = text.find(project); at != std::string::npos; at = text.find(project, at + 1))
    text.replace(at, project.size(), "P");
  return text;
}

core::Answer ask(const Evidence& evidence, Exchange exchange, const core::Clock& clock) {
  http::ClientOptions options;
  options.tls.ca_file = evidence.ars / "ca.pem";
  options.tls.certificate_file = evidence.ars / "client.crt";
  options.tls.key_pem = test_support::read_file(evidence.ars / "client.key");
  exchange.project = evidence.project;
  return deliver::HttpsGateway(evidence.url, options, clock).perform(exchange, {});
}

std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

std::map<std::string, std::string> csv_by_month(const std::filesystem::path& path,
                                                const std::string& project) {
  const auto store = store::Store::open(path, {.project = project, .create = false});
  if (!store) throw std::runtime_error(english(store.error()));
  std::map<std::string, std::string> out;
  const auto heads = (*store)->reports.list().value();
  for (const auto& head : heads)
    out[head.key.month.text()] = blanked((*store)->reports.documents(head.id).value().csv, project);
  return out;
}

Verdict judge_evidence(const Evidence& evidence, const std::map<std::string, std::string>& expected) {
  Verdict verdict;
  const auto note = [&](bool& fault, const std::string& what) {
    fault = true;
    verdict.detail += what + "; ";
  };
  const auto store = store::Store::open(evidence.store, {.project = evidence.project, .create = false});
  if (!store) {
    note(verdict.damaged, english(store.error()));
    return verdict;
  }
  const auto closures = (*store)->closures.list();
  const auto heads = (*store)->reports.list();
  if (!closures || !heads) {
    note(verdict.damaged, "the store cannot be read");
    return verdict;
  }
  if (closures->size() < expected.size()) note(verdict.lost, "a closing is missing");
  if (closures->size() > expected.size()) note(verdict.doubled, "a closing too many");
  if (heads->size() < expected.size()) note(verdict.lost, "a report is missing");
  if (heads->size() > expected.size()) note(verdict.doubled, "a report too many");

  Now clock;
  const auto ca = test_support::read_file(evidence.ars / "ca.pem");
  const auto signer = seal::SignerRule::parse("OU=1440000000");
  for (const auto& head : *heads) {
    const auto month = head.key.month.text();
    const auto csv = (*store)->reports.documents(head.id);
    const auto container = (*store)->sealed.container(head.id);
    const auto receipt = (*store)->deliveries.receipt(head.id);
    if (!csv || !container || !receipt || !*receipt) {
      note(verdict.lost, month + " has no container or no receipt");
      continue;
    }
    const auto wanted = expected.find(month);
    if (wanted == expected.end() || blanked(csv->csv, evidence.project) != wanted->second)
      note(verdict.lost, "the figures of " + month + " differ");
    const core::Shipment shipment{evidence.project,        head.key.region, head.key.month,
                                  head.key.revision,       head.sequence,   *container,
                                  core::sha256(*container)};
    clock.at = (*receipt)->received_at;
    const auto checked = seal::check_receipt((*receipt)->bytes, shipment, ca, *signer, clock.at);
    if (checked.verdict != core::ReceiptVerdict::ours) note(verdict.invalid, "the receipt of " + month);

    Exchange get;
    get.what = Exchange::What::get_report;
    get.region = head.key.region;
    get.month = head.key.month;
    get.revision = head.key.revision;
    if (ask(evidence, get, clock).body != *container)
      note(verdict.lost, "the ARS has not our bytes of " + month);
  }
  Exchange list;
  list.what = Exchange::What::list_reports;
  list.region = *core::RegionCode::parse("44");
  const auto held = ask(evidence, list, clock);
  if (occurrences(held.body, "\"sha256\"") != heads->size())
    note(verdict.doubled, "the ARS lists " + held.body);
  return verdict;
}

}  // namespace jauge::fault
