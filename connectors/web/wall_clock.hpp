#pragma once
// The machine's clock, for what a server judges by its own: the dates of an assertion, of Retry-After.
#include "core/month.hpp"

namespace jauge::connectors::web {

core::Instant wall_clock();

}  // namespace jauge::connectors::web
