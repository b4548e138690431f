#include "engine/advice.hpp"

#include <algorithm>
#include <set>

#include "engine/certificate_watch.hpp"
#include "engine/read_plan.hpp"

namespace jauge::engine {
namespace {

using core::msg;
using Level = Advice::Level;

std::string name_of(const ReportView& report) {
  return fmt::format("{} {} r{}", report.region.text(), report.month.text(), report.revision);
}

void advise_on_sources(const AdviceContext& context, std::vector<Advice>& advice) {
  for (const auto& source : context.sources) {
    if (!source.problem.empty()) {
      advice.push_back({Level::alarm, "source-en-echec", source.problem});
    } else if (!source.last_attempt) {
      advice.push_back({Level::note, "source-jamais-lue", msg("Source {0} was never read.", source.name)});
    }
    for (const auto& grant : source.warnings) {
      advice.push_back({Level::warning, "droits-de-trop",
                        msg("Source {0}: the account has the right {1} on {2}. Run: {3}", source.name,
                            grant.right, grant.object, grant.remedy)});
    }
  }
}

void advise_on_report(const ReportView& report, std::vector<Advice>& advice) {
  const auto name = name_of(report);
  switch (report.state) {
    case ReportState::refused:
      advice.push_back(
          {Level::alarm, "rapport-refuse", msg("The ARS has refused the report {0} for good.", name)});
      break;
    case ReportState::conflict:
      advice.push_back({Level::alarm, "rapport-en-conflit",
                        msg("The ARS holds another document in the place of the report {0}.", name)});
      break;
    case ReportState::by_hand:
    case ReportState::placed:
      advice.push_back(
          {Level::warning, "depot-attendu",
           msg("The report {0} waits for its deposit: deposit it, then record it with jauge deposit.",
               name)});
      break;
    case ReportState::waiting:
      if (report.attempts > 0) {
        advice.push_back(
            {report.alarm.empty() ? Level::warning : Level::alarm,
             report.alarm.empty() ? "envoi-en-attente" : report.alarm,
             report.detail.empty() ? msg("The report {0} is not receipted yet.", name) : report.detail});
      }
      break;
    case ReportState::to_seal:
    case ReportState::receipted:
    case ReportState::deposited:
      break;
  }
}

/// What keeps the next month from closing, seen from its re-reads.
void advise_on_closing(const AdviceContext& context, std::vector<Advice>& advice) {
  const auto month = context.next_closing.text();
  for (const auto& read : context.closing_reads) {
    if (read.state == store::ClosingReadState::incoherent) {
      std::string numbers;
      for (const auto& finess : read.incoherent) numbers += fmt::format(" {}", finess.text());
      advice.push_back(
          {Level::alarm, "relecture-incoherente",
           msg("Source {0}, query {1}: the closing read of {2} gave less than half of what the polls had "
               "given for{3}. Look at it, then run jauge close {2} --accept.",
               read.source, read.kind, month, numbers)});
    } else if (read.state == store::ClosingReadState::failed) {
      advice.push_back(
          {Level::warning, "relecture-incomplete",
           msg("{0} waits for its closing read of source {1}, query {2}.", month, read.source, read.kind)});
    }
  }
}

/// A month that was taken over from one ARS may lack the report of another region.
void advise_on_missing_reports(const AdviceContext& context, std::vector<Advice>& advice) {
  std::set<core::Month> months;
  std::map<core::RegionCode, std::set<core::Month>> told;
  for (const auto& report : context.reports) {
    months.insert(report.month);
    told[report.region].insert(report.month);
  }
  for (const auto& region : core::regions(context.settings.project)) {
    const auto known = told.find(region);
    if (known == told.end()) continue;
    for (const auto& month : months) {
      if (month < *known->second.begin() || known->second.contains(month)) continue;
      advice.push_back({Level::alarm, "rapport-manquant",
                        msg("{0} is closed without a report for region {1}: a revision makes one.",
                            month.text(), region.text())});
    }
  }
}

void advise_on_retention(const AdviceContext& context, std::vector<Advice>& advice) {
  for (const auto& month : context.threatened) {
    advice.push_back({Level::alarm, "purge-prochaine",
                      msg("The reports of {0} are not settled, and its members are deleted after {1} in any "
                          "case: it could "
                          "no longer be revised whole.",
                          month.month.text(), core::utc_text(month.limit))});
  }
}

void advise_on_targets(const AdviceContext& context, std::vector<Advice>& advice) {
  const auto parameters = core::parameters_for(context.settings.project, context.settings.measures,
                                               current_month(context.settings, context.now));
  for (const auto& id : parameters.measure.gate.rates) {
    const auto* indicator = parameters.measure.find(id);
    if (indicator && !parameters.targets.contains(id)) {
      advice.push_back({Level::warning, "cible-non-renseignee",
                        msg("No target is set for \"{0}\": it can never be met.", indicator->label)});
    }
  }
}

}  // namespace

std::vector<Advice> advise(const AdviceContext& context) {
  std::vector<Advice> advice;
  if (context.clock_wrong) {
    advice.push_back(
        {Level::alarm, "horloge-douteuse",
         msg("The clock is behind what it has shown before: nothing is closed or sealed until it has "
             "caught up.")});
  }
  if (!context.clock_synchronised) {
    advice.push_back({Level::warning, "horloge-non-synchronisee",
                      msg("The clock is not synchronised by the network: months may close and reports be "
                          "dated at a wrong time.")});
  }
  advise_on_sources(context, advice);
  advise_on_closing(context, advice);
  advise_on_retention(context, advice);
  if (context.now >= context.next_closing_at) {
    advice.push_back({Level::alarm, "arrete-en-retard",
                      msg("{0} should be closed by now and is not.", context.next_closing.text())});
  }
  if (!context.seal_problem.empty())
    advice.push_back({Level::alarm, "scellement-impossible", context.seal_problem});
  if (!context.backup_problem.empty())
    advice.push_back({Level::alarm, "sauvegarde-impossible", context.backup_problem});
  const bool unsealed =
      std::any_of(context.reports.begin(), context.reports.end(),
                  [](const ReportView& report) { return report.state == ReportState::to_seal; });
  if (unsealed && !context.has_seal) {
    advice.push_back({Level::alarm, "scellement-impossible",
                      msg("Reports wait to be sealed and no seal is configured: add the section [seal].")});
  }
  for (const auto& report : context.reports) advise_on_report(report, advice);
  advise_on_missing_reports(context, advice);
  for (const auto& [month, rows] : context.late_rows) {
    advice.push_back(
        {Level::note, "lignes-tardives",
         msg("{0} rows came after the closing of {1}: jauge revise {1} --reason TEXT would count them.", rows,
             month.text())});
  }
  for (const auto& certificate : context.certificates) {
    if (auto found = advise_on_certificate(certificate, context.now)) advice.push_back(std::move(*found));
  }
  advise_on_targets(context, advice);
  std::stable_sort(advice.begin(), advice.end(),
                   [](const Advice& one, const Advice& other) { return one.level > other.level; });
  return advice;
}

}  // namespace jauge::engine
