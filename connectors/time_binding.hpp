#pragma once
// A bound of a window as the engine's query wants it. Pure.
#include <string>

#include "core/named_parameters.hpp"
#include "core/ports.hpp"
#include "core/source_spec.hpp"

namespace jauge::connectors {

using core::Parameter;

/// The bound of `query` that `parameter` names.
core::LocalTime bound(const core::Query& query, core::Parameter parameter);

/// "2026-10-01 00:00:00", with decimals where there are some.
std::string timestamp_text(core::LocalTime time);

/// For ISO texts: whole days, "2026-10-01", since rounded down and until up. As a prefix it sorts before any
/// text of its day, so a date alone, 'T' or space, decimals and a zone's suffix decide nothing; rows in
/// excess are left out by their decoded instant.
std::string day_text(core::LocalTime time, core::Parameter parameter);

/// For epochs, seconds or milliseconds: since rounded down and until up.
std::int64_t epoch_number(core::LocalTime time, core::Parameter parameter, core::TimeForm form,
                          const core::Zone& zone);

}  // namespace jauge::connectors
