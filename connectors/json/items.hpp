#pragma once
// An item of an answer as a row: whether it counts, and where its parts stand. Pure.
#include "config/json_query.hpp"
#include "connectors/web/json.hpp"

namespace jauge::connectors::json {

/// By `having` and `status` of the query; nothing where the item's status is none that `statuses` names.
std::optional<bool> counts(const config::JsonQuery& query, const web::Json& item);

/// The item's parts, as views of it. `finess` is that of every item of a query without a pointer to it.
core::Row row_of(const config::JsonQuery& query, const web::Json& item, std::string_view finess);

}  // namespace jauge::connectors::json
