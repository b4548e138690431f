#include "connectors/fhir/page.hpp"

#include <algorithm>
#include <array>

#include "connectors/fhir/evaluate.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using core::msg;

// http://hl7.org/fhir/R4/valueset-issue-type.html
constexpr std::array<std::string_view, 31> issue_codes{
    "invalid",       "structure", "required",         "value",         "invariant",  "security",
    "login",         "unknown",   "expired",          "forbidden",     "suppressed", "processing",
    "not-supported", "duplicate", "multiple-matches", "not-found",     "deleted",    "too-long",
    "code-invalid",  "extension", "too-costly",       "business-rule", "conflict",   "transient",
    "lock-error",    "no-store",  "exception",        "timeout",       "incomplete", "throttled",
    "informational"};

/// A warning of one of these says that the answer is not what was asked for.
constexpr std::array<std::string_view, 12> grave_codes{
    "not-supported", "invalid",    "value",     "unknown", "not-found",  "code-invalid",
    "too-costly",    "incomplete", "throttled", "timeout", "suppressed", "forbidden"};

std::string_view known_code(const web::Json& issue) {
  const auto code = issue["code"].text().value_or("");
  const auto* const found = std::ranges::find(issue_codes, code);
  return found == issue_codes.end() ? std::string_view("unknown") : *found;
}

bool is_grave(const web::Json& issue) {
  const auto severity = issue["severity"].text().value_or("error");
  if (severity == "information") return false;
  if (severity == "warning") return std::ranges::find(grave_codes, known_code(issue)) != grave_codes.end();
  return true;
}

bool passes(std::string_view code) {
  return code == "transient" || code == "lock-error" || code == "throttled" || code == "timeout" ||
         code == "no-store" || code == "exception";
}

core::Failure outcome_failure(std::string_view code, std::string_view source, std::string_view query) {
  return core::fail(
      passes(code) ? ErrorKind::transient : ErrorKind::invalid,
      msg("Source {0}, query {1}: the server says that its answer is not all that was asked for ({2}).",
          source, query, code),
      msg("Nothing was counted of it. Try the query by hand: the OperationOutcome says more."));
}

std::optional<std::string> link_of(const web::Json& bundle, std::string_view relation) {
  for (const web::Json& link : bundle["link"].items()) {
    if (link["relation"].text() == relation) {
      if (const auto url = link["url"].text()) return std::string(*url);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string outcome_code(const web::Json& outcome) {
  if (outcome["resourceType"].text() != std::string_view("OperationOutcome")) return {};
  for (const web::Json& issue : outcome["issue"].items()) {
    if (is_grave(issue)) return std::string(known_code(issue));
  }
  return {};
}

core::Result<Page> read_page(const web::Json& answer, std::string_view resource, std::string_view source,
                             std::string_view query) {
  const auto type = answer["resourceType"].text().value_or("");
  if (type == "OperationOutcome") {
    const auto code = outcome_code(answer);
    return outcome_failure(code.empty() ? "unknown" : code, source, query);
  }
  const auto refused = [&](core::Message sentence) {
    return core::fail(ErrorKind::invalid, std::move(sentence),
                      msg("Check that url of the source is the base of a FHIR R4 server."));
  };
  if (type != "Bundle" || answer["type"].text() != std::string_view("searchset")) {
    return refused(
        msg("Source {0}, query {1}: the answer is not the result of a FHIR search.", source, query));
  }
  Page page;
  page.total = answer["total"].integer();
  if (page.total && *page.total < 0) page.total.reset();
  page.self = link_of(answer, "self");
  page.next = link_of(answer, "next");
  for (const web::Json& entry : answer["entry"].items()) {
    const web::Json found = entry["resource"];
    const auto found_type = found["resourceType"].text();
    if (!found_type) {
      return refused(msg("Source {0}, query {1}: a result of the search holds no resource.", source, query));
    }
    const auto mode = entry["search"]["mode"].text().value_or("match");
    if (*found_type == "OperationOutcome" || mode == "outcome") {
      if (const auto code = outcome_code(found); !code.empty()) return outcome_failure(code, source, query);
      continue;
    }
    if (auto key = resource_key(found); !key.empty()) page.others.insert_or_assign(std::move(key), found);
    if (mode == "match" && *found_type == resource) page.matches.push_back(found);
  }
  return page;
}

}  // namespace jauge::connectors::fhir
