#include "receiver/receiver.hpp"

#include <algorithm>
#include <charconv>

#include "core/json_writer.hpp"
#include "core/report_schema.hpp"
#include "http/date.hpp"
#include "receiver/files.hpp"
#include "receiver/problem.hpp"
#include "seal/asice.hpp"
#include "seal/receipt.hpp"
#include "seal/verify.hpp"

namespace jauge::receiver {
namespace {

using core::msg;
using What = Route::What;

std::string_view header(const http::Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The base64 of a Content-Digest's sha-256 (RFC 9530: a dictionary of byte sequences); nothing without one.
std::optional<std::string_view> sha256_of_digest(std::string_view field) {
  constexpr std::string_view name = "sha-256=:";
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(','), field.size());
    std::string_view member = field.substr(0, end);
    field.remove_prefix(std::min(end + 1, field.size()));
    while (member.starts_with(' ')) member.remove_prefix(1);
    while (member.ends_with(' ')) member.remove_suffix(1);
    if (member.starts_with(name) && member.ends_with(':') && member.size() > name.size()) {
      return member.substr(name.size(), member.size() - name.size() - 1);
    }
  }
  return std::nullopt;
}

std::string name_of(const ReportKey& key) {
  return fmt::format("{}/{}/{}/{}", key.project, key.region.text(), key.month.text(), key.revision);
}

/// A Content-Length, already checked by the server, is past the limit.
bool too_long(std::string_view length) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), value);
  return error == std::errc::result_out_of_range || value > body_limit;
}

/// What a PUT's header must have before its body is worth reading.
std::optional<http::Response> look_at_put(const http::Request& head) {
  if (header(head, "content-type") != seal::container_media_type) {
    return problem(415, msg("Content-Type must be {0}.", seal::container_media_type));
  }
  if (!header(head, "content-encoding").empty()) {
    return problem(415, msg("Content-Encoding is not taken: send the container as it is."));
  }
  if (!sha256_of_digest(header(head, "content-digest"))) {
    return problem(400, msg("Content-Digest with sha-256 is missing (RFC 9530)."));
  }
  if (too_long(header(head, "content-length"))) {
    return problem(413, msg("A sealed report has at most 8 MiB."));
  }
  return std::nullopt;
}

}  // namespace

Receiver::Receiver(Settings settings, Archive archive, seal::Identity signer, const core::Clock& clock,
                   Log log)
    : settings_(std::move(settings)),
      archive_(std::move(archive)),
      signer_(std::move(signer)),
      clock_(clock),
      log_(std::move(log)) {}

Receiver::Admission Receiver::admit(const std::optional<Route>& route, const http::Peer& peer) const {
  Admission out;
  const auto certificate = seal::Certificate::from_pem(peer.certificate_pem, "client certificate");
  if (certificate) out.organisation = certificate->organisation();
  if (out.organisation.empty()) {
    out.refusal = problem(403, msg("The client certificate names no organisation (one OU is needed)."));
    return out;
  }
  if (route && route->what != What::state) {
    out.enrolment = find_enrolment(settings_, route->key.project, route->key.region);
    // The same answer for an unknown project and for another's: neither is told which projects exist.
    if (out.enrolment == nullptr || !contains(out.enrolment->clients, out.organisation)) {
      out.refusal = problem(403, msg("The organisation {0} is not enrolled for project {1} in region {2}.",
                                     out.organisation, route->key.project, route->key.region.text()));
    }
    return out;
  }
  const bool enrolled =
      std::any_of(settings_.enrolments.begin(), settings_.enrolments.end(),
                  [&](const Enrolment& enrolment) { return contains(enrolment.clients, out.organisation); });
  if (!enrolled)
    out.refusal = problem(403, msg("The organisation {0} is not enrolled here.", out.organisation));
  return out;
}

