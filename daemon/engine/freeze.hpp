#pragma once
// A closure and the reports of its regions into the store (design, Closing: freeze).
#include "core/closure.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// Inside the caller's transaction: the closure, one report for each region in the chain's order, the audit
/// log, the instant.
[[nodiscard]] core::Result<void> freeze(store::Store& store, const core::Closure& closure);

}  // namespace jauge::engine
