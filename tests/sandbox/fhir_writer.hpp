#pragma once
// The tables of a grappe as the resources of a FHIR server, and the source that reads them there.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {

/// Stays, writes, projects and agenda with the identifiers of the TDDUI, the others as base resources.
std::vector<nlohmann::json> fhir_resources(const std::vector<Table>& tables);

/// The [[source]] "dui" of type fhir at `url`, whose nine kinds say what the queries of a database say.
std::string fhir_source(const std::string& url);

}  // namespace jauge::sandbox
