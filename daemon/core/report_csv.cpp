#include "core/report_parts.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view header =
    "projet;region;finess;etablissement;mois;revision;indicateur;libelle;numerateur;denominateur;valeur;"
    "unite;"
    "fenetre;etat;drapeaux;couverture;cible;atteinte";

// RFC 4180 with ';', after the apostrophe that keeps a spreadsheet from reading a formula.
std::string cell(std::string_view text) {
  std::string plain;
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) plain += '\'';
  plain += text;
  if (plain.find_first_of(";\"\r\n") == std::string::npos) return plain;
  std::string quoted = "\"";
  for (const char character : plain) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

void append_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ';';
    out += cell(cells[i]);
  }
  out += "\r\n";
}

std::string written(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::string state(std::string_view reason) {
  return reason.empty() ? "calcule" : fmt::format("non-calculable:{}", reason);
}

std::string flags(const Figure& figure) {
  std::string joined;
  for (const Flag& flag : figure.flags) {
    if (!joined.empty()) joined += ' ';
    joined += flag.text();
  }
  return joined;
}

// The columns before `indicateur`.
std::vector<std::string> beginning(const Closure& closure, const RegionCode& region,
                                   const ReportSubject& subject) {
  return {closure.parameters.project.id,      region.text(), subject.id, subject.name, closure.month().text(),
          fmt::format("{}", closure.revision)};
}

std::vector<std::string> figure_cells(const Indicator& indicator, const Figure& figure) {
  const bool asked = figure.gating && !indicator.supplementary;
  return {indicator.id,
          indicator.label,
          written(figure.numerator),
          is_ratio(indicator) ? written(figure.denominator) : "",
          shown_value(indicator, figure),
          is_ratio(indicator) ? "%" : "nombre",
          std::string(code(figure.window)),
          state(figure.reason),
          flags(figure),
          figure.coverage_tenths ? french_tenths(*figure.coverage_tenths) : "",
          asked ? shown_target(indicator, figure) : "",
          asked && figure.outcome ? std::string(french(*figure.outcome)) : ""};
}

std::vector<std::string> gate_cells(const ReportSubject& subject) {
  const GateResult& gate = *subject.gate;
  const std::string_view reason = gate_reason(subject);
  const std::string passing = fmt::format("{}", gate.passing);
  return {"criteres-utilisation",
          "Critères d'utilisation",
          passing,
          fmt::format("{}", gate.concerned),
          reason.empty() ? passing : "",
          "nombre",
          std::string(code(Window::month)),
          state(reason),
          "",
          "",
          "",
          std::string(french(gate.state))};
}

}  // namespace

std::string write_csv(const Closure& closure, const ReportIdentity& identity) {
  std::string out;
  out += byte_order_mark;
  out += header;
  out += "\r\n";
  for (const ReportSubject& subject : report_subjects(closure, identity.region)) {
    const auto line = [&](const std::vector<std::string>& rest) {
      auto cells = beginning(closure, identity.region, subject);
      cells.insert(cells.end(), rest.begin(), rest.end());
      append_line(out, cells);
    };
    for (const Figure& figure : *subject.figures) {
      const Indicator* indicator = closure.parameters.measure.find(figure.indicator);
      if (indicator) line(figure_cells(*indicator, figure));
    }
    line(gate_cells(subject));
  }
  return out;
}

}  // namespace jauge::core
