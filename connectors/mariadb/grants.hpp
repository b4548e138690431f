#pragma once
// What SHOW GRANTS says, as the rights that an account for reading should not hold. Pure.
#include <string_view>
#include <vector>

#include "core/reading.hpp"

namespace jauge::connectors::mariadb {

/// Of one line "GRANT … ON … TO …": at most one grant that blocks (it may write or destroy a table) and one
/// that does not, each with the REVOKE for it. Nothing on a line that grants a role or what a reader may
/// have.
std::vector<core::Grant> excessive(std::string_view line);

}  // namespace jauge::connectors::mariadb
