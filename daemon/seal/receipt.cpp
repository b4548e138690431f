#include "seal/receipt.hpp"

#include <charconv>

#include "seal/cades.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::ReceiptVerdict;
using core::Result;

namespace {

constexpr std::string_view format_name = "jauge-receipt/1";

/// Reads the receipt's flat object token by token. No value of it ever needs an escape, so none is taken:
/// what is signed then has one reading.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool symbol(char expected) {
    skip_space();
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::string_view> string() {
    if (!symbol('"')) return std::nullopt;
    const auto end = rest_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = rest_.substr(0, end);
    for (const char character : value)
      if (character < 0x20 || character > 0x7e || character == '\\') return std::nullopt;
    rest_.remove_prefix(end + 1);
    return value;
  }

  std::optional<int> number() {
    skip_space();
    int value = 0;
    const auto* begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value);
    const auto size = static_cast<std::size_t>(end - begin);
    if (error != std::errc() || value < 0 || rest_.front() == '-' || (size > 1 && rest_.front() == '0'))
      return std::nullopt;
    rest_.remove_prefix(size);
    return value;
  }

  bool word(std::string_view expected) {
    skip_space();
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool key(std::string_view name) { return string() == name && symbol(':'); }

  bool at_end() {
    skip_space();
    return rest_.empty();
  }

 private:
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  std::string_view rest_;
};

std::optional<core::Digest> digest(std::optional<std::string_view> text) {
  return text ? core::Digest::parse_hex(*text) : std::nullopt;
}

std::optional<ReceiptFields> scan(std::string_view text) {
  Scanner scanner(text);
  ReceiptFields fields;
  if (!scanner.symbol('{') || !scanner.key("format") || scanner.string() != format_name) return std::nullopt;
  if (!scanner.symbol(',') || !scanner.key("project")) return std::nullopt;
  const auto project = scanner.string();
  if (!project || !scanner.symbol(',') || !scanner.key("region")) return std::nullopt;
  const auto region_text = scanner.string();
  const auto region = region_text ? core::RegionCode::parse(*region_text) : std::nullopt;
  if (!region || region->text() != *region_text) return std::nullopt;
  if (!scanner.symbol(',') || !scanner.key("month")) return std::nullopt;
  const auto month_text = scanner.string();
  const auto month = month_text ? core::Month::parse(*month_text) : std::nullopt;
  if (!month || !scanner.symbol(',') || !scanner.key("revision")) return std::nullopt;
  const auto revision = scanner.number();
  if (!revision || !scanner.symbol(',') || !scanner.key("sha256")) return std::nullopt;
  const auto sha256 = digest(scanner.string());
  if (!sha256 || !scanner.symbol(',') || !scanner.key("received_at")) return std::nullopt;
  const auto received_text = scanner.string();
  const auto received_at = received_text ? core::parse_utc(*received_text) : std::nullopt;
  if (!received_at || !scanner.symbol(',') || !scanner.key("chain_head")) return std::nullopt;
  if (!scanner.word("null")) {
    fields.chain_head = digest(scanner.string());
    if (!fields.chain_head) return std::nullopt;
  }
  if (!scanner.symbol('}') || !scanner.at_end()) return std::nullopt;
  fields.project = *project;
  fields.region = *region;
  fields.month = *month;
  fields.revision = *revision;
  fields.sha256 = *sha256;
  fields.received_at = *received_at;
  return fields;
}

}  // namespace

std::string receipt_text(const ReceiptFields& fields) {
  return fmt::format(
      R"({{"format":"{}","project":"{}","region":"{}","month":"{}","revision":{},"sha256":"{}","received_at":"{}","chain_head":{}}})",
      format_name, fields.project, fields.region.text(), fields.month.text(), fields.revision,
      fields.sha256.hex(), core::utc_text(fields.received_at),
      fields.chain_head ? "\"" + fields.chain_head->hex() + "\"" : "null");
}

Result<ReceiptFields> parse_receipt_text(std::string_view text) {
  auto fields = scan(text);
  if (!fields)
    return fail(ErrorKind::refused, msg("The receipt's text is not in the format {0}.", format_name));
  return std::move(*fields);
}

Result<std::string> make_receipt(const ReceiptFields& fields, const Identity& signer, core::Instant now) {
  if (const auto checked = check_sealing(signer, {}, now); !checked) return tl::unexpected(checked.error());
  const auto text = receipt_text(fields);
  if (!scan(text))
    return fail(ErrorKind::invalid, msg("A receipt cannot be written for the project {0}.", fields.project));
  return sign_attached(text, signer, now);
}

ReceiptCheck check_receipt(std::string_view bytes, const core::Shipment& shipment,
                           std::string_view receipt_ca_pem, const SignerRule& receipt_signer,
                           core::Instant now) {
  ReceiptCheck check;
  if (bytes.empty()) return check;
  check.verdict = ReceiptVerdict::invalid;
  const auto signature = verify_attached(bytes, {.ca_pem = receipt_ca_pem, .crl_pem = {}, .at = now});
  if (!signature) {
    check.reason = signature.error().sentence;
    return check;
  }
  check.subject = signature->signer.subject();
  if (!receipt_signer.admits(signature->signer)) {
    check.reason =
        msg("The receipt is signed by {0}, which is not the signer that is configured.", check.subject);
    return check;
  }
  if (!signature->signer.has_non_repudiation()) {
    check.reason = msg("The certificate {0} has no non-repudiation usage: it cannot seal.", check.subject);
    return check;
  }
  const auto fields = parse_receipt_text(signature->content);
  if (!fields) {
    check.reason = fields.error().sentence;
    return check;
  }
  if (fields->project != shipment.project || fields->region != shipment.region ||
      fields->month != shipment.month || fields->revision != shipment.revision) {
    check.reason = msg("The receipt is for another report: {0}, region {1}, {2}, revision {3}.",
                       fields->project, fields->region.text(), fields->month.text(), fields->revision);
    return check;
  }
  check.verdict = fields->sha256 == shipment.sha256 ? ReceiptVerdict::ours : ReceiptVerdict::another;
  check.fields = *fields;
  return check;
}

}  // namespace jauge::seal
