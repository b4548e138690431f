#pragma once
// What the operator should do, told from the engine's state. Pure.
#include <map>
#include <vector>

#include "engine/settings.hpp"
#include "engine/views.hpp"
#include "store/closing_read_table.hpp"

namespace jauge::engine {

struct AdviceContext {
  const Settings& settings;
  core::Instant now;
  core::Month next_closing;
  core::Instant next_closing_at;
  bool clock_wrong;
  bool clock_synchronised;
  bool has_seal;
  const core::Message& seal_problem;
  const core::Message& backup_problem;
  const std::vector<SourceView>& sources;
  const std::vector<ReportView>& reports;
  const std::map<core::Month, std::uint64_t>& late_rows;
  const std::vector<store::ClosingRead>& closing_reads;  // of the next month to close
  const std::vector<UnsettledMonth>& threatened;
  const std::vector<CertificateView>& certificates;
};

/// Alarms first, then warnings, then notes.
std::vector<Advice> advise(const AdviceContext& context);

}  // namespace jauge::engine
