#include "tests/support/example_closure.hpp"

#include "core/gate.hpp"

namespace jauge::test_support {

namespace {

using namespace core;

constexpr Month october(2026, 10);

Finess finess(std::string_view text) {
  return Finess::parse(text).value();
}
RegionCode region(std::string_view text) {
  return RegionCode::parse(text).value();
}
Zone paris() {
  return Zone::find("Europe/Paris").value();
}
Digest digest(std::string_view of) {
  return sha256(of);
}

FactKinds kinds() {
  const auto subject = KeyOf::subject;
  const auto event = KeyOf::event;
  return {{"accompanied", subject, Shape::interval, "personnes accompagnées"},
          {"open_file", subject, Shape::interval, "dossiers ouverts"},
          {"file_update", subject, Shape::instant, "dossiers mis à jour"},
          {"personalised_project", subject, Shape::state_or_interval,
           "projets personnalisés en préparation ou actifs"},
          {"agenda_event", subject, Shape::instant, "événements d'agenda"},
          {"mss_message", event, Shape::instant, "messages émis par la MSSanté"},
          {"dmp_deposit", event, Shape::instant, "documents déposés dans le DMP"},
          {"prescription_import", event, Shape::instant, "prescriptions électroniques importées"},
          {"liaison_exchange", event, Shape::instant, "notes du cahier de liaison e-parcours"},
          {"qualified_identity", subject, Shape::state_or_interval, "identités INS qualifiées"}};
}

Indicator rate(std::string id, std::string label, std::vector<std::string> numerator,
               std::string denominator) {
  Indicator indicator;
  indicator.id = std::move(id);
  indicator.label = std::move(label);
  indicator.form = Indicator::Form::rate;
  indicator.scoring = Indicator::Scoring::proportion;
  indicator.numerator = std::move(numerator);
  indicator.denominator = std::move(denominator);
  return indicator;
}

Indicator count(std::string id, std::string label, std::string kind) {
  Indicator indicator;
  indicator.id = std::move(id);
  indicator.label = std::move(label);
  indicator.form = Indicator::Form::count;
  indicator.scoring = Indicator::Scoring::cohort;
  indicator.numerator = {std::move(kind)};
  indicator.project_window = Window::three_months;
  return indicator;
}

Measure measure() {
  Measure measure;
  measure.id = "aap-2021-t2";
  measure.version = "1.0.0";
  measure.title = "Critères d'utilisation, amorçage temps 2";
  measure.source =
      "Appel à projets « ESMS numérique, phase d'amorçage, temps 2 », ARS Grand Est, 2021, section 3 « "
      "Critères "
      "d'utilisation »";
  measure.decisions = {
      "Un dossier actif est un dossier dans lequel un professionnel a écrit au moins une fois dans le mois.",
      "Un taux est décidé sur ses deux entiers, sans arrondi ; un taux supérieur à 100 % est signalé et "
      "n'est pas "
      "plafonné.",
      "Une personne accompagnée par deux ESMS compte dans chacun d'eux."};
  measure.indicators = {
      rate("dossiers-actifs", "Taux de dossiers actifs", {"file_update"}, "accompanied"),
      rate("projets-personnalises", "Taux de dossiers actifs avec un projet personnalisé",
           {"file_update", "personalised_project"}, "file_update"),
      rate("evenements-agenda", "Taux de dossiers actifs ayant au moins un événement",
           {"file_update", "agenda_event"}, "file_update"),
      count("messages-mssante", "Messages émis par la MSSanté", "mss_message"),
      count("documents-dmp", "Documents déposés dans le DMP", "dmp_deposit"),
      count("e-prescriptions", "Prescriptions électroniques importées", "prescription_import"),
      count("e-parcours", "Échanges avec la plateforme e-parcours", "liaison_exchange"),
      rate("ins-qualifiees", "Personnes accompagnées dont l'identité INS est qualifiée",
           {"accompanied", "qualified_identity"}, "accompanied"),
      count("dossiers-ouverts", "Dossiers ouverts dans le DUI", "open_file"),
      rate("disponibilite-dui", "Disponibilité du DUI aux relevés", {"file_update"}, "")};
  auto& indicators = measure.indicators;
  indicators[0].scoring = Indicator::Scoring::ratio;
  indicators[0].headcount = true;
  indicators[0].mass_write = true;
  for (std::size_t i : {7U, 8U, 9U}) indicators[i].supplementary = true;
  indicators[8].form = Indicator::Form::size;
  indicators[8].project_window = Window::month;
  indicators[9].form = Indicator::Form::availability;
  measure.gate.rates = {"dossiers-actifs", "projets-personnalises", "evenements-agenda"};
  measure.gate.medicalised.among = {"messages-mssante", "documents-dmp", "e-prescriptions"};
  measure.gate.non_medicalised.among = {"messages-mssante", "documents-dmp", "e-prescriptions", "e-parcours"};
  measure.gate.rule =
      "Lecture de l'appel à projets : un ESMS remplit les critères d'utilisation lorsque ses trois taux "
      "métier "
      "atteignent chacun leur cible et qu'au moins deux services socles atteignent la leur.";
  return measure;
}

Establishment establishment(std::string_view number, std::string name, std::string_view region_code,
                            bool medicalised) {
  Establishment establishment;
  establishment.finess = finess(number);
  establishment.name = std::move(name);
  establishment.operator_finess = finess("670000157");
  establishment.region = region(region_code);
  establishment.medicalised = medicalised;
  establishment.zone = paris();
  return establishment;
}

Parameters parameters() {
  Parameters parameters;
  Project& project = parameters.project;
  project.id = "PAI-2021-44-0042";
  project.convention = "2021/44 n° 42";
  project.name = "Grappe EHPAD Alsace";
  project.holder = finess("670000157");
  project.measures = {{std::nullopt, "aap-2021-t2"}};
  project.started = Month(2026, 1).first_day();
  project.first_month = Month(2026, 6);
  project.zone = paris();
  project.establishments = {establishment("210000012", "FAM Les Vergers", "27", true),
                            establishment("670000165", "EHPAD Les Tilleuls", "44", true),
                            establishment("670000173", "Résidence du Ried", "44", true),
                            establishment("670000181", "EHPAD Sainte-Odile", "44", true),
                            establishment("680000254", "SESSAD « Les Cèdres » ; site de l'Ill", "44", false)};
  project.establishments[2].joined = Month(2026, 1).first_day();
  project.establishments[2].live = Month(2027, 1).first_day();
  project.establishments[4].operator_finess = finess("680000148");
  project.establishments[4].overrides.exempt = {"e-parcours"};
  project.establishments[4].overrides.basis =
      "Avenant n° 2 : la plateforme n'est pas ouverte dans le Haut-Rhin.";
  parameters.targets = {{"dossiers-actifs", 600},
                        {"documents-dmp", 10},
                        {"evenements-agenda", 600},
                        {"messages-mssante", 10},
                        {"projets-personnalises", 300}};
  project.targets = {{std::nullopt, parameters.targets}};
  parameters.measure = measure();
  parameters.month = october;
  return parameters;
}

Figure ratio(std::string indicator, std::int64_t numerator, std::int64_t denominator) {
  Figure figure;
  figure.indicator = std::move(indicator);
  figure.numerator = numerator;
  figure.denominator = denominator;
  figure.coverage_tenths = 1000;
  return figure;
}

Figure judged(Figure figure, std::optional<std::int64_t> target, std::optional<Outcome> outcome) {
  figure.target = target;
  figure.outcome = outcome;
  return figure;
}

Figure unknown(std::string indicator, std::string reason, int coverage = 1000) {
  Figure figure;
  figure.indicator = std::move(indicator);
  figure.reason = std::move(reason);
  figure.coverage_tenths = coverage;
  return figure;
}

// Three figures of a count, over three windows of which the middle one gates. Nothing is known of the months
// where `counts` holds none; the last entry is October's own.
std::vector<Figure> windows(const std::string& indicator,
                            const std::vector<std::optional<std::int64_t>>& counts,
                            std::optional<std::int64_t> target, std::optional<Outcome> outcome,
                            const std::string& reason = {}) {
  std::vector<MonthCount> months;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int back = static_cast<int>(counts.size() - 1 - i);
    months.push_back(
        {october - back, back == 0 ? std::nullopt : std::optional(back == 1 ? 1 : 0), counts[i], false});
  }
  std::vector<Figure> figures;
  for (const Window window : {Window::month, Window::three_months, Window::since_start}) {
    const std::size_t length = window == Window::month          ? 1
                               : window == Window::three_months ? 3
                                                                : months.size();
    Figure figure;
    figure.indicator = indicator;
    figure.window = window;
    figure.gating = window == Window::three_months;
    figure.coverage_tenths = 1000;
    const std::vector<MonthCount> part(
        months.end() - static_cast<std::ptrdiff_t>(std::min(length, months.size())), months.end());
    bool missing = false;
    for (const MonthCount& month : part) {
      if (month.count) figure.numerator = figure.numerator.value_or(0) + *month.count;
      missing = missing || !month.count;
    }
    if (!figure.numerator) {
      figure.reason = reason;
      if (reason == "source-absente") figure.coverage_tenths = 0;
    } else if (missing) {
      figure.flags.push_back({"minorant", {}, {}});
    }
    if (window != Window::month) figure.months = part;
    if (figure.gating) {
      figure.target = target;
      figure.outcome = outcome;
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

void append(std::vector<Figure>& figures, std::vector<Figure> more) {
  figures.insert(figures.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

SetEvidence evidence(std::string kind, std::int64_t members, bool reproducible = true) {
  const Digest value = digest(kind + std::to_string(members));
  return {std::move(kind), members, value, reproducible};
}

// Rises by its step on each of the days named.
Curve curve(std::string indicator, const std::vector<std::pair<int, std::int64_t>>& rises) {
  Curve curve{std::move(indicator), std::vector<std::int64_t>(31, 0)};
  for (const auto& [day, step] : rises) {
    for (std::size_t i = static_cast<std::size_t>(day) - 1; i < curve.cumulative.size(); ++i) {
      curve.cumulative[i] += step;
    }
  }
  return curve;
}

// Indicators §10, with the target of dossiers-actifs at 60: reached by 3/4, not by the 2/4 within.
EstablishmentFigures tilleuls() {
  EstablishmentFigures of;
  of.finess = finess("670000165");
  Figure active = judged(ratio("dossiers-actifs", 3, 4), 600, Outcome::undetermined);
  active.outside_denominator = 1;
  active.flags = {{"hors-denominateur", 1, {}}};
  of.figures = {active, judged(ratio("projets-personnalises", 1, 3), 300, Outcome::met),
                judged(ratio("evenements-agenda", 1, 3), 600, Outcome::not_met)};
  append(of.figures, windows("messages-mssante", {1, 0, 2, 0, 4, 3, 3, 2, 7, 3}, 10, Outcome::met));
  append(of.figures, windows("documents-dmp", {0, 0, 0, 0, 0, 0, 0, 2, 3, 4}, 10, Outcome::not_met));
  append(of.figures,
         windows("e-prescriptions", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, std::nullopt, Outcome::undetermined));
  append(of.figures, windows("e-parcours", {{}, {}, {}}, std::nullopt, std::nullopt, "source-absente"));
  of.figures.push_back(ratio("ins-qualifiees", 3, 4));
  Figure open;
  open.indicator = "dossiers-ouverts";
  open.numerator = 4;
  open.coverage_tenths = 1000;
  of.figures.push_back(open);
  Figure available = ratio("disponibilite-dui", 741, 745);
  available.coverage_tenths.reset();
  of.figures.push_back(available);
  of.evidence = {evidence("accompanied", 4), evidence("file_update", 3), evidence("personalised_project", 2),
                 evidence("agenda_event", 1), evidence("mss_message", 3)};
  of.fates = {{"dui", "file_update", "a-venir", 1}, {"dui", "file_update", "instant-illisible", 2}};
  of.curves = {curve("dossiers-actifs", {{1, 1}, {5, 1}, {31, 1}}), curve("projets-personnalises", {{1, 1}}),
               curve("evenements-agenda", {{7, 1}})};
  return of;
}

// What goes wrong together: more files than persons, files outside, an outage, refused rows, no source.
EstablishmentFigures cedres() {
  EstablishmentFigures of;
  of.finess = finess("680000254");
  Figure active = judged(ratio("dossiers-actifs", 61, 50), 600, Outcome::met);
  active.outside_denominator = 14;
  active.flags = {{"minorant", {}, {}},
                  {"hors-denominateur", 14, {}},
                  {"au-dessus-de-100", {}, {}},
                  {"ecriture-de-masse", {}, {}}};
  active.coverage_tenths = 973;
  active.longest_gap_minutes = 95;
  Figure projects = judged(ratio("projets-personnalises", 51, 61), 300, Outcome::undetermined);
  projects.reason = "denominateur-incomplet";
  projects.coverage_tenths = 973;
  projects.longest_gap_minutes = 95;
  Figure events = judged(unknown("evenements-agenda", "source-incomplete", 419), 600, Outcome::undetermined);
  events.longest_gap_minutes = 18 * 24 * 60 + 75;
  of.figures = {active, projects, events};
  append(of.figures, windows("messages-mssante", {5, 9, 8, 11, 6, 7, 7, 9, 11, 11}, 10, Outcome::met));
  append(of.figures,
         windows("documents-dmp", {{}, {}, {}, {}, {}, {}, {}, {}, 1, 0}, 10, Outcome::undetermined));
  append(of.figures, windows("e-prescriptions", {{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}, std::nullopt,
                             Outcome::undetermined, "lignes-ecartees"));
  append(of.figures, windows("e-parcours", {{}, {}, {}}, std::nullopt, Outcome::exempt, "source-absente"));
  Figure identities = ratio("ins-qualifiees", 0, 0);
  identities.reason = "denominateur-nul";
  of.figures.push_back(identities);
  Figure open;
  open.indicator = "dossiers-ouverts";
  open.numerator = 73;
  open.coverage_tenths = 1000;
  of.figures.push_back(open);
  of.figures.push_back(unknown("disponibilite-dui", "source-absente", 0));
  of.figures.back().coverage_tenths.reset();
  of.evidence = {evidence("accompanied", 50), evidence("file_update", 61, false),
                 evidence("personalised_project", 58, false)};
  of.fates = {{"dui", "accompanied", "fin-avant-debut", 1},
              {"dui", "file_update", "corrige", 12},
              {"dui", "prescription_import", "cle-vide", 41},
              {"dui", "prescription_import", "tardif", 3}};
  of.curves = {curve("dossiers-actifs", {{1, 49}, {2, 4}, {9, 3}, {17, 2}, {24, 3}})};
  return of;
}

// All is reached; the denominator is a stated headcount.
EstablishmentFigures passing(std::string_view number) {
  EstablishmentFigures of;
  of.finess = finess(number);
  Figure active = judged(ratio("dossiers-actifs", 61, 73), 600, Outcome::met);
  active.headcount_origin = "tableau des présences, direction, 2 novembre 2026";
  active.flags = {{"effectif-discordant", {}, {}}};
  of.figures = {active, judged(ratio("projets-personnalises", 51, 61), 300, Outcome::met),
                judged(ratio("evenements-agenda", 49, 61), 600, Outcome::met)};
  append(of.figures,
         windows("messages-mssante", {88, 102, 97, 110, 131, 128, 95, 140, 152, 171}, 10, Outcome::met));
  append(of.figures, windows("documents-dmp", {12, 15, 22, 31, 40, 44, 38, 52, 61, 66}, 10, Outcome::met));
  append(of.figures, windows("e-prescriptions", {0, 0, 0, 9, 18, 30, 41, 47, 55, 63}, std::nullopt,
                             Outcome::undetermined));
  append(of.figures, windows("e-parcours", {{}, {}, {}}, std::nullopt, std::nullopt, "source-absente"));
  of.figures.push_back(ratio("ins-qualifiees", 70, 73));
  Figure open;
  open.indicator = "dossiers-ouverts";
  open.numerator = 78;
  open.coverage_tenths = 1000;
  of.figures.push_back(open);
  Figure available = ratio("disponibilite-dui", 745, 745);
  available.coverage_tenths.reset();
  of.figures.push_back(available);
  of.evidence = {evidence("accompanied", 78), evidence("file_update", 61),
                 evidence("personalised_project", 66), evidence("agenda_event", 55)};
  of.curves = {curve("dossiers-actifs", {{1, 9},
                                         {2, 8},
                                         {3, 2},
                                         {5, 9},
                                         {6, 6},
                                         {7, 5},
                                         {8, 4},
                                         {9, 3},
                                         {12, 3},
                                         {13, 2},
                                         {15, 2},
                                         {16, 1},
                                         {19, 2},
                                         {21, 1},
                                         {23, 1},
                                         {26, 1},
                                         {28, 1},
                                         {30, 1}}),
               curve("projets-personnalises", {{1, 8},
                                               {2, 7},
                                               {3, 2},
                                               {5, 8},
                                               {6, 5},
                                               {7, 4},
                                               {8, 3},
                                               {9, 3},
                                               {12, 2},
                                               {13, 2},
                                               {15, 2},
                                               {19, 2},
                                               {21, 1},
                                               {26, 1},
                                               {28, 1}}),
               curve("evenements-agenda", {{1, 4},
                                           {2, 6},
                                           {5, 9},
                                           {6, 6},
                                           {7, 5},
                                           {8, 4},
                                           {12, 5},
                                           {14, 3},
                                           {19, 3},
                                           {22, 2},
                                           {27, 1},
                                           {29, 1}})};
  return of;
}

EstablishmentFigures not_live(const std::vector<Figure>& like) {
  EstablishmentFigures of;
  of.finess = finess("670000173");
  of.membership = Membership::not_live;
  for (const Figure& figure : like) {
    Figure blank;
    blank.indicator = figure.indicator;
    blank.window = figure.window;
    blank.gating = figure.gating;
    blank.counted = false;
    blank.reason = "pas-encore-deploye";
    of.figures.push_back(blank);
  }
  return of;
}

}  // namespace

core::Closure example_closure() {
  Closure closure;
  closure.software = "0.1.0";
  closure.parameters = parameters();
  closure.kinds = kinds();
  closure.frozen_at = parse_utc("2026-11-06T05:00:00.250001Z").value();
  closure.sources = {{"dui", "postgresql", "dui", "verify", true, {"file_update", "personalised_project"}},
                     {"mss", "imap", "mss", "verify", true, {}},
                     {"dmp", "csv", "dmp", "", true, {}}};
  closure.queries = {{"dui", "accompanied",
                      "SELECT finess, dossier AS subject, entree AS at, sortie AS until FROM v_sejour\n"
                      "WHERE entree < :until AND (sortie IS NULL OR sortie >= :since)",
                      "requete-locale", false},
                     {"dui", "file_update",
                      "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier\nWHERE maj_le >= "
                      ":since AND maj_le < :until",
                      "requete-locale", true},
                     {"mss", "mss_message", "[mapping]\nevent = \"Message-ID\"\nat = \"Date\"",
                      "profil mss-imap 1.2", false}};
  closure.establishments = {passing("210000012"), tilleuls(), not_live(tilleuls().figures),
                            passing("670000181"), cedres()};
  const auto& configured = closure.parameters.project.establishments;
  for (std::size_t i = 0; i < configured.size(); ++i) {
    closure.establishments[i].gate =
        establishment_gate(closure.parameters, configured[i], closure.establishments[i]);
  }
  for (const auto& of :
       {std::optional(region("27")), std::optional(region("44")), std::optional<RegionCode>()}) {
    closure.roll_ups.push_back(roll_up(closure.parameters, closure.establishments, of));
  }
  closure.roll_ups.back().fates = {{"dui", "accompanied", "hors-perimetre", 118},
                                   {"dui", "file_update", "finess-malforme", 3}};
  return closure;
}

core::ReportIdentity example_identity() {
  ReportIdentity identity;
  identity.region = region("44");
  identity.sequence = 5;
  identity.previous = digest("rapport.json of September");
  return identity;
}

}  // namespace jauge::test_support
