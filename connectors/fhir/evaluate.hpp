#pragma once
// What a path finds in a resource. Pure, but for the resources that it has resolved by the one who asks.
#include <functional>
#include <string>
#include <vector>

#include "config/fhir_path.hpp"
#include "connectors/web/json.hpp"

namespace jauge::connectors::fhir {

/// An element of the resource, or a text of our own making: a key, a literal.
struct Found {
  web::Json value;
  std::string text;  // where `value` is absent

  core::Cell cell() const;
};

/// Gives the resource that a reference names ("Patient/1"); absent where there is none.
using Resolver = std::function<web::Json(std::string_view reference)>;

/// Everything at `path`, members of lists one by one, in their order. At most 1,000; what is not there is
/// nothing.
std::vector<Found> evaluate(const config::FhirPath& path, const web::Json& resource, const Resolver& resolve);

/// The first that the paths give, in their order; of one that gives several, its first.
std::optional<Found> first_of(const std::vector<config::FhirPath>& paths, const web::Json& resource,
                              const Resolver& resolve);

/// "Patient/1" of "https://dui.example/fhir/Patient/1/_history/3"; "#a" and "urn:uuid:…" as they are; empty
/// where it names no resource.
std::string reference_key(std::string_view reference);

/// "Patient/1" of a resource; empty where it has no id.
std::string resource_key(const web::Json& resource);

/// The FINESS of an establishment as the French profiles write it: 9 characters; after a "1" (idNat_Struct);
/// after a "3" and before "/…" (local identifiers of the TDDUI). Any other text as it is.
std::string_view bare_finess(std::string_view text);

}  // namespace jauge::connectors::fhir
