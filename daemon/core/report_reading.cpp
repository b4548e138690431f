#include "core/report_reading.hpp"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/report.hpp"

namespace jauge::core {

namespace {

using Json = nlohmann::json;

/// Thrown where the text is not a report; caught in read_report.
struct NotAReport {};

const Json& member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw NotAReport{};
  return *found;
}

std::string text(const Json& object, const char* name) {
  return member(object, name).get<std::string>();
}

std::string url_of(std::string_view name, bool outermost) {
  return outermost ? fmt::format("{}StructureDefinition/{}", canonical_base, name) : std::string(name);
}

/// The extensions of that name, of a resource (`outermost`) or of another extension.
std::vector<const Json*> all(const Json& holder, std::string_view name, bool outermost) {
  std::vector<const Json*> found;
  const auto list = holder.find("extension");
  if (list == holder.end()) return found;
  const auto url = url_of(name, outermost);
  for (const Json& extension : *list)
    if (text(extension, "url") == url) found.push_back(&extension);
  return found;
}

const Json* one(const Json& holder, std::string_view name, bool outermost) {
  const auto found = all(holder, name, outermost);
  return found.empty() ? nullptr : found.front();
}

std::string text_value(const Json* extension) {
  if (!extension) return {};
  for (const char* name : {"valueString", "valueCode"})
    if (const auto value = extension->find(name); value != extension->end()) return value->get<std::string>();
  throw NotAReport{};
}

std::int64_t integer_value(const Json& extension) {
  return member(extension, "valueInteger").get<std::int64_t>();
}

std::optional<std::int64_t> integer_at(const Json& holder, std::string_view name) {
  const auto* found = one(holder, name, false);
  return found ? std::optional(integer_value(*found)) : std::nullopt;
}

/// `places` decimals as units.
std::int64_t decimal_value(const Json& extension, int places) {
  return std::llround(member(extension, "valueDecimal").get<double>() * std::pow(10.0, places));
}

template <class T>
T needed(std::optional<T> value) {
  if (!value) throw NotAReport{};
  return std::move(*value);
}

int number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) throw NotAReport{};
  return value;
}

Window window_of(std::string_view written) {
  for (const Window window : {Window::month, Window::three_months, Window::since_start})
    if (code(window) == written) return window;
  throw NotAReport{};
}

Outcome outcome_of(std::string_view written) {
  for (const Outcome outcome : {Outcome::met, Outcome::not_met, Outcome::undetermined, Outcome::exempt})
    if (french(outcome) == written) return outcome;
  throw NotAReport{};
}

/// "code", "code=n" or "code=n/N".
Flag flag_of(const std::string& written) {
  Flag flag;
  const auto equal = written.find('=');
  flag.code = written.substr(0, equal);
  if (equal == std::string::npos) return flag;
  const auto slash = written.find('/', equal);
  const auto digits = [&](std::size_t begin, std::size_t end) {
    std::int64_t value = 0;
    const auto [after, error] = std::from_chars(written.data() + begin, written.data() + end, value);
    if (error != std::errc() || after != written.data() + end) throw NotAReport{};
    return value;
  };
  flag.number = digits(equal + 1, std::min(slash, written.size()));
  if (slash != std::string::npos) flag.of = digits(slash + 1, written.size());
  return flag;
}

std::vector<Flag> flags_of(const Json& holder, bool outermost) {
  std::vector<Flag> flags;
  for (const Json* extension : all(holder, "flag", outermost))
    flags.push_back(flag_of(text_value(extension)));
  return flags;
}

std::vector<MonthCount> months_of(const Json& window) {
  std::vector<MonthCount> months;
  for (const Json* extension : all(window, "month", false)) {
    MonthCount month;
    month.month = needed(Month::parse(text_value(one(*extension, "month", false))));
    if (const auto revision = integer_at(*extension, "revision"))
      month.revision = static_cast<int>(*revision);
    month.count = integer_at(*extension, "count");
    month.lower_bound = one(*extension, "lower-bound", false) != nullptr;
    months.push_back(month);
  }
  return months;
}

std::string first_code(const Json& holder) {
  const Json& coding = member(member(holder, "code"), "coding");
  if (!coding.is_array() || coding.empty()) throw NotAReport{};
  return text(coding.front(), "code");
}

/// True for a rate.
bool read_populations(const Json& group, Figure& figure) {
  bool ratio = false;
  std::optional<std::int64_t> initial;
  for (const Json& population : member(group, "population")) {
    const auto count = population.find("count");
    const auto value = count == population.end() ? std::nullopt : std::optional(count->get<std::int64_t>());
    const auto kind = first_code(population);
    if (kind == "initial-population") initial = value;
    if (kind == "denominator") {
      ratio = true;
      figure.denominator = value;
    }
    if (kind == "numerator") figure.numerator = value;
  }
  if (!ratio) figure.numerator = initial;
  return ratio;
}

