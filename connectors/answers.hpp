#pragma once
// Small answers of a server, whole and as text: its catalogue, its settings.
#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace jauge::connectors {

/// Rows of columns; null is empty.
using Answers = std::vector<std::vector<std::string>>;

/// Runs one statement.
using Run = std::function<core::Result<Answers>(const std::string& sql)>;

}  // namespace jauge::connectors
