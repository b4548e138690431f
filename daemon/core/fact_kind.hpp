#pragma once
// The kinds of facts that sources deliver (schema/facts.toml; indicators §1).
#include <string>
#include <string_view>
#include <vector>

namespace jauge::core {

enum class KeyOf { subject, event, none };
enum class Shape { instant, interval, state_or_interval, number };

struct FactKind {
  std::string id;     // "file_update"
  KeyOf key;          // what a member stands for
  Shape shape;        // what `at` and `until` mean
  std::string label;  // French, for people
  bool operator==(const FactKind&) const = default;
};

using FactKinds = std::vector<FactKind>;

/// Null when there is none of that id.
const FactKind* find_kind(const FactKinds& kinds, std::string_view id);

}  // namespace jauge::core
