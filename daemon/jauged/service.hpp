#pragma once
// jauged as a service: three threads, two Unix sockets, systemd's notifications.
#include <filesystem>

#include "config/configuration.hpp"
#include "jauged/start.hpp"

namespace jauge::jauged {

/// Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again, all or nothing. The exit code: 0, 1
/// when the store is held or a socket cannot be opened, 78 when the store is damaged.
int run_service(config::Configuration configuration, const Start& start);

/// 78 for damaged data and wrong configuration, which a restart does not mend (sysexits.h, EX_CONFIG).
int exit_code_of(const core::Error& error);

}  // namespace jauge::jauged
