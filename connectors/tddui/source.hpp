#pragma once
// What a DUI has posted, read like any other source: its listener keeps it in an inbox on this machine.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::tddui {

/// Covers up to now while the listener is up, else up to its last sign of life; and never further than
/// `max_silence` after the last Bundle: a DUI that says nothing for long has perhaps stopped saying anything.
Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::tddui
