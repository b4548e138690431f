#pragma once
// How far the closing reads of a month are: what makes a closing resumable.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

enum class ClosingReadState {
  succeeded,
  failed,
  incoherent,  // relecture-incoherente: gave less than half of what polls had given
};

struct ClosingRead {
  std::string source;
  std::string kind;
  ClosingReadState state = ClosingReadState::succeeded;
  core::Instant at;
  bool accepted = false;                      // incoherent, looked at and accepted by the operator
  std::vector<core::Finess> incoherent = {};  // the establishments that kept what polls had given
  bool operator==(const ClosingRead&) const = default;
};

class ClosingReadTable {
 public:
  explicit ClosingReadTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Takes the place of what was there for (month, source, kind), its acceptance included.
  [[nodiscard]] core::Result<void> set(core::Month month, const ClosingRead& read);
  [[nodiscard]] core::Result<std::optional<ClosingRead>> get(core::Month month, std::string_view source,
                                                             std::string_view kind) const;
  /// By source, then kind.
  [[nodiscard]] core::Result<std::vector<ClosingRead>> list(core::Month month) const;
  /// Marks the incoherent ones of the month accepted; gives how many.
  [[nodiscard]] core::Result<int> accept(core::Month month);
  /// A revision reads again from the start.
  [[nodiscard]] core::Result<void> clear(core::Month month);

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
