#pragma once
// What the account could do besides reading, from each engine's own catalogue: nothing is tried.
#include <vector>

#include "connectors/answers.hpp"
#include "connectors/odbc/engine.hpp"
#include "core/reading.hpp"

namespace jauge::connectors::odbc {

/// Of the engines that have a catalogue we know. SQLite has no accounts: its session was told to read only.
/// `others`: rows of SQLTablePrivileges for any other engine, as schema, table, grantee, privilege.
core::Result<std::vector<core::Grant>> excessive_grants(Engine engine, const Run& run,
                                                        const std::function<core::Result<Answers>()>& others);

}  // namespace jauge::connectors::odbc
