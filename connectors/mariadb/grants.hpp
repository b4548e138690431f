#pragma once
// What SHOW GRANTS says, as the rights that an account for reading should not hold.
#include <string_view>
#include <vector>

#include "connectors/answers.hpp"
#include "core/reading.hpp"

namespace jauge::connectors::mariadb {

/// Of one line "GRANT … ON … TO …": at most one grant that blocks (it may write or destroy a table) and one
/// that does not, each with the REVOKE for it. Nothing on a line that grants a role or what a reader may
/// have.
std::vector<core::Grant> excessive(std::string_view line);

/// Of the account and of every role that it may take; the session's own role is set again in the end.
core::Result<std::vector<core::Grant>> excessive_grants(const Run& run);

}  // namespace jauge::connectors::mariadb
