#pragma once
// The configuration against what the store knows of it: what must not go, and what has changed.
#include "engine/settings.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// Fails `invalid` when an establishment that has a closure is no longer in the configuration, under its
/// number or as another's former one (indicators §6).
[[nodiscard]] core::Result<void> check_establishments(const Settings& settings, const store::Store& store,
                                                      core::Month first_month);

/// Writes into the audit log which parts of the configuration have come, changed or gone since the last run.
[[nodiscard]] core::Result<void> note_configuration(const Settings& settings, store::Store& store,
                                                    core::Instant now);

}  // namespace jauge::engine
