#pragma once
// A day of a project's events, made up as they are read: no disk and no memory holds them.
#include <memory>

#include "core/ports.hpp"
#include "tests/sandbox/grappe.hpp"

namespace jauge::bench {

/// Persons and events of a project of so many establishments: 77 persons each, ten events a person.
std::size_t persons_of(std::size_t establishments);
std::size_t events_of_a_day(std::size_t establishments);

class MadeUpDay {
 public:
  explicit MadeUpDay(sandbox::Grappe grappe) : grappe_(std::move(grappe)) {}
  /// Its establishments; none of its events. October 2026 is its first and last month.
  const sandbox::Grappe& grappe() const { return grappe_; }
  /// Gives, for each of the sandbox's queries, what happened on 31 October 2026. Lives no longer than this.
  std::unique_ptr<core::Source> source() const;

 private:
  sandbox::Grappe grappe_;
};

/// The project `number` of the country, of region 44.
MadeUpDay made_up_project(std::size_t number, std::size_t establishments);

}  // namespace jauge::bench
