#include "cli/table.hpp"

#include <algorithm>

namespace jauge::cli {

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool continuation = (byte & 0xC0U) == 0x80U;
    // U+0300 to U+036F are CC 80 to CD AF.
    const bool combining = byte == 0xCC || (byte == 0xCD && at + 1 < text.size() &&
                                            static_cast<unsigned char>(text[at + 1]) < 0xB0);
    if (!continuation && !combining) ++width;
  }
  return width;
}

std::string Table::text(bool aligned) const {
  std::string out;
  if (!aligned) {
    for (const auto& row : rows_) {
      for (std::size_t column = 0; column < row.size(); ++column) {
        if (column > 0) out += '\t';
        out += row[column];
      }
      out += '\n';
    }
    return out;
  }

  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  }
  const auto add_line = [&](const std::vector<std::string>& cells, std::optional<Paint> whole) {
    std::string line;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const auto& about = columns_[column];
      const bool last = column + 1 == cells.size();
      const std::string gap(widths[column] - display_width(cells[column]), ' ');
      const auto own = about.paint ? about.paint(cells[column]) : Paint::none;
      const auto text = paint(whole.value_or(own), cells[column]);
      if (column > 0) line += "  ";
      if (about.align == Align::right) line += gap;
      line += text;
      if (about.align == Align::left && !last) line += gap;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  };
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  add_line(titles, Paint::strong);
  std::vector<std::string> rules;
  for (const auto width : widths) {
    std::string rule;
    for (std::size_t count = 0; count < width; ++count) rule += "─";
    rules.push_back(rule);
  }
  add_line(rules, Paint::soft);
  for (const auto& row : rows_) add_line(row, std::nullopt);
  return out;
}

}  // namespace jauge::cli
