#pragma once
// What a rapport.json says of itself: whose it is, and where it stands in the chain of its project and
// region.
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/digest.hpp"
#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::receiver {

/// One report among all: first write wins.
struct ReportKey {
  std::string project;
  core::RegionCode region;
  core::Month month;
  int revision = 0;
  auto operator<=>(const ReportKey&) const = default;
};

struct ReportFacts {
  ReportKey key;
  int sequence = 1;
  std::optional<core::Digest> previous;  // none with sequence 1, and with it alone
  bool operator==(const ReportFacts&) const = default;
};

/// "project/region/YYYY-MM/revision", the last without leading zeros; nothing on any other text.
std::optional<ReportKey> parse_report_key(std::string_view text);
/// A revision in decimal without leading zeros, at most 9999.
std::optional<int> parse_revision(std::string_view text);

/// Fails `refused` where the text is not a report: its sentence names the place.
[[nodiscard]] core::Result<ReportFacts> read_report_facts(std::string_view rapport_json);

}  // namespace jauge::receiver
