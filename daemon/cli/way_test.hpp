#pragma once
// jauge push --test: asks each ARS who we are to it, and sends nothing.
#include "cli/options.hpp"

namespace jauge::cli {

/// Needs neither the daemon nor the store. The exit code.
int test_ways(const Options& options);

}  // namespace jauge::cli