Figure gating_figure(const Json& group) {
  Figure figure;
  figure.indicator = first_code(group);
  const Json* window = one(group, "window", true);
  if (!window) throw NotAReport{};
  figure.window = window_of(text_value(one(*window, "window", false)));
  figure.months = months_of(*window);
  figure.reason = text_value(one(group, "not-computable", true));
  figure.counted = figure.reason != "pas-encore-deploye";
  figure.flags = flags_of(group, true);
  const bool ratio = read_populations(group, figure);
  if (const Json* outside = one(group, "outside-denominator", true)) {
    figure.outside_denominator = integer_value(*outside);
  }
  if (const Json* coverage = one(group, "coverage", true)) {
    const Json* percent = one(*coverage, "percent", false);
    if (!percent) throw NotAReport{};
    figure.coverage_tenths = static_cast<int>(decimal_value(*percent, 1));
    figure.longest_gap_minutes = needed(integer_at(*coverage, "longest-gap-minutes"));
  }
  if (const Json* target = one(group, "target", true)) {
    if (const Json* value = one(*target, "value", false))
      figure.target = decimal_value(*value, ratio ? 1 : 0);
    if (const Json* met = one(*target, "met", false)) figure.outcome = outcome_of(text_value(met));
  }
  figure.headcount_origin = text_value(one(group, "headcount-origin", true));
  return figure;
}

std::vector<Figure> figures_of(const Json& report) {
  std::vector<Figure> figures;
  const auto groups = report.find("group");
  if (groups == report.end()) return figures;
  for (const Json& group : *groups) {
    std::vector<Figure> windows{gating_figure(group)};
    for (const Json* other : all(group, "other-window", true)) {
      Figure figure;
      figure.indicator = windows.front().indicator;
      figure.gating = false;
      figure.window = window_of(text_value(one(*other, "window", false)));
      figure.reason = text_value(one(*other, "not-computable", false));
      figure.counted = figure.reason != "pas-encore-deploye";
      figure.numerator = integer_at(*other, "count");
      figure.flags = flags_of(*other, false);
      figure.months = months_of(*other);
      // Of the month's sets, whatever the window.
      figure.coverage_tenths = windows.front().coverage_tenths;
      figure.longest_gap_minutes = windows.front().longest_gap_minutes;
      windows.push_back(std::move(figure));
    }
    std::ranges::sort(windows, {}, &Figure::window);
    std::ranges::move(windows, std::back_inserter(figures));
  }
  return figures;
}

GateResult gate_of(const Json& report) {
  const Json* gate = one(report, "gate", true);
  if (!gate) throw NotAReport{};
  GateResult result;
  const auto state = text_value(one(*gate, "state", false));
  result.state = state == "met"       ? Outcome::met
                 : state == "not-met" ? Outcome::not_met
                                      : Outcome::undetermined;
  for (const Json* missing : all(*gate, "missing", false)) result.missing.push_back(text_value(missing));
  for (const Json* open : all(*gate, "undetermined", false)) result.undetermined.push_back(text_value(open));
  if (const Json* establishments = one(report, "establishments", true)) {
    result.concerned = needed(integer_at(*establishments, "total"));
    result.passing = needed(integer_at(*establishments, "meeting"));
  }
  return result;
}

std::vector<RowFate> fates_of(const Json& report) {
  std::vector<RowFate> fates;
  for (const Json* extension : all(report, "row-fates", true)) {
    fates.push_back({text_value(one(*extension, "source", false)), text_value(one(*extension, "kind", false)),
                     text_value(one(*extension, "reason", false)), needed(integer_at(*extension, "count"))});
  }
  return fates;
}

std::vector<SetEvidence> evidence_of(const Json& report) {
  std::vector<SetEvidence> evidence;
  for (const Json* extension : all(report, "evidence", true)) {
    const Json* reproducible = one(*extension, "reproducible", false);
    if (!reproducible) throw NotAReport{};
    evidence.push_back({text_value(one(*extension, "kind", false)), needed(integer_at(*extension, "members")),
                        needed(Digest::parse_hex(text_value(one(*extension, "sha256", false)))),
                        member(*reproducible, "valueBoolean").get<bool>()});
  }
  return evidence;
}

/// "project/region/subject/month/revision": its subject.
std::string subject_of(const Json& report) {
  const auto key = text(member(report, "identifier").at(0), "value");
  const auto begin = key.find('/', key.find('/') + 1) + 1;
  return key.substr(begin, key.find('/', begin) - begin);
}

