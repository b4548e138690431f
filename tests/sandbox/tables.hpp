#pragma once
// The grappe as the tables of a DUI, whatever the engine: their columns, and their rows as text.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/zone.hpp"
#include "tests/sandbox/grappe.hpp"

namespace jauge::sandbox {

enum class ColumnType { text, day, time, flag };

struct Column {
  std::string name;
  ColumnType type;
};

/// An empty cell is null. Days are "YYYY-MM-DD", times "YYYY-MM-DD HH:MM:SS" of Europe/Paris, flags "0" or
/// "1".
using RowSink = std::function<void(const std::vector<std::string>& cells)>;

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::string time_column;  // worth an index; empty: none
  std::function<void(const RowSink&)> rows;
};

/// `grappe` outlives the tables.
std::vector<Table> tables_of(const Grappe& grappe);

/// A last row of each table that names an establishment, in the middle of `month`, whose FINESS is none:
/// `spoiled_finess`, for the file or event `spoiled_finess`.
void spoil(std::vector<Table>& tables, core::Month month);
inline constexpr std::string_view spoiled_finess = "CANARI";

}  // namespace jauge::sandbox
