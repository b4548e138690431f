#pragma once
// A store without the members of its sets: no pseudonym is left, and nothing claims that they were read. Of
// this folder only.
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

/// Removes every member with its set, and the record of the reads that had given them: what is still open is
/// read again. Closed months keep all that their figures rest on.
[[nodiscard]] core::Result<void> leave_members_out(sqlite::Connection& connection);

/// The same for one month, whose key is lost: its members can neither grow nor be audited. A closed month's
/// key counts as destroyed at `now`, an open month gets a new one.
[[nodiscard]] core::Result<void> give_up_key(sqlite::Connection& connection, core::Month month,
                                             core::Instant now);

}  // namespace jauge::store
