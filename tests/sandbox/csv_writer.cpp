#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "tests/sandbox/writers.hpp"

namespace jauge::sandbox {
namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(";\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char character : cell) {
    if (character == '"') out += '"';
    out += character;
  }
  return out + "\"";
}

/// A file of the profile csv-standard: the table that it holds, but for a column by whose values its rows
/// count.
struct File {
  std::string table;
  std::string name;
  std::string only;
  std::vector<std::string> values;
};

const std::vector<File>& standard() {
  static const std::vector<File> files{
      {"sejour", "accompagnement", "", {}},
      {"ecriture", "ecriture", "technique", {"0"}},
      {"projet", "projet", "statut", {"PREPARATION", "ACTIF", "TERMINE"}},
      {"agenda", "evenement", "annule", {"0"}},
      {"identite", "identite", "", {}},
      {"mssante", "message", "", {}},
      {"dmp", "depot_dmp", "", {}},
      {"prescription", "prescription", "", {}},
      {"liaison", "note", "", {}},
  };
  return files;
}

/// A table that the standard does not know is written as it is: no source may take it.
File file_of(const Table& table) {
  const auto found = std::ranges::find(standard(), table.name, &File::table);
  return found == standard().end() ? File{table.name, table.name, "", {}} : *found;
}

}  // namespace

void write_csv(const std::vector<Table>& tables, const std::filesystem::path& directory,
               const std::string& suffix) {
  std::filesystem::create_directories(directory);
  for (const auto& table : tables) {
    const auto file = file_of(table);
    const auto only = static_cast<std::size_t>(std::ranges::find(table.columns, file.only, &Column::name) -
                                               table.columns.begin());
    std::ofstream stream(directory / (file.name + suffix + ".csv"), std::ios::binary | std::ios::trunc);
    const auto write = [&](const std::vector<std::string>& cells) {
      std::string line;
      for (std::size_t index = 0; index < cells.size(); ++index) {
        if (index != only) line += (index > 0 ? ";" : "") + quoted(cells[index]);
      }
      stream << line << "\r\n";
    };
    std::vector<std::string> header;
    for (const auto& column : table.columns) header.push_back(column.name);
    write(header);
    table.rows([&](const std::vector<std::string>& cells) {
      const bool counts =
          only == cells.size() || std::ranges::find(file.values, cells[only]) != file.values.end();
      if (counts) write(cells);
    });
    if (!stream.flush()) throw std::runtime_error("cannot write " + file.name + ".csv");
  }
}

}  // namespace jauge::sandbox
