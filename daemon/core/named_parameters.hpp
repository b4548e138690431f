#pragma once
// :since and :until of a query as the placeholders of a driver. Pure: no connection, no value.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace jauge::core {

/// `odbc`: what the SQL of most engines has in common, quoted names in brackets included.
enum class Dialect { postgresql, mariadb, sqlite, odbc };
enum class Parameter { since, until };

struct ParameterisedQuery {
  std::string text;                   // $1 $2, ? ?, or ?1 ?2; without a final semicolon
  std::vector<Parameter> parameters;  // what is to be bound, in order; empty: the query is a state
};

/// The dialect of a source's type; nothing where its queries are no SQL.
std::optional<Dialect> dialect_of(std::string_view type);

/// Finds :since and :until outside quotes, quoted names, comments and casts, as `dialect` writes them.
/// Fails `invalid`, naming `source` and `kind`, on another name, a driver's own placeholder, an unclosed
/// quote or comment, and a second statement.
[[nodiscard]] Result<ParameterisedQuery> parameterise(std::string_view query, Dialect dialect,
                                                      std::string_view source, std::string_view kind);

}  // namespace jauge::core
