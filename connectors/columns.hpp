#pragma once
// Which column of a result is which part of a row: by name, whatever their order.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/row.hpp"

namespace jauge::connectors {

/// Indexes into the result's columns. Of a headcount, `id` is its number and `at` its month.
struct ColumnPlaces {
  std::size_t finess = 0;
  std::size_t id = 0;
  std::optional<std::size_t> at;
  std::optional<std::size_t> until;

  core::Columns columns() const { return {at.has_value(), until.has_value()}; }
};

/// Names are compared without regard to ASCII case; other columns are left alone. Fails `invalid`, naming
/// source, query and column, where one that is needed is missing or comes twice.
[[nodiscard]] core::Result<ColumnPlaces> find_columns(const std::vector<std::string>& names,
                                                      std::string_view source, std::string_view kind);

}  // namespace jauge::connectors
