#pragma once
// What a posted resource says, as rows of fact kinds: the same queries as those of type fhir, whose search
// parameters on identifiers, statuses and codes are applied here.
#include <map>
#include <string>
#include <vector>

#include "config/fhir_query.hpp"
#include "connectors/fhir/evaluate.hpp"
#include "core/refusal.hpp"

namespace jauge::connectors::tddui {

/// A row as it is kept: no identifier, only its keyed hash.
struct Observation {
  std::string kind;
  std::optional<std::string> finess;
  std::string id;                         // 32 hexadecimal digits; empty where there is a fault
  std::optional<core::Refusal> id_fault;  // why it names nobody
  std::optional<std::string> at;
  std::optional<std::string> until;
  bool lasts = false;  // until `until`, or until it is replaced; else it is at `at`
};

class Mapping {
 public:
  /// `lasting`: kinds of which a row goes on as long as no end is told. Fails `invalid` on a query that
  /// cannot be read.
  [[nodiscard]] static core::Result<Mapping> of(const core::SourceSpec& source,
                                                const std::vector<std::string>& lasting);

  /// `hash` makes the 32 digits of an identifier.
  std::vector<Observation> observe(const web::Json& resource, const fhir::Resolver& resolve,
                                   const std::function<std::string(std::string_view)>& hash) const;

  /// Another digest, another mapping: what was read by the old one is to be read again.
  const std::string& digest() const { return digest_; }

 private:
  std::map<std::string, config::FhirQuery> queries_;
  std::vector<std::string> lasting_;
  std::string digest_;
};

}  // namespace jauge::connectors::tddui
