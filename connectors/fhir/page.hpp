#pragma once
// A page of a search: the Bundle that answers it, taken apart and judged. Pure.
#include <map>
#include <string>
#include <vector>

#include "connectors/web/json.hpp"

namespace jauge::connectors::fhir {

struct Page {
  std::vector<web::Json> matches;                        // resources of the type that was searched
  std::map<std::string, web::Json, std::less<>> others;  // included ones and matches, by "Type/id"
  std::optional<std::int64_t> total;
  std::optional<std::string> self;
  std::optional<std::string> next;
};

/// Fails where it is no searchset, where an OperationOutcome, the whole answer or one of its entries, says
/// that something is missing, and where an entry has no resource.
[[nodiscard]] core::Result<Page> read_page(const web::Json& answer, std::string_view resource,
                                           std::string_view source, std::string_view query);

/// The code of the first error in an OperationOutcome ("too-costly"), of the closed list alone; empty without
/// one. Its texts may quote a person and are never looked at.
std::string outcome_code(const web::Json& outcome);

}  // namespace jauge::connectors::fhir
