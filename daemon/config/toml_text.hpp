#pragma once
// A value of a document written back as TOML: the one text by which a query that is a table is known, shown
// in reports and read again by its connector.
#include <string>

#include "config/document.hpp"

namespace jauge::config {

/// A table as "key = value" lines, in the order of the file, tables within it inline; a list of tables as
/// blocks headed [[`name`]]. Reading the text again gives the same values.
std::string toml_text(const Value& value, std::string_view name);

}  // namespace jauge::config
