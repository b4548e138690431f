#pragma once
// What the receiver's tests share: certificates, reports sealed with them, and a receiver on a fixed clock.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "receiver/receiver.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::receiver {

inline core::Instant instant(const char* text) {
  return core::parse_utc(text).value();
}
inline core::RegionCode region(const char* text = "44") {
  return core::RegionCode::parse(text).value();
}

/// A rapport.json with no more than the facts, and a whole one.
std::string bare_json(const ReportFacts& facts);
std::string rapport_json(const ReportFacts& facts);
ReportFacts facts(int sequence = 1, std::optional<core::Digest> previous = std::nullopt, int month = 10,
                  int revision = 0);

/// Keys are costly: made once in each process.
struct Pki {
  test_support::Authority root{"AC racine de test"};
  test_support::Issued seal = issue(test_support::CertificateRequest::Use::seal, "1670000157");
  test_support::Issued other_seal = issue(test_support::CertificateRequest::Use::seal, "1999999999");
  test_support::Issued client = issue(test_support::CertificateRequest::Use::tls_client, "1670000157");
  test_support::Issued other_client = issue(test_support::CertificateRequest::Use::tls_client, "1999999999");
  test_support::Issued ars = issue(test_support::CertificateRequest::Use::seal, "1440000000");

  test_support::Issued issue(test_support::CertificateRequest::Use use,
                             const std::string& organisation) const;
};
const Pki& pki();

/// A container of that rapport.json.
std::string seal_report(const std::string& json, const test_support::Issued& seal = pki().seal);

class FixedClock final : public core::Clock {
 public:
  core::Instant now() const override { return time; }
  core::Instant time = instant("2026-11-06T12:00:00Z");
};

class ReceiverTest : public ::testing::Test {
 protected:
  ReceiverTest();
  /// Ends the receiver and opens another on the same store.
  void restart();

  http::Peer peer(const test_support::Issued& client = pki().client) const {
    return {false, "127.0.0.1", client.certificate, {}};
  }
  http::Request put(const std::string& container, const std::string& path = report_path) const;
  http::Request get(const std::string& path) const;
  http::Response answer(const http::Request& request) { return receiver->handle(request, peer()); }
  bool was_logged(std::string_view part) const;

  static constexpr const char* base = "/v1/projets/PAI-2021-44-0042/regions/44/rapports";
  static constexpr const char* report_path = "/v1/projets/PAI-2021-44-0042/regions/44/rapports/2026-10/0";

  test_support::TemporaryDirectory directory;
  FixedClock clock;
  Settings settings;
  std::vector<std::string> log;
  std::unique_ptr<Receiver> receiver;
};

}  // namespace jauge::receiver
