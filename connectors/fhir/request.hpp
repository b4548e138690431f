#pragma once
// The URL of a search over a window, and whether the server has understood it. Pure.
#include <optional>
#include <string>

#include "config/fhir_query.hpp"
#include "core/ports.hpp"
#include "core/source_spec.hpp"

namespace jauge::connectors::fhir {

/// Where and how searches are asked.
struct RequestForm {
  std::string base;  // without final '/'
  core::Zone zone;   // of the window's bounds
  core::TimeForm time = core::TimeForm::timestamp;
};

/// ":since" and ":until" become instants in UTC to the second ("2026-09-30T22:00:00Z"), since rounded down
/// and until up; whole days for a source of ISO texts. Everything is encoded.
std::string search_url(const config::FhirSearch& search, const core::Query& window, const RequestForm& form,
                       std::int64_t page_size);

/// The first of the search's parameters that the `self` link of its answer does not repeat: the server has
/// left it out, and gives more than was asked, or other things. Parameters that only shape the answer do not
/// count.
std::optional<std::string> dropped_parameter(const config::FhirSearch& search, std::string_view self);

}  // namespace jauge::connectors::fhir
