#pragma once
// The ARS's receipt: signed proof that it holds a report's exact bytes (ars-contract, Receipt).
#include <optional>
#include <string>
#include <string_view>

#include "core/delivery.hpp"
#include "core/result.hpp"
#include "seal/certificate.hpp"

namespace jauge::seal {

inline constexpr std::string_view receipt_media_type = "application/cms";

struct ReceiptFields {
  std::string project;
  core::RegionCode region;
  core::Month month;
  int revision = 0;
  core::Digest sha256;                     // of the container
  core::Instant received_at;               // to the second
  std::optional<core::Digest> chain_head;  // null while the first of the sequence is missing
  bool operator==(const ReceiptFields&) const = default;
};

/// The JSON text, keys in the contract's order, no white space.
std::string receipt_text(const ReceiptFields& fields);
/// Takes white space between tokens; refuses another order, more or fewer keys, and escapes.
[[nodiscard]] core::Result<ReceiptFields> parse_receipt_text(std::string_view text);

/// The signed receipt. Fails `invalid` when `signer` may not sign at `now`.
[[nodiscard]] core::Result<std::string> make_receipt(const ReceiptFields& fields, const Identity& signer,
                                                     core::Instant now);

struct ReceiptCheck {
  core::ReceiptVerdict verdict = core::ReceiptVerdict::absent;
  std::optional<ReceiptFields> fields;  // of a valid receipt, `ours` or `another`
  std::string subject;                  // of its signer
  core::Message reason;                 // why it is `invalid`
};

/// What `bytes` are worth for `shipment`. `ours`: verifies under `receipt_ca_pem`, its signer is admitted and
/// has non-repudiation usage, and it names our digest, project, region, month and revision. `another`: the
/// same with another digest. `absent`: no bytes. All else is `invalid`.
ReceiptCheck check_receipt(std::string_view bytes, const core::Shipment& shipment,
                           std::string_view receipt_ca_pem, const SignerRule& receipt_signer,
                           core::Instant now);

}  // namespace jauge::seal
