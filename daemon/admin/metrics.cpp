#include "admin/metrics.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "admin/json.hpp"
#include "core/evaluate.hpp"
#include "core/payment.hpp"
#include "core/report_parts.hpp"

namespace jauge::admin {

using core::Outcome;

namespace {

/// A number under this could tell of one person.
constexpr std::int64_t least_told = 5;

/// A label's value: backslash, quote and line feed escaped (Prometheus text format 0.0.4).
std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

class Family {
 public:
  Family(std::string& out, std::string_view name, std::string_view help)
      : out_(out), name_(name), help_(help) {}

  /// `labels`: name, value, name, value …
  template <class Number>
  void add(std::initializer_list<std::string_view> labels, Number value) {
    if (!begun_) out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name_, help_);
    begun_ = true;
    std::string list;
    for (const auto* label = labels.begin(); label != labels.end(); label += 2) {
      list += fmt::format("{}{}={}", list.empty() ? "" : ",", *label, quoted(*(label + 1)));
    }
    out_ += list.empty() ? fmt::format("{} {}\n", name_, value)
                         : fmt::format("{}{{{}}} {}\n", name_, list, value);
  }

 private:
  std::string& out_;
  std::string_view name_;
  std::string_view help_;
  bool begun_ = false;
};

std::int64_t seconds(core::Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::string_view state_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return "met";
    case Outcome::not_met:
      return "not_met";
    case Outcome::undetermined:
      return "undetermined";
    case Outcome::exempt:
      break;
  }
  return "exempt";
}

bool may_be_told(const core::Figure& figure) {
  return figure.computable() && figure.numerator && *figure.numerator >= least_told &&
         (!figure.denominator || *figure.denominator >= least_told);
}

void write_service(std::string& out, const Snapshot& snapshot, const engine::Settings& settings,
                   const ProcessUse& use) {
  Family(out, "jauge_build_info", "Version of the service and its project.")
      .add({"version", settings.software, "project", settings.project.id}, 1);
  Family(out, "process_resident_memory_bytes", "Resident memory of the service.").add({}, use.resident_bytes);
  Family(out, "process_open_fds", "Open file descriptors of the service.").add({}, use.open_descriptors);
  Family(out, "jauge_next_closing_timestamp_seconds", "When the next month is due to be closed.")
      .add({"month", snapshot.overview.next_closing.text()}, seconds(snapshot.overview.next_closing_at));
  std::map<engine::Advice::Level, int> advice{{engine::Advice::Level::note, 0},
                                              {engine::Advice::Level::warning, 0},
                                              {engine::Advice::Level::alarm, 0}};
  for (const auto& entry : snapshot.overview.advice) ++advice[entry.level];
  Family levels(out, "jauge_advice", "Things to do, by urgency.");
  levels.add({"level", "note"}, advice[engine::Advice::Level::note]);
  levels.add({"level", "warning"}, advice[engine::Advice::Level::warning]);
  levels.add({"level", "alarm"}, advice[engine::Advice::Level::alarm]);
  Family codes(out, "jauge_advice_code", "Things to do, by code.");
  std::map<std::string, int> by_code;
  for (const auto& entry : snapshot.overview.advice) ++by_code[entry.code];
  for (const auto& [code, count] : by_code) codes.add({"code", code}, count);
}

void write_sources(std::string& out, const std::vector<engine::SourceView>& sources) {
  Family up(out, "jauge_source_up", "1 when the last reading of the source went well.");
  for (const auto& source : sources) {
    if (source.last_attempt) up.add({"source", source.name}, source.problem.empty() ? 1 : 0);
  }
  Family last(out, "jauge_source_last_success_timestamp_seconds", "When the source was last read well.");
  for (const auto& source : sources) {
    for (const auto& kind : source.kinds) {
      if (kind.last_success)
        last.add({"source", source.name, "kind", kind.kind}, seconds(*kind.last_success));
    }
  }
  Family polls(out, "jauge_source_month_readings", "Readings of the source in the running month.");
  for (const auto& source : sources) {
    polls.add({"source", source.name, "result", "success"}, source.availability.successful);
    polls.add({"source", source.name, "result", "failure"},
              source.availability.attempted - source.availability.successful);
  }
  Family rights(out, "jauge_source_excess_rights", "Rights of the reading account beyond reading.");
  for (const auto& source : sources) rights.add({"source", source.name}, source.warnings.size());
}

