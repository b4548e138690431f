#include "core/gate.hpp"
#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

const ReportSubject* find_subject(const HtmlContext& context, std::string_view id) {
  const auto found = std::ranges::find(context.subjects, id, &ReportSubject::id);
  return found == context.subjects.end() ? nullptr : &*found;
}

std::string facts(const HtmlContext& context) {
  const Closure& closure = context.closure;
  const Project& project = closure.parameters.project;
  const RegionCode& region = context.identity.region;
  std::vector<HtmlFact> facts;
  const auto fact = [&](std::string name, std::string_view value) {
    facts.push_back({std::move(name), html_escape(value)});
  };
  fact("Projet", project.name);
  fact("Identifiant", project.id);
  if (!project.convention.empty()) fact("Convention", project.convention);
  fact("Porteur", fmt::format("FINESS juridique {}", project.holder.text()));
  fact("Destinataire", fmt::format("ARS {} (région {})", region.name(), region.text()));
  fact("Mois", fmt::format("{}, révision {}", closure.month().french(), closure.revision));
  fact("Arrêté le", french_instant(closure.frozen_at));
  fact("Rang dans la suite des rapports", fmt::format("{}", context.identity.sequence));
  return html_facts(facts);
}

std::string tiles(const HtmlContext& context, const GateResult& gate) {
  const auto not_met = static_cast<std::int64_t>(gate.missing.size());
  const auto waiting =
      std::ranges::count_if(context.subjects, [](const ReportSubject& of) { return !of.is_live(); });
  std::vector<HtmlTile> tiles{
      {HtmlMark::good, french_number(gate.passing), "Critères remplis"},
      {HtmlMark::open, french_number(gate.concerned - gate.passing - not_met), "Critères indéterminés"},
      {HtmlMark::bad, french_number(not_met), "Critères non remplis"}};
  if (waiting > 0) tiles.push_back({HtmlMark::neutral, french_number(waiting), "DUI pas encore en service"});
  return html_tiles(tiles);
}

// The page opens with the gate's sentence for the region it is sent to (indicators §7).
std::string opening(const HtmlContext& context) {
  const Closure& closure = context.closure;
  std::string out = "<header>\n";
  if (const ReportSubject* region = find_subject(context, "REGION")) {
    out += fmt::format("<h1>{}</h1>\n", html_escape(gate_sentence(closure.month(), *region->gate)));
    out += tiles(context, *region->gate);
  }
  if (const ReportSubject* project = find_subject(context, "PROJET")) {
    out += "<p class=\"lead\">Ensemble du projet : " + gate_words(*project, Language::fr);
    if (regions(closure.parameters.project).size() > 1) {
      out += fmt::format(" ({})", html_escape(gate_counts(*project->gate)));
    }
    out += "</p>\n";
  }
  if (!closure.reason.empty()) {
    out += fmt::format("<p><strong>Révision {}</strong> : {}</p>\n", closure.revision,
                       html_escape(closure.reason));
  }
  return out + facts(context) + "</header>\n";
}

std::string contents() {
  return "<nav aria-label=\"Sommaire\">\n<p><a href=\"#ensemble\">Vue d'ensemble</a> · <a "
         "href=\"#etablissements\">"
         "Établissements</a> · <a href=\"#sommes\">Région et projet</a> · <a href=\"#regle\">Règle</a> · "
         "<a href=\"#sources\">Sources</a> · <a href=\"#verifier\">Vérifier</a> · "
         "<a href=\"#attestation\">Attestation</a></p>\n</nav>\n";
}

std::string labels(const HtmlContext& context, const std::vector<std::string>& indicators) {
  std::string out;
  for (const std::string& id : indicators) {
    if (!out.empty()) out += " ; ";
    out += indicator_label(context, id);
  }
  return out;
}

