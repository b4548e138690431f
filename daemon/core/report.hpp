#pragma once
// The report: a closure for one ARS as three documents, exact bytes (ars-contract).
#include <optional>
#include <string>

#include "core/closure.hpp"
#include "core/digest.hpp"

namespace jauge::core {

/// Base of every canonical URL of the reports.
inline constexpr std::string_view canonical_base = "https://jauge.example/fhir/";

/// What a region's report has beside its closure.
struct ReportIdentity {
  RegionCode region;
  int sequence = 1;                // 1, 2, … per project and region, in order of freezing
  std::optional<Digest> previous;  // SHA-256 of the rapport.json of sequence − 1
  std::optional<Digest> replaces;  // SHA-256 of the rapport.json of the revision before
};

struct Documents {
  std::string json;  // rapport.json
  std::string csv;   // rapport.csv
  std::string html;  // rapport.html
  bool operator==(const Documents&) const = default;
};

/// A function of its arguments alone: no clock, zone or locale of the machine is read.
Documents write_documents(const Closure& closure, const ReportIdentity& identity);

std::string write_fhir(const Closure& closure, const ReportIdentity& identity);
std::string write_csv(const Closure& closure, const ReportIdentity& identity);
/// `json_sha256`: of the rapport.json that prevails over this page.
std::string write_html(const Closure& closure, const ReportIdentity& identity, const Digest& json_sha256);

/// The gate of a roll-up in a sentence (indicators §7): « Critères d'utilisation au titre d'octobre 2026 :
/// remplis par 12 ESMS sur 15, indéterminés 2, non remplis 1 ». French, as in the reports.
std::string gate_sentence(Month month, const GateResult& gate);

/// "jauge-<project id>-<region>-<YYYY-MM>-r<revision>.asice".
std::string container_name(std::string_view project, const RegionCode& region, Month month, int revision);

}  // namespace jauge::core
