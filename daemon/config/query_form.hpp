#pragma once
// What a query's text is, by the type of its source: SQL, or a table of searches written as TOML.
#include "config/table.hpp"

namespace jauge::config {

struct QueryForm {
  bool windowed = false;  // asks for a window of time, with :since and :until
  bool state = false;     // tells no time: what it gives is true now
};

/// `text` is one that query_text gave.
QueryForm query_form(std::string_view text, std::string_view type);

/// The query as the text by which it is known; nothing and problems where it is wrong.
std::optional<std::string> query_text(const Field& query, std::string_view type);

}  // namespace jauge::config
