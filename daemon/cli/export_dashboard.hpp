#pragma once
// jauge export --dashboard DIR: the pages of the dashboard as files, for who has no access to the server.
#include "cli/options.hpp"

namespace jauge::cli {

int export_dashboard(const Options& options);

}  // namespace jauge::cli
