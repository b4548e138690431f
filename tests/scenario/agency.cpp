#include "tests/scenario/agency.hpp"

#include <algorithm>
#include <cctype>

#include "deliver/https_gateway.hpp"
#include "seal/receipt.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::scenario {
namespace {

constexpr const char* organisation = "1670000157";
constexpr const char* agency = "1440000000";

test_support::Issued issue(const test_support::Authority& root, test_support::CertificateRequest::Use use,
                           const std::string& unit) {
  test_support::CertificateRequest request;
  request.use = use;
  request.key = test_support::CertificateRequest::Key::p256;
  request.units = {unit};
  return root.issue(request);
}

/// The request that the gateway would send, as the receiver's server would give it.
http::Request received(const core::Exchange& exchange) {
  const auto call = deliver::to_call("https://ars.test", exchange);
  http::Request request;
  request.method = call.method.empty() ? "GET" : call.method;
  request.path = call.url.substr(std::string_view("https://ars.test").size());
  request.body = call.body;
  for (const auto& line : call.headers) {
    const auto colon = line.find(": ");
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    request.headers[name] = line.substr(colon + 2);
  }
  request.headers["content-length"] = std::to_string(request.body.size());
  return request;
}

}  // namespace

Agency::Agency(const std::filesystem::path& directory, const std::string& project,
               const std::vector<core::RegionCode>& regions, const core::Clock& clock)
    : client_(issue(root_, test_support::CertificateRequest::Use::tls_client, organisation)),
      signer_(issue(root_, test_support::CertificateRequest::Use::seal, agency)),
      store_(directory / "receiver.db") {
  receiver::Settings settings;
  settings.store = store_;
  settings.seal_ca = directory / "ca.pem";
  for (const auto& region : regions)
    settings.enrolments.push_back({project, region, {organisation}, {organisation}});
  test_support::write_file(settings.seal_ca, root_.certificate());
  receiver_ = std::make_unique<receiver::Receiver>(
      settings, receiver::Archive::open(store_).value(),
      seal::load_identity(signer_.certificate, signer_.key, root_.certificate()).value(), clock,
      [](const core::Message&) {});
}

core::Answer Agency::perform(const core::Exchange& exchange, const std::function<bool()>&) {
  ++requests;
  core::Answer answer;
  if (down) {
    answer.fault = core::msg("The connection was refused.");
    return answer;
  }
  const auto response = receiver_->handle(received(exchange), {false, "127.0.0.1", client_.certificate, {}});
  if (forgets) {
    answer.fault = core::msg("The connection was reset.");
    return answer;
  }
  answer.status = response.status;
  answer.body = response.body;
  return answer;
}

core::ReceiptVerdict Agency::check(const std::string& receipt, const core::Shipment& shipment,
                                   core::Instant now) const {
  const auto rule = seal::SignerRule::parse(std::string("OU=") + agency);
  return seal::check_receipt(receipt, shipment, root_.certificate(), *rule, now).verdict;
}

receiver::Archive Agency::end() {
  receiver_.reset();
  return receiver::Archive::open(store_).value();
}

std::unique_ptr<seal::CadesSigner> Agency::issue_seal() const {
  const auto seal = issue(root_, test_support::CertificateRequest::Use::seal, organisation);
  return seal::CadesSigner::make({seal.certificate, seal.key, root_.certificate(), organisation}).value();
}

}  // namespace jauge::scenario