// What holds the establishment back, in the indicators' names.
std::string verdict(const HtmlContext& context, const ReportSubject& subject) {
  std::string out =
      "<div class=\"verdict\"><strong>Critères d'utilisation :</strong> " + gate_words(subject, Language::fr);
  const auto list = [&](std::string_view name, const std::vector<std::string>& indicators) {
    if (!indicators.empty()) out += fmt::format("<br>{} : {}", name, labels(context, indicators));
  };
  list("Non atteints", subject.gate->missing);
  list("Indéterminés", subject.gate->undetermined);
  const Establishment& establishment = *subject.establishment;
  if (subject.is_live()) {
    const SocleCriteria socles = socle_criteria(context.closure.parameters, establishment);
    out += fmt::format("<br>Services socles demandés : {} sur {}", socles.required, socles.among.size());
  }
  list("Exemptions", establishment.overrides.exempt);
  if (!establishment.overrides.basis.empty()) {
    out += fmt::format("<br>Fondement : {}", html_escape(establishment.overrides.basis));
  }
  return out + "</div>\n";
}

std::string establishment(const HtmlContext& context, const ReportSubject& subject) {
  const Establishment& about = *subject.establishment;
  std::string out = fmt::format("<article{2} aria-labelledby=\"esms-{0}\">\n<h3 id=\"esms-{0}\">{1}</h3>\n",
                                html_escape(subject.id), html_escape(subject.name),
                                subject.is_live() ? "" : " class=\"brief\"");
  out += fmt::format("<p class=\"soft\">FINESS {} · {}", html_escape(subject.id),
                     about.medicalised ? "ESMS médicalisé" : "ESMS non médicalisé");
  if (about.operator_finess != Finess{}) {
    out += fmt::format(" · organisme gestionnaire {}", about.operator_finess.text());
  }
  out += "</p>\n" + verdict(context, subject);
  if (!subject.is_live() && about.live) {
    out += fmt::format("<p>Mise en service prévue le {}.</p>\n", french_day(*about.live));
  }
  if (subject.is_live()) out += html_figures(context, subject) + html_curves(context, subject);
  return out + html_fates(context, subject) + html_evidence(context, subject) + "</article>\n";
}

std::string roll_up(const HtmlContext& context, const ReportSubject& subject) {
  return fmt::format("<article aria-labelledby=\"{0}\">\n<h3 id=\"{0}\">{1}</h3>\n",
                     subject.id == "REGION" ? "region" : "projet", html_escape(subject.name)) +
         "<div class=\"verdict\"><strong>Critères d'utilisation :</strong> " +
         gate_words(subject, Language::fr) + "</div>\n" + html_figures(context, subject) +
         html_fates(context, subject) + "</article>\n";
}

std::string body(const HtmlContext& context) {
  std::string out = "<a class=\"skip\" href=\"#ensemble\">Aller au contenu</a>\n";
  out += opening(context) + contents() + "<main>\n";
  out += "<section aria-labelledby=\"ensemble\">\n<h2 id=\"ensemble\">Vue d'ensemble</h2>\n" +
         html_overview(context) + "</section>\n";
  out +=
      "<section class=\"fresh\" aria-labelledby=\"etablissements\">\n<h2 "
      "id=\"etablissements\">Établissements</h2>\n";
  for (const ReportSubject& subject : context.subjects) {
    if (subject.establishment) out += establishment(context, subject);
  }
  out +=
      "</section>\n<section class=\"fresh\" aria-labelledby=\"sommes\">\n<h2 id=\"sommes\">Région et "
      "projet</h2>\n"
      "<p>Rapports des sommes et sommes sur les ESMS calculables ; ces valeurs n'ont pas de cible. Une "
      "personne "
      "accompagnée par deux ESMS compte deux fois.</p>\n";
  for (const ReportSubject& subject : context.subjects) {
    if (!subject.establishment) out += roll_up(context, subject);
  }
  out += "</section>\n" + html_rule(context) + html_sources(context) + html_verification(context) +
         html_attestation(context) + "</main>\n";
  return out + fmt::format("<footer><p>Rapport établi par Jauge {} ; rapport.json fait foi.</p></footer>\n",
                           html_escape(context.closure.software));
}

}  // namespace

std::string write_html(const Closure& closure, const ReportIdentity& identity, const Digest& json_sha256) {
  const HtmlContext context{
      {closure, Language::fr, report_subjects(closure, identity.region)}, identity, json_sha256};
  HtmlPage page;
  page.title =
      fmt::format("Critères d'utilisation, {}, {}, région {}, révision {}", closure.parameters.project.name,
                  closure.month().french(), identity.region.text(), closure.revision);
  page.body = body(context);
  return html_page(page);
}

}  // namespace jauge::core
