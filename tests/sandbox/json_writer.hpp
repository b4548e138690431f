#pragma once
// The tables of a grappe as lists of a vendor's REST API, each with pages of its own sort, and the queries
// that read them.
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {

/// Lists by their path: `items`; `paging`, as a query names it; `from` and `to`, the parameters of their
/// bounds; `begin` and `end`, where in an item its time stands.
nlohmann::json json_lists(const std::vector<Table>& tables);

/// [source.query] of type json: its nine kinds say what the queries of a database say.
std::string_view json_queries();

}  // namespace jauge::sandbox
