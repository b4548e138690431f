#include "assembly/holdings.hpp"

#include <nlohmann/json.hpp>

#include "assembly/files.hpp"
#include "seal/certificate.hpp"
#include "seal/receipt.hpp"
#include "seal/verify.hpp"

namespace jauge::assembly {
namespace {

using core::Exchange;
using core::msg;
using engine::Holdings;

struct Listed {
  core::Month month;
  int revision = 0;
  core::Digest sha256;
};

std::optional<std::vector<Listed>> parse_list(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_array()) return std::nullopt;
  std::vector<Listed> listed;
  for (const auto& entry : json) {
    if (!entry.is_object() || !entry.contains("month") || !entry["month"].is_string() ||
        !entry.contains("revision") || !entry["revision"].is_number_integer() || !entry.contains("sha256") ||
        !entry["sha256"].is_string()) {
      return std::nullopt;
    }
    const auto month = core::Month::parse(entry["month"].get<std::string>());
    const auto sha256 = core::Digest::parse_hex(entry["sha256"].get<std::string>());
    if (!month || !sha256) return std::nullopt;
    listed.push_back({*month, entry["revision"].get<int>(), *sha256});
  }
  return listed;
}

/// Everything a holding is verified by.
struct Verifier {
  std::string seal_ca;
  std::string receipt_ca;
  std::optional<seal::SignerRule> rule;
  std::string organisation;
};

core::Result<Verifier> make_verifier(const config::Configuration& configuration,
                                     const config::ArsSection& ars) {
  if (!configuration.seal) {
    return core::fail(core::ErrorKind::invalid,
                      msg("Reports wait to be sealed and no seal is configured: add "
                          "the section [seal]."));
  }
  Verifier verifier;
  const auto& seal = *configuration.seal;
  auto chain = read_pem(seal.chain, msg("The seal's chain {0} cannot be read.", seal.chain));
  if (!chain) return core::Failure(chain.error());
  verifier.seal_ca = std::move(*chain);
  auto receipt_ca =
      read_pem(ars.receipt_ca, msg("The receipts' authority {0} cannot be read.", ars.receipt_ca));
  if (!receipt_ca) return core::Failure(receipt_ca.error());
  verifier.receipt_ca = std::move(*receipt_ca);
  auto rule = seal::SignerRule::parse(ars.receipt_signer);
  if (!rule) return core::Failure(rule.error());
  verifier.rule = std::move(*rule);
  verifier.organisation = seal.identifier;
  return verifier;
}

core::Message not_answered(const core::Answer& answer, const core::RegionCode& region) {
  if (!answer.status) return answer.fault;
  return msg("{0}: the ARS answers {1}.", region.text(), *answer.status);
}

}  // namespace

engine::Holdings ask_holdings(const config::Configuration& configuration, core::Gateway& gateway,
                              const engine::Inquiry& inquiry, core::Instant now,
                              const std::function<bool()>& stop) {
  Holdings holdings{inquiry.region, {}, false, {}};
  const auto* ars = configuration.find_ars(inquiry.region);
  if (!ars) return holdings;
  Exchange exchange;
  exchange.project = configuration.project.id;
  exchange.region = inquiry.region;
  const auto ask = [&](Exchange::What what) {
    exchange.what = what;
    return gateway.perform(exchange, stop);
  };
  const auto answer = ask(Exchange::What::list_reports);
  // An ARS that offers no list holds nothing that we could take over.
  if (answer.status && (*answer.status == 404 || *answer.status == 405 || *answer.status == 501))
    return holdings;
  if (answer.status != 200) {
    holdings.fault = not_answered(answer, inquiry.region);
    return holdings;
  }
  const auto listed = parse_list(answer.body);
  if (!listed) {
    holdings.fault =
        msg("{0}: the list of reports that the ARS holds cannot be read.", inquiry.region.text());
    return holdings;
  }
  std::optional<Verifier> verifier;
  for (const auto& known : *listed) {
    if (inquiry.known.contains({known.month, known.revision})) continue;
    if (!verifier) {
      auto made = make_verifier(configuration, *ars);
      if (!made) {
        holdings.fault = made.error().sentence;
        return holdings;
      }
      verifier = std::move(*made);
    }
    exchange.month = known.month;
    exchange.revision = known.revision;
    auto container = ask(Exchange::What::get_report);
    auto receipt = ask(Exchange::What::get_receipt);
    if (container.status != 200 || receipt.status != 200) {
      holdings.fault = not_answered(container.status == 200 ? receipt : container, inquiry.region);
      return holdings;
    }
    const auto refuse = [&](const core::Message& why) {
      holdings.damaged = true;
      holdings.fault =
          msg("The report of {0} that the ARS of region {1} holds cannot be believed: {2}",
              known.month.text(), inquiry.region.text(), core::render(why, configuration.language));
      return holdings;
    };
    const core::Shipment shipment{
        exchange.project, inquiry.region, known.month, known.revision, 1, {}, core::sha256(container.body)};
    const auto receipted =
        seal::check_receipt(receipt.body, shipment, verifier->receipt_ca, *verifier->rule, now);
    if (receipted.verdict != core::ReceiptVerdict::ours) {
      return refuse(receipted.reason.empty() ? msg("its receipt is for other bytes.") : receipted.reason);
    }
    const auto received_at = receipted.fields->received_at;
    auto verified = seal::verify_container(container.body, {.ca_pem = verifier->seal_ca,
                                                            .crl_pem = {},
                                                            .organisation = verifier->organisation,
                                                            .at = received_at});
    if (!verified) return refuse(verified.error().sentence);
    holdings.reports.push_back({std::move(verified->documents), std::move(container.body),
                                verified->signing_time, std::move(receipt.body), received_at});
  }
  return holdings;
}

}  // namespace jauge::assembly
