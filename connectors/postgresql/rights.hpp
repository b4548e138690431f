#pragma once
// What the account could do besides reading, from the catalogue: nothing is tried.
#include <vector>

#include "connectors/answers.hpp"
#include "core/reading.hpp"

namespace jauge::connectors::postgresql {

/// Rights held directly, through PUBLIC or through a role that the account belongs to, superuser and
/// ownership included, each with the statement that takes it away.
core::Result<std::vector<core::Grant>> excessive_grants(const Run& run);

}  // namespace jauge::connectors::postgresql
