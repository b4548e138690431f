#include "receiver/list.hpp"

#include <algorithm>
#include <cstdio>

#include "receiver/consolidation.hpp"

namespace jauge::receiver {

core::Result<bool> print_list(const ListOptions& options) {
  const auto archive = Archive::read(options.store);
  if (!archive) return core::Failure(archive.error());
  auto entries = archive->all();
  if (!entries) return core::Failure(entries.error());
  const auto reports = consolidate(std::move(*entries));
  std::string text;
  if (options.figures) {
    auto figures = options.json ? figures_json(*archive, reports) : figures_csv(*archive, reports);
    if (!figures) return core::Failure(figures.error());
    text = std::move(*figures);
  } else {
    text = options.json ? to_json(reports) : to_csv(reports);
  }
  std::fputs(text.c_str(), stdout);
  return std::none_of(reports.begin(), reports.end(),
                      [](const ListedReport& report) { return report.fork || report.missing; });
}

}  // namespace jauge::receiver
