#pragma once
// The part of FHIRPath that queries use to name a place in a resource (HL7 FHIRPath 2.0, and the key
// functions of SQL on FHIR 2.0): members, where(), extension(), resolve(), first(), getResourceKey(),
// getReferenceKey(), and a literal text.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::config {

struct FhirStep;
using FhirPath = std::vector<FhirStep>;

/// One comparison of a where(): `path` = 'text', or != where `equal` is false.
struct FhirCondition {
  std::vector<FhirStep> path;
  bool equal = true;
  std::string text;
};

struct FhirStep {
  enum class Kind {
    literal,        // 'text'; the first step only
    member,         // name
    where,          // conditions, all of them
    extension,      // extension('text')
    resolve,        // the resource a reference names
    resource_key,   // "Patient/1"
    reference_key,  // the same of a reference; text: the only type taken, empty for any
    first,
  };
  Kind kind = Kind::member;
  std::string text = {};
  std::vector<FhirCondition> conditions = {};
};

/// Nothing where `text` is not of that language, or is longer than 1,000 bytes or deeper than it may be.
std::optional<FhirPath> parse_fhir_path(std::string_view text);

}  // namespace jauge::config
