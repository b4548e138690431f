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

}  // namespace

void write_csv(const std::vector<Table>& tables, const std::filesystem::path& directory,
               const std::string& suffix) {
  std::filesystem::create_directories(directory);
  for (const auto& table : tables) {
    std::ofstream stream(directory / (table.name + suffix + ".csv"), std::ios::binary | std::ios::trunc);
    const auto write = [&](const std::vector<std::string>& cells) {
      for (std::size_t index = 0; index < cells.size(); ++index) {
        stream << (index > 0 ? ";" : "") << quoted(cells[index]);
      }
      stream << "\r\n";
    };
    std::vector<std::string> header;
    for (const auto& column : table.columns) header.push_back(column.name);
    write(header);
    table.rows(write);
    if (!stream.flush()) throw std::runtime_error("cannot write " + table.name + ".csv");
  }
}

}  // namespace jauge::sandbox