std::optional<http::Response> Receiver::before_body(const http::Request& head, const http::Peer& peer) const {
  const auto route = parse_route(head.path);
  Admission admission = admit(route, peer);
  if (!admission.refusal) {
    if (!route) {
      admission.refusal = problem(404, msg("This path is not of the contract."));
    } else if (head.method == "PUT" && route->what == What::report) {
      admission.refusal = look_at_put(head);
    } else if (head.method != "GET") {
      admission.refusal = problem(405, msg("{0} is not offered here.", head.method));
      admission.refusal->headers["Allow"] = route->what == What::report ? "GET, PUT" : "GET";
    }
  }
  if (admission.refusal) admission.refusal->headers["Date"] = http::date_text(clock_.now());
  return admission.refusal;
}

http::Response Receiver::handle(const http::Request& request, const http::Peer& peer) {
  http::Response response = answer(request, peer);
  response.headers["Date"] = http::date_text(clock_.now());
  return response;
}

http::Response Receiver::answer(const http::Request& request, const http::Peer& peer) {
  if (auto refusal = before_body(request, peer)) return *refusal;
  const auto route = parse_route(request.path);
  const Admission admission = admit(route, peer);
  switch (route->what) {
    case What::state:
      return state(admission.organisation);
    case What::list:
      return list(route->key);
    case What::receipt:
      return receipt(route->key);
    case What::report:
      break;
  }
  return request.method == "PUT" ? put(route->key, *admission.enrolment, request) : container(route->key);
}

http::Response Receiver::put(const ReportKey& key, const Enrolment& enrolment, const http::Request& request) {
  if (request.body.size() > body_limit) return problem(413, msg("A sealed report has at most 8 MiB."));
  const core::Digest sha256 = core::sha256(request.body);
  if (sha256_of_digest(header(request, "content-digest")) != sha256.base64()) {
    return problem(400, msg("Content-Digest is not that of the body received."));
  }
  const std::string_view idempotency = header(request, "idempotency-key");
  if (!idempotency.empty() && idempotency != fmt::format("\"{}\"", sha256.hex())) {
    return problem(422, msg("Idempotency-Key is not the SHA-256 of the body."));
  }
  const auto held = archive_.find(key);
  if (!held) return unavailable(held.error());
  if (*held) return repeat(**held, sha256, header(request, "if-none-match") == "*");

  // Read each time: a new revocation list is in force without a restart.
  const auto ca = read_text_file(settings_.seal_ca);
  if (!ca) return unavailable(ca.error());
  std::string crl;
  if (!settings_.seal_crl.empty()) {
    auto read = read_text_file(settings_.seal_crl);
    if (!read) return unavailable(read.error());
    crl = std::move(*read);
  }
  std::string timestamp_ca;
  if (!settings_.timestamp_ca.empty()) {
    auto read = read_text_file(settings_.timestamp_ca);
    if (!read) return unavailable(read.error());
    timestamp_ca = std::move(*read);
  }
  const core::Instant now = clock_.now();
  const auto verified = seal::verify_container(request.body, {*ca, crl, std::nullopt, now, timestamp_ca});
  if (!verified) return problem(422, verified.error().sentence);
  if (verified->crl_stale) {
    log_(msg("The revocation list {0} is out of date: fetch the new one.", settings_.seal_crl));
  }
  if (!contains(enrolment.seals, verified->organisation)) {
    return problem(422, msg("The seal is that of organisation {0}, which is not enrolled for this project.",
                            verified->organisation));
  }
  const auto facts = read_report_facts(verified->documents.json);
  if (!facts) return problem(422, facts.error().sentence);
  if (const auto fault = core::report_fault(verified->documents.json)) {
    return problem(
        422, msg("rapport.json is not of the schema of reports, at {0}.", fault->empty() ? "/" : *fault));
  }
  if (facts->key != key) {
    return problem(
        422, msg("The report says that it is {0}, and was sent as {1}.", name_of(facts->key), name_of(key)));
  }

  const Entry entry{*facts, core::sha256(verified->documents.json), sha256,
                    std::chrono::floor<std::chrono::seconds>(now)};
  // Durable first: a receipt is a promise.
  if (const auto added = archive_.add(entry, request.body); !added) return unavailable(added.error());
  log_(msg("Report {0} is held, sequence {1}.", name_of(key), facts->sequence));
  watch_chain(key);
  return with_receipt(entry, 201);
}