void write_gate(std::string& out, const core::Closure& closure, const engine::Settings& settings) {
  const auto month = closure.month().text();
  if (const auto* project = closure.roll_up(std::nullopt)) {
    const auto bad = static_cast<std::int64_t>(project->gate.missing.size());
    Family gate(out, "jauge_gate_establishments",
                "Establishments of the running month by state of the usage criteria.");
    gate.add({"month", month, "state", "met"}, project->gate.passing);
    gate.add({"month", month, "state", "not_met"}, bad);
    gate.add({"month", month, "state", "undetermined"},
             project->gate.concerned - project->gate.passing - bad);
  }
  Family met(out, "jauge_gate_met",
             "1 when the establishment meets the usage criteria, 0 when not, absent while undetermined.");
  for (const auto& establishment : closure.establishments) {
    if (establishment.membership != core::Membership::counts) continue;
    if (establishment.gate.state == Outcome::undetermined) continue;
    met.add({"month", month, "finess", establishment.finess.text()},
            establishment.gate.state == Outcome::met ? 1 : 0);
  }
  const auto amounts = core::amounts(settings.project);
  Family(out, "jauge_at_stake_euros", "The part of the grant that is at stake on use.")
      .add({}, static_cast<double>(amounts.at_stake_cents) / 100);
}

void write_indicators(std::string& out, const core::Closure& closure) {
  const auto& measure = closure.parameters.measure;
  const auto month = closure.month().text();
  const auto each = [&](const auto& visit) {
    for (const auto& establishment : closure.establishments) {
      for (const auto& figure : establishment.figures) {
        const auto* indicator = measure.find(figure.indicator);
        if (figure.gating && indicator) visit(establishment.finess.text(), *indicator, figure);
      }
    }
  };
  Family ratio(out, "jauge_indicator_ratio", "Rate of the running month, 0 to 1; absent under five persons.");
  each([&](std::string_view finess, const core::Indicator& indicator, const core::Figure& figure) {
    if (!core::is_ratio(indicator) || !may_be_told(figure)) return;
    ratio.add({"month", month, "finess", finess, "indicator", indicator.id},
              fmt::format("{:.4f}",
                          static_cast<double>(*figure.numerator) / static_cast<double>(*figure.denominator)));
  });
  Family numerator(out, "jauge_indicator_numerator",
                   "Numerator or count over the window that gates; absent under five.");
  each([&](std::string_view finess, const core::Indicator& indicator, const core::Figure& figure) {
    if (may_be_told(figure)) {
      numerator.add(
          {"month", month, "finess", finess, "indicator", indicator.id, "window", core::code(figure.window)},
          *figure.numerator);
    }
  });
  Family outcome(out, "jauge_indicator_state",
                 "1 for the state in which the indicator is against its target.");
  each([&](std::string_view finess, const core::Indicator& indicator, const core::Figure& figure) {
    if (figure.outcome) {
      outcome.add(
          {"month", month, "finess", finess, "indicator", indicator.id, "state", state_name(*figure.outcome)},
          1);
    }
  });
  Family coverage(out, "jauge_indicator_coverage_ratio", "Share of the month that was really observed.");
  each([&](std::string_view finess, const core::Indicator& indicator, const core::Figure& figure) {
    if (figure.coverage_tenths) {
      coverage.add({"month", month, "finess", finess, "indicator", indicator.id},
                   *figure.coverage_tenths / 1000.0);
    }
  });
}

void write_reports(std::string& out, const std::vector<engine::ReportView>& reports) {
  using engine::ReportState;
  std::map<ReportState, int> states;
  for (const auto state :
       {ReportState::to_seal, ReportState::waiting, ReportState::placed, ReportState::by_hand,
        ReportState::receipted, ReportState::deposited, ReportState::refused, ReportState::conflict}) {
    states[state] = 0;
  }
  for (const auto& report : reports) ++states[report.state];
  Family family(out, "jauge_reports", "Reports by state.");
  for (const auto& [state, count] : states) family.add({"state", code(state)}, count);
  Family oldest(out, "jauge_report_unsettled_sealed_timestamp_seconds",
                "When the oldest unsettled report was sealed.");
  std::optional<core::Instant> first;
  for (const auto& report : reports) {
    if (report.sealed_at && !report.settled_at && (!first || *report.sealed_at < *first))
      first = report.sealed_at;
  }
  if (first) oldest.add({}, seconds(*first));
}

}  // namespace

ProcessUse own_process() {
  ProcessUse use;
  std::ifstream memory("/proc/self/statm");
  std::int64_t pages = 0;
  if (memory >> pages >> pages) use.resident_bytes = pages * sysconf(_SC_PAGESIZE);
  std::error_code failed;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    ++use.open_descriptors;
  }
  return use;
}

std::string write_metrics(const Snapshot& snapshot, const engine::Settings& settings, const ProcessUse& use) {
  std::string out;
  write_service(out, snapshot, settings, use);
  write_sources(out, snapshot.sources);
  write_reports(out, snapshot.reports);
  write_gate(out, snapshot.current.closure, settings);
  write_indicators(out, snapshot.current.closure);
  return out;
}

}  // namespace jauge::admin
