#pragma once
// A TOML document as plain values that know their place. The only door to toml++.
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/configuration.hpp"

namespace jauge::config {

/// Line and column in a file, from 1 on; 0 where the file as a whole is meant.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Place&) const = default;
};

struct Value;
struct Entry;
/// A TOML time, or date with time: no key wants one.
struct TimeValue {};

/// A value of the document. Tables keep the order of the file.
struct Value {
  Place place;
  std::variant<std::string, std::int64_t, double, bool, core::Day, TimeValue, std::vector<Value>,
               std::vector<Entry>>
      content;
};

struct Entry {
  std::string key;
  Place place;  // of the key
  Value value;
};

/// Reads `text`; `file` names it in the errors. At most one error: a parser of TOML stops at the first.
[[nodiscard]] tl::expected<Value, std::vector<ConfigurationError>> parse_document(std::string_view text,
                                                                                  std::string_view file);

}  // namespace jauge::config
