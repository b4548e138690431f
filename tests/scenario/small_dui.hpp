#pragma once
// A DUI of a few rows, changed by hand between two reads, and the configuration that reads it.
#include <filesystem>
#include <string>

namespace jauge::scenario {

class SmallDui {
 public:
  /// Tables sejour, ecriture and mssante, empty, in an SQLite file under `directory`.
  explicit SmallDui(const std::filesystem::path& directory);
  /// Runs SQL on the file; throws with SQLite's words when it fails.
  void execute(const std::string& sql) const;
  /// `source`: more keys of the [[source]]; the first month is October 2026, the establishment 670000165 in
  /// Paris.
  std::string configuration(const std::string& source = "") const;

 private:
  std::filesystem::path file_;
};

}  // namespace jauge::scenario
