#pragma once
// A resource that a search found as rows. Pure, but for the references that whoever asks resolves.
#include "config/fhir_query.hpp"
#include "connectors/fhir/evaluate.hpp"

namespace jauge::connectors::fhir {

/// By `status` and `having` of the search.
bool counts(const config::FhirSearch& search, const web::Json& resource, const Resolver& resolve);

/// A row for each FINESS of a resource that counts: a person known to two establishments counts in both. One
/// row in any case, with what stands in the place of a FINESS, or nothing. `interval`: a year or a month is
/// its first day as a beginning, its last as an end. The cells live until `on_row` returns; its false ends
/// it, and is the answer.
bool give_rows(const config::FhirSearch& search, const web::Json& resource, const Resolver& resolve,
               bool interval, const std::function<bool(const core::Row&)>& on_row);

}  // namespace jauge::connectors::fhir
