#pragma once
// Whether a source has answered for an establishment, and ever with a row: "zero is a statement" (indicators
// §2).
#include <optional>
#include <string_view>

#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct AnswerRecord {
  core::Instant first_read;  // the first successful read ever
  bool has_rows = false;     // some read returned a row
  bool operator==(const AnswerRecord&) const = default;
};

class AnswerTable {
 public:
  explicit AnswerTable(sqlite::Connection& connection) : connection_(connection) {}
  /// After each successful read. The earliest instant stays; rows once seen are never forgotten.
  [[nodiscard]] core::Result<void> note(std::string_view source, std::string_view kind,
                                        const core::Finess& establishment, core::Instant read_at,
                                        bool has_rows);
  [[nodiscard]] core::Result<std::optional<AnswerRecord>> get(std::string_view source, std::string_view kind,
                                                              const core::Finess& establishment) const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
