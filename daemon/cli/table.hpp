#pragma once
// A table for a terminal, aligned; tab-separated lines when the output is piped.
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.hpp"

namespace jauge::cli {

class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
    Paint (*paint)(std::string_view cell) = nullptr;  // on a terminal with colours
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  /// `aligned`: for a person; else one line a row, cells separated by tabs, no title.
  std::string text(bool aligned) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that a UTF-8 text takes on a terminal; every character but combining marks counts as one.
std::size_t display_width(std::string_view text);

}  // namespace jauge::cli
