#pragma once
// :since and :until of a query as the placeholders of a driver. Pure: no connection, no value.
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace jauge::connectors {

enum class Dialect { postgresql, mariadb, sqlite };
enum class Parameter { since, until };

struct ParameterisedQuery {
  std::string text;                   // $1 $2, ? ?, or ?1 ?2; without a final semicolon
  std::vector<Parameter> parameters;  // what is to be bound, in order; empty: the query is a state
};

/// Finds :since and :until outside quotes, quoted names, comments and casts, as `dialect` writes them.
/// Fails `invalid`, naming `source` and `kind`, on another name, a driver's own placeholder, an unclosed
/// quote or comment, and a second statement.
[[nodiscard]] core::Result<ParameterisedQuery> parameterise(std::string_view query, Dialect dialect,
                                                            std::string_view source, std::string_view kind);

}  // namespace jauge::connectors
