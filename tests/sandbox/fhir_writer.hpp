#pragma once
// The tables of a grappe as the resources of a FHIR server, and the queries that read them there.
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {

/// Stays, writes, projects and agenda with the identifiers of the TDDUI, the others as base resources.
std::vector<nlohmann::json> fhir_resources(const std::vector<Table>& tables);

/// [source.query] of type fhir: its nine kinds say what the queries of a database say.
std::string_view fhir_queries();

}  // namespace jauge::sandbox