void read_measure_report(const Json& report, ReadReport& out) {
  const auto subject = subject_of(report);
  if (subject == "REGION" || subject == "PROJET") {
    RollUp roll_up;
    if (subject == "REGION") roll_up.region = out.region;
    roll_up.figures = figures_of(report);
    roll_up.gate = gate_of(report);
    roll_up.fates = fates_of(report);
    out.part.roll_ups.push_back(std::move(roll_up));
    return;
  }
  EstablishmentFigures figures;
  figures.finess = needed(Finess::parse(subject));
  figures.figures = figures_of(report);
  figures.gate = gate_of(report);
  figures.fates = fates_of(report);
  figures.evidence = evidence_of(report);
  const bool counts = std::ranges::all_of(figures.figures, &Figure::counted);
  figures.membership = counts ? Membership::counts : Membership::not_live;
  figures.gate.concerned = counts ? 1 : 0;
  figures.gate.passing = figures.gate.state == Outcome::met ? 1 : 0;
  out.part.establishments.push_back(std::move(figures));
}

void read_entities(const Json& provenance, Closure& part) {
  const auto entities = provenance.find("entity");
  if (entities == provenance.end()) return;
  for (const Json& entity : *entities) {
    if (const Json* source = one(entity, "source", true)) {
      UsedSource used;
      used.name = text_value(one(*source, "name", false));
      used.type = text_value(one(*source, "type", false));
      used.ids = text_value(one(*source, "numbering", false));
      used.kept = text_value(one(*source, "history", false)) == "kept";
      for (const Json* kind : all(*source, "overwritten", false))
        used.overwritten.push_back(text_value(kind));
      used.tls = text_value(one(*source, "tls", false));
      part.sources.push_back(std::move(used));
    } else if (const Json* query = one(entity, "query", true)) {
      UsedQuery used;
      used.source = text_value(one(*query, "source", false));
      used.kind = text_value(one(*query, "kind", false));
      used.text = text_value(one(*query, "text", false));
      used.mark = text_value(one(*query, "mark", false));
      const Json* changed = one(*query, "changed", false);
      used.changed = changed && member(*changed, "valueBoolean").get<bool>();
      part.queries.push_back(std::move(used));
    }
  }
}

void read_provenance(const Json& provenance, ReadReport& out) {
  const Json* sequence = one(provenance, "sequence", true);
  if (!sequence) throw NotAReport{};
  out.sequence = static_cast<int>(integer_value(*sequence));
  if (const Json* previous = one(provenance, "previous", true))
    out.previous = needed(Digest::parse_hex(text_value(previous)));
  if (const Json* revision = one(provenance, "revision", true)) {
    out.part.reason = text_value(one(*revision, "reason", false));
    if (const Json* replaces = one(*revision, "replaces", false))
      out.replaces = needed(Digest::parse_hex(text_value(replaces)));
  }
  out.part.software = text(member(member(provenance, "contained").at(0), "version").at(0), "value");
  read_entities(provenance, out.part);
}

ReadReport read(std::string_view rapport_json) {
  const Json bundle = Json::parse(rapport_json);
  ReadReport out;
  const auto key = text(member(bundle, "identifier"), "value");
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('/', begin), key.size());
    parts.push_back(key.substr(begin, end - begin));
    begin = end + 1;
  }
  if (parts.size() != 4) throw NotAReport{};
  out.project = parts[0];
  out.region = needed(RegionCode::parse(parts[1]));
  out.month = needed(Month::parse(parts[2]));
  out.revision = number(parts[3]);
  out.part.parameters.month = out.month;
  out.part.revision = out.revision;
  out.part.frozen_at = needed(parse_utc(text(bundle, "timestamp")));
  bool has_provenance = false;
  for (const Json& entry : member(bundle, "entry")) {
    const Json& resource = member(entry, "resource");
    const auto type = text(resource, "resourceType");
    if (type == "MeasureReport") read_measure_report(resource, out);
    if (type == "Provenance") {
      read_provenance(resource, out);
      has_provenance = true;
    }
  }
  if (!has_provenance) throw NotAReport{};
  return out;
}

}  // namespace

Result<ReadReport> read_report(std::string_view rapport_json) {
  try {
    return read(rapport_json);
  } catch (const NotAReport&) {
  } catch (const Json::exception&) {
  }
  return fail(ErrorKind::refused, msg("rapport.json cannot be read back: it is not a report of this form."));
}

Closure closure_of(const std::vector<ReadReport>& parts, Parameters parameters, FactKinds kinds) {
  Closure closure = parts.front().part;
  closure.parameters = std::move(parameters);
  closure.kinds = std::move(kinds);
  closure.establishments.clear();
  closure.roll_ups.clear();
  std::optional<RollUp> project;
  for (const ReadReport& report : parts) {
    std::ranges::copy(report.part.establishments, std::back_inserter(closure.establishments));
    for (const RollUp& roll_up : report.part.roll_ups) {
      if (roll_up.region) {
        closure.roll_ups.push_back(roll_up);
      } else if (!project) {
        project = roll_up;
      }
    }
  }
  std::ranges::sort(closure.establishments, {}, &EstablishmentFigures::finess);
  std::ranges::sort(closure.roll_ups, {}, &RollUp::region);
  if (project) closure.roll_ups.push_back(std::move(*project));
  return closure;
}

}  // namespace jauge::core
