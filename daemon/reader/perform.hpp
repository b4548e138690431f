#pragma once
// One read, from an unopened Source to its end: rights, windows, rows into members. No process, no pipe.
#include <functional>

#include "core/fact_kind.hpp"
#include "core/frames.hpp"
#include "core/ports.hpp"
#include "core/project.hpp"
#include "core/source_spec.hpp"

namespace jauge::reader {

/// Referenced objects outlive the read.
struct Reading {
  const core::ReadRequest& request;
  const core::SourceSpec& source;
  const core::FactKinds& kinds;
  const std::vector<core::Establishment>& establishments;
  core::TimeForm time;  // how the source's integers are read
  // Members that are held at once: a task of more is given in parts. So many fit a table of 2^16 places.
  std::size_t part_members = 49'152;
  // Of a task: a query that gives more has no end, or its key is none.
  std::size_t most_members = 20'000'000;
};

/// Where a read's answers go. `window` returns once the next one may be sent.
struct Outlet {
  std::function<void(core::WindowRead)> window;
  std::function<void(core::TaskFailure)> failure;
  std::function<bool()> stopped;  // the read is to end
};

/// Opens the source, refuses an account that may write a table, then gives each task's rows or failure. An
/// error of the connection ends the read, one of a query only its task. What comes back is the read as a
/// whole. With the purpose `check`, a query of instants must also give, within the bounds of ten of its rows,
/// those rows.
core::Finished perform(const Reading& reading, core::Source& source, const Outlet& outlet);

}  // namespace jauge::reader
