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
};

/// Where a read's answers go. `window` returns once the next one may be sent; false ends the read.
struct Outlet {
  std::function<bool(core::WindowRead)> window;
  std::function<void(core::TaskFailure)> failure;
};

/// Opens the source, refuses an account that may write a table, then gives each task's rows or failure. An
/// error of the connection ends the read, one of a query only its task. What comes back is the read as a
/// whole.
core::Finished perform(const Reading& reading, core::Source& source, const Outlet& outlet);

}  // namespace jauge::reader
