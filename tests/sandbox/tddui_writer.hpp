#pragma once
// The tables of a grappe as a DUI posts them (TDDUI, flux 1), and the queries that read what was posted.
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {

/// Transaction Bundles: one for each file, its Patient first, and one for each establishment's notes of the
/// cahier de liaison. Messages, deposits and prescriptions are no resources of the TDDUI; nor is a write by a
/// technical account one of a professional's.
std::vector<nlohmann::json> tddui_bundles(const std::vector<Table>& tables);

/// The profile tddui, over which states are dated: by itself it reads those of today.
std::string_view tddui_queries();

}  // namespace jauge::sandbox
