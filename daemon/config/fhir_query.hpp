#pragma once
// A query of a source of type fhir: the searches of a kind, and where in what they find the parts of a row
// stand.
#include <string_view>
#include <utility>

#include "config/fhir_path.hpp"
#include "config/values.hpp"

namespace jauge::config {

/// Of several paths the first that gives something counts.
using FhirPaths = std::vector<FhirPath>;

struct FhirSearch {
  std::string resource;                                         // "Encounter"
  std::vector<std::pair<std::string, std::string>> parameters;  // as written, with :since and :until
  FhirPaths finess;
  FhirPaths id;  // `subject`, `event` or, of a headcount, `number`
  FhirPaths at;  // of a headcount, `month`
  FhirPaths until;
  FhirPaths having;                 // each must give something, else the resource is no row
  FhirPath status_path;             // "status"
  std::vector<std::string> status;  // those that count; empty: all
};

/// One search, or the union of several: file_update is written by many kinds of resources.
struct FhirQuery {
  std::vector<FhirSearch> searches;
  bool has_at = false;
  bool has_until = false;
  bool names_window = false;  // every search has :since and :until
};

/// The value of a kind's key in [source.query]: a table, or a list of tables. Nothing and problems when
/// wrong.
std::optional<FhirQuery> read_fhir_query(const Field& field);

/// The text that toml_text made of that value.
std::optional<FhirQuery> parse_fhir_query(std::string_view text);

/// "code=a,b&date=ge:since" taken apart: '&' between, the first '=' within, nothing decoded.
std::vector<std::pair<std::string, std::string>> split_parameters(std::string_view text);

}  // namespace jauge::config
