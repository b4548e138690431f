// An ARS's receipt and a sealed report, from whoever sent them.
#include "seal/asice.hpp"
#include "seal/receipt.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(receipts) {
  if (const auto fields = seal::parse_receipt_text(bytes)) {
    fuzz::require(seal::parse_receipt_text(seal::receipt_text(*fields)).has_value());
  }
  core::Shipment shipment;
  shipment.region = *core::RegionCode::parse("44");
  const auto check = seal::check_receipt(bytes, shipment, "", {}, core::Instant{});
  fuzz::require(check.verdict != core::ReceiptVerdict::ours);
  static_cast<void>(seal::read_container(bytes));
}
