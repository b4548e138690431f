#pragma once
// What a Source gives, as texts that a test can compare.
#include <string>
#include <string_view>
#include <vector>

#include "core/ports.hpp"

namespace jauge::test_support {

/// "null", "text:a", "integer:5", "decimal:5.00", "uuid:…", "date:2026-10-01", "local:2026-10-01T12:00:00.5",
/// "instant:…Z", "infinity", "unreadable".
std::string text_of(const core::Cell& cell);

struct SourceRows {
  core::Columns columns;
  bool columns_told = false;
  std::vector<std::string> rows;  // "finess | id | at | until"
  std::optional<core::Error> error;
  /// Of the error, in English; empty without one.
  std::string sentence() const;
};

/// Reads `text` between 1 October and 1 November 2026, as the local times of the source. `most`: rows taken.
SourceRows read_rows(core::Source& source, std::string_view text, std::size_t most = 1'000'000,
                     std::string_view kind = "file_update");

}  // namespace jauge::test_support
