#pragma once
// The tables of a grappe into an engine. What was there under the same names is replaced. Throw
// std::runtime_error with the engine's own words: this is a tool for made-up data.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {

void write_sqlite(const std::vector<Table>& tables, const std::filesystem::path& file);
/// `connection` as libpq takes it. `reader`, unless empty, is granted SELECT on the tables.
void write_postgresql(const std::vector<Table>& tables, const std::string& connection,
                      const std::string& reader);
/// "socket=… | host=… port=… dbname=… user=…", password empty.
void write_mariadb(const std::vector<Table>& tables, const std::string& connection);
/// The files of the profile csv-standard, "<name><suffix>.csv", and one more of persons, which is no fact.
void write_csv(const std::vector<Table>& tables, const std::filesystem::path& directory,
               const std::string& suffix);

}  // namespace jauge::sandbox
