#pragma once
// What an IT person would write instead, on the same DUI, and the figures that all must agree on.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/month.hpp"
#include "tests/bench/dui.hpp"
#include "tests/bench/measure.hpp"

namespace jauge::bench {

/// "finess,YYYY-MM,files written,of which with an event,messages,deposits,prescriptions,notes", one line for
/// each establishment and month.
using Figures = std::set<std::string>;

struct Peer {
  std::string name;
  Cost cost;
  double server_cpu = 0;
  Figures figures;
};

/// Runs those that are installed, `rounds` times each: the middle cost, and what the server spent on one.
/// `first` and `last` are the months that count.
std::vector<Peer> run_peers(const Dui& dui, core::Month first, core::Month last, int rounds = 1);
/// The same figures as `jauge indicators` gives them, from the store of `configuration`.
Figures jauge_figures(const std::string& configuration, core::Month first, core::Month last);

}  // namespace jauge::bench
