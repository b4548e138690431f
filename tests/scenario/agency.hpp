#pragma once
// An ARS inside a test: the real receiver behind the real requests, without a socket, and the certificates of
// both sides.
#include <filesystem>
#include <memory>
#include <string>

#include "core/ports.hpp"
#include "receiver/receiver.hpp"
#include "seal/signer.hpp"
#include "tests/support/certificates.hpp"

namespace jauge::scenario {

class Agency final : public core::Gateway {
 public:
  /// Holds what it gets under `directory`; `clock` outlives it.
  Agency(const std::filesystem::path& directory, const std::string& project,
         const std::vector<core::RegionCode>& regions, const core::Clock& clock);

  core::Answer perform(const core::Exchange& exchange, const std::function<bool()>& stop) override;
  core::ReceiptVerdict check(const std::string& receipt, const core::Shipment& shipment,
                             core::Instant now) const;
  /// A seal of the project's organisation; each call makes another key.
  std::unique_ptr<seal::CadesSigner> issue_seal() const;
  const std::string& authority() const { return root_.certificate(); }
  /// Ends the receiver, and gives what it held.
  receiver::Archive end();

  bool down = false;     // it does not answer
  bool forgets = false;  // it stores, and the answer is lost on the way
  int requests = 0;

 private:
  test_support::Authority root_{"AC racine de test"};
  test_support::Issued client_;
  test_support::Issued signer_;
  std::filesystem::path store_;
  std::unique_ptr<receiver::Receiver> receiver_;
};

}  // namespace jauge::scenario
