#include "core/deposit_cover.hpp"

#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

std::string fact(std::string_view name, std::string_view html) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html);
}

std::string pieces(const Closure& closure, const DepositedFile& file) {
  const std::string name = html_escape(
      container_name(closure.parameters.project.id, file.region, closure.month(), closure.revision));
  return fmt::format(
      "<section aria-labelledby=\"piece\">\n<h2 id=\"piece\">Pièce déposée</h2>\n<dl "
      "class=\"facts\">{}{}{}{}{}"
      "</dl>\n<p>Un seul fichier est à déposer, tel quel : ouvert puis enregistré par un logiciel "
      "d'archives, il "
      "n'est plus le même.</p>\n</section>\n",
      fact("Fichier", fmt::format("<code>{}</code>", name)),
      fact("SHA-256 du fichier", fmt::format("<span class=\"digest\">{}</span>", file.sha256.hex())),
      fact("Taille", fmt::format("{} octets", french_number(static_cast<std::int64_t>(file.size)))),
      fact("Scellé le", french_instant(file.sealed_at)),
      fact("Rang dans la suite des rapports", fmt::format("{}", file.sequence)));
}

std::string subject_facts(const Closure& closure, const DepositedFile& file) {
  const Project& project = closure.parameters.project;
  std::string out = "<dl class=\"facts\">";
  out += fact("Destinataire", fmt::format("ARS de la région {}", file.region.text()));
  out += fact("Projet", html_escape(project.name));
  out += fact("Convention", html_escape(project.convention));
  out += fact("Porteur (FINESS juridique)", project.holder.text());
  out += fact("Mois", html_escape(closure.month().french()));
  out += fact("Révision", fmt::format("{}", closure.revision));
  if (!closure.reason.empty()) out += fact("Motif de la révision", html_escape(closure.reason));
  return out + "</dl>\n";
}

std::string steps(const Closure& closure, const DepositedFile& file) {
  return fmt::format(
      "<section aria-labelledby=\"suite\">\n<h2 id=\"suite\">Déposer, puis le noter</h2>\n<ol>\n"
      "<li>Contrôler l'empreinte : <code>sha256sum</code> du fichier donne celle qui est imprimée plus "
      "haut.</li>\n"
      "<li>Faire compléter et signer l'attestation ci-dessous.</li>\n"
      "<li>Déposer le fichier et cette page à l'endroit convenu avec l'ARS.</li>\n"
      "<li>Noter le dépôt : <code>jauge deposit {} --region {} --reference \"où, quand, sous quel "
      "numéro\"</code>."
      "</li>\n</ol>\n</section>\n",
      closure.month().text(), file.region.text());
}

std::string acknowledgement() {
  return "<section class=\"attestation\" aria-labelledby=\"recu\">\n<h2 id=\"recu\">Reçu par</h2>\n"
         "<dl><div><dt>Nom et service</dt><dd></dd></div><div><dt>Date</dt><dd></dd></div>"
         "<div class=\"sign\"><dt>Signature ou cachet</dt><dd></dd></div></dl>\n</section>\n";
}

}  // namespace

std::string write_deposit_cover(const Closure& closure, const DepositedFile& file) {
  const ReportIdentity identity{file.region, file.sequence, std::nullopt, std::nullopt};
  const HtmlContext context{{closure, Language::fr, {}}, identity, file.sha256};
  std::string body =
      fmt::format("<header><h1>Bordereau de dépôt : indicateurs d'usage, {}</h1></header>\n<main>\n{}",
                  html_escape(closure.month().french()), subject_facts(closure, file));
  if (const RollUp* project = closure.roll_up(std::nullopt)) {
    body += fmt::format("<p><strong>{}</strong></p>\n",
                        html_escape(gate_sentence(closure.month(), project->gate)));
  }
  body += pieces(closure, file) + steps(closure, file) + html_verification(context) +
          html_attestation(context) + acknowledgement() + "</main>\n";
  return html_page({"fr", fmt::format("Bordereau de dépôt, {}", closure.month().text()), body, {}});
}

}  // namespace jauge::core