http::Response Receiver::repeat(const Entry& held, const core::Digest& sha256, bool create_only) {
  if (held.sha256 == sha256) return with_receipt(held, 200);
  log_(msg("Another document was sent as report {0}; the first one stays.", name_of(held.facts.key)));
  return problem(create_only ? 412 : 409,
                 msg("Another document is held as report {0}: a correction is a new revision.",
                     name_of(held.facts.key)));
}

http::Response Receiver::with_receipt(const Entry& held, int status) {
  auto bytes = receipt_of(held);
  if (!bytes) return unavailable(bytes.error());
  return {status, std::string(seal::receipt_media_type), {}, std::move(*bytes)};
}

core::Result<std::string> Receiver::receipt_of(const Entry& held) {
  const ReportKey& key = held.facts.key;
  auto given = archive_.receipt(key);
  if (!given) return core::Failure(given.error());
  if (*given) return std::move(**given);
  const auto entries = archive_.list(key.project, key.region);
  if (!entries) return core::Failure(entries.error());
  const seal::ReceiptFields fields{key.project,           key.region,  key.month,
                                   key.revision,          held.sha256, held.received_at,
                                   examine(*entries).head};
  auto made = seal::make_receipt(fields, signer_, clock_.now());
  if (!made) return made;
  if (const auto kept = archive_.add_receipt(key, *made); !kept) return core::Failure(kept.error());
  return made;
}

http::Response Receiver::receipt(const ReportKey& key) {
  const auto held = archive_.find(key);
  if (!held) return unavailable(held.error());
  if (!*held) return problem(404, msg("No report {0} is held here.", name_of(key)));
  return with_receipt(**held, 200);
}

http::Response Receiver::container(const ReportKey& key) const {
  auto bytes = archive_.container(key);
  if (!bytes) return unavailable(bytes.error());
  if (!*bytes) return problem(404, msg("No report {0} is held here.", name_of(key)));
  http::Response response{200, std::string(seal::container_media_type), {}, std::move(**bytes)};
  response.headers["Content-Digest"] = fmt::format("sha-256=:{}:", core::sha256(response.body).base64());
  return response;
}

http::Response Receiver::list(const ReportKey& key) const {
  const auto entries = archive_.list(key.project, key.region);
  if (!entries) return unavailable(entries.error());
  core::JsonWriter json;
  json.array([&] {
    for (const Entry& entry : *entries) {
      json.object([&] {
        json.key("month").text(entry.facts.key.month.text());
        json.key("revision").number(entry.facts.key.revision);
        json.key("sequence").number(entry.facts.sequence);
        json.key("sha256").text(entry.sha256.hex());
      });
    }
  });
  return {200, "application/json", {}, json.finish()};
}

http::Response Receiver::state(const std::string& organisation) const {
  core::JsonWriter json;
  json.object([&] {
    json.key("format").text("jauge-etat/1");
    json.key("time").text(core::utc_text(clock_.now()));
    json.key("organisation").text(organisation);
  });
  return {200, "application/json", {}, json.finish()};
}

http::Response Receiver::unavailable(const core::Error& error) const {
  log_(error.sentence);
  return problem(503, msg("The receiver cannot answer for now; send the same bytes again later."));
}

void Receiver::watch_chain(const ReportKey& key) const {
  const auto entries = archive_.list(key.project, key.region);
  if (!entries) return log_(entries.error().sentence);
  const Chain chain = examine(*entries);
  for (const Chain::Gap& gap : chain.missing) {
    log_(msg("Project {0}, region {1}: sequences {2} to {3} are missing.", key.project, key.region.text(),
             gap.first, gap.last));
  }
  for (const int sequence : chain.forks) {
    log_(msg("Project {0}, region {1}: sequence {2} does not follow the one report held before it.",
             key.project, key.region.text(), sequence));
  }
}

}  // namespace jauge::receiver
