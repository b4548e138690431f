#pragma once
// Which thing of the contract a request's path names.
#include <optional>
#include <string_view>

#include "receiver/report_facts.hpp"

namespace jauge::receiver {

struct Route {
  enum class What { state, list, report, receipt };
  What what = What::state;
  ReportKey key;  // list: project and region alone; state: nothing
};

/// `path` decoded; nothing where it names none.
std::optional<Route> parse_route(std::string_view path);

}  // namespace jauge::receiver
