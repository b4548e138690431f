#include "cli/draft.hpp"

#include <algorithm>

#include "core/finess.hpp"

namespace jauge::cli {

using core::ErrorKind;
using core::msg;
using core::Result;

namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// A basic string of TOML.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

constexpr std::string_view head = R"toml(# Configuration de Jauge, écrite par jauge init.
#
# Après un changement : jauged --check, puis systemctl reload jauged.
# Toutes les erreurs sont listées d'un coup, avec leur ligne. Aucun mot de passe ni aucune clé ne s'écrit ici.
# Les autres clés : /usr/share/doc/jauge/examples/jauge.toml et le guide installer.md.

language = "fr"
timezone = "Europe/Paris"
)toml";

constexpr std::string_view queries_to_write = R"toml(
# Aucun profil ne convient : écrivez les requêtes de ce DUI, une par nature de fait, en vous aidant de
# connecter-un-dui.md. Colonnes : finess, subject (le dossier) ou event (le message, le document), at, until.
[source.query]
accompanied          = "SELECT finess, dossier AS subject, entree AS at, sortie AS until FROM v_sejour WHERE entree < :until AND (sortie IS NULL OR sortie >= :since)"
file_update          = "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND maj_le < :until"
personalised_project = "SELECT finess, dossier AS subject FROM v_projet WHERE statut IN ('PREPARATION','ACTIF')"
agenda_event         = "SELECT finess, dossier AS subject, debut AS at FROM v_agenda WHERE debut >= :since AND debut < :until AND statut <> 'ANNULE'"
)toml";

constexpr std::string_view files_to_write = R"toml(
# Les fichiers de ce DUI, un par nature de fait, et leurs colonnes (guide : connecter-un-dui.md) ; ou, s'il peut les écrire
# au format du guide : profile = "csv-standard".
[source.query]
accompanied          = { glob = "sejours_*.csv", columns = { finess = "FINESS", subject = "N° dossier", at = "Entrée", until = "Sortie" } }
file_update          = { glob = "ecritures_*.csv", columns = { finess = "FINESS", subject = "N° dossier", at = "Date" } }
)toml";

constexpr std::string_view ways_to_write = R"toml(
# ── Le cachet des rapports : certificat IGC-Santé ORG_SIGN de l'organisme ─────────────────────────
# [seal]
# certificate = "/etc/jauge/seal.crt"
# key         = { file = "/etc/jauge/seal.key" }
# chain       = "/etc/jauge/igc-sante.pem"
# identifier  = "1000000000"             # OU du certificat : 1 + FINESS, ou 3 + SIRET

# ── L'ARS : un bloc par région. Sans `url` ni `directory`, les rapports se déposent à la main. ────
# [[ars]]
# region    = "44"
# directory = "/srv/depot"
)toml";

void write_targets(std::string& out, const Draft& draft) {
  out +=
      "\n# Les cibles de la convention. Une cible non fixée laisse le critère indéterminé, jamais atteint.\n"
      "[[project.targets]]\n";
  for (const auto* id : {"dossiers-actifs", "projets-personnalises", "evenements-agenda", "messages-mssante",
                         "documents-dmp", "e-prescriptions", "e-parcours"}) {
    const auto given = std::find_if(draft.targets.begin(), draft.targets.end(),
                                    [&](const auto& target) { return target.first == id; });
    out += given == draft.targets.end() ? fmt::format("# {:<21} =\n", id)
                                        : fmt::format("{:<21}   = {}\n", id, given->second);
  }
}

}  // namespace

Result<DraftEstablishment> parse_establishment(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(';', begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  DraftEstablishment establishment;
  establishment.finess = parts[0];
  if (!core::Finess::parse(establishment.finess)) {
    return core::fail(ErrorKind::invalid,
                      msg("\"{0}\" does not begin with a FINESS number of 9 characters.", text),
                      msg("Write: FINESS;NAME;medicalise or non-medicalise."));
  }
  establishment.name =
      parts.size() > 1 && !parts[1].empty() ? std::string(parts[1]) : "ESMS " + establishment.finess;
  if (parts.size() > 2) {
    establishment.medicalised = parts[2] == "medicalise";
    if (parts.size() > 3 || (!establishment.medicalised && parts[2] != "non-medicalise")) {
      return core::fail(ErrorKind::invalid, msg("\"{0}\" is not an establishment.", text),
                        msg("Write: FINESS;NAME;medicalise or non-medicalise."));
    }
  }
  return establishment;
}

Result<std::pair<std::string, std::string>> parse_target(std::string_view text) {
  const auto equals = text.find('=');
  if (equals != std::string_view::npos) {
    std::string number(trimmed(text.substr(equals + 1)));
    std::replace(number.begin(), number.end(), ',', '.');
    const auto id = trimmed(text.substr(0, equals));
    if (!id.empty() && !number.empty() && number.find_first_not_of("0123456789.") == std::string::npos &&
        std::count(number.begin(), number.end(), '.') <= 1 && number.front() != '.' && number.back() != '.') {
      return std::pair(std::string(id), std::move(number));
    }
  }
  return core::fail(ErrorKind::invalid, msg("\"{0}\" is not a target.", text),
                    msg("Write: indicator=number, for instance dossiers-actifs=80."));
}

std::string write_draft(const Draft& draft) {
  std::string out(head);
  out += fmt::format(
      "\n# ── Le projet (la grappe) "
      "──────────────────────────────────────────────────────────────────────────\n"
      "[project]\n"
      "id         = {}\n"
      "convention = {}\n"
      "name       = {}\n"
      "holder     = {}            # FINESS juridique du porteur\n"
      "kind       = {}          # acquisition | compliance (mise en conformité) | rollout (déploiement)\n"
      "measure    = \"aap-2021-t2\"          # le référentiel des indicateurs\n"
      "started    = {}             # début du projet\n",
      quoted(draft.project), quoted(draft.convention), quoted(draft.name), quoted(draft.holder),
      quoted(draft.kind), draft.started);
  if (!draft.first_month.empty()) out += fmt::format("first_month = {}\n", quoted(draft.first_month));
  write_targets(out, draft);
  out +=
      "\n# ── Les ESMS : un bloc par établissement ou service "
      "────────────────────────────────────────────────\n";
  for (const auto& establishment : draft.establishments) {
    out += fmt::format(
        "[[establishment]]\n"
        "finess      = {}\n"
        "name        = {}\n"
        "operator    = {}\n"
        "region      = {}\n"
        "medicalised = {}\n\n",
        quoted(establishment.finess), quoted(establishment.name), quoted(draft.holder), quoted(draft.region),
        establishment.medicalised);
  }
  out += fmt::format(
      "# ── Le DUI "
      "─────────────────────────────────────────────────────────────────────────────────────────\n"
      "[[source]]\n"
      "name       = \"dui\"\n"
      "type       = {}\n"
      "{} = {}\n",
      quoted(draft.type), draft.type == "csv" ? "directory " : "connection", quoted(draft.connection));
  if (!draft.password_file.empty())
    out += fmt::format("password   = {{ file = {} }}\n", quoted(draft.password_file));
  if (draft.profile.empty()) {
    out += draft.type == "csv" ? files_to_write : queries_to_write;
  } else {
    out += fmt::format("profile    = {}\n", quoted(draft.profile));
  }
  if (draft.append.empty()) {
    out += ways_to_write;
  } else {
    out +=
        "\n# ── Le cachet et les ARS "
        "───────────────────────────────────────────────────────────────────────────\n" +
        draft.append;
  }
  return out;
}

}  // namespace jauge::cli
