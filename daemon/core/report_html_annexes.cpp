#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

std::string digest(const Digest& value) {
  return fmt::format("<span class=\"digest\">{}</span>", value.hex());
}

std::string source_table(const Closure& closure) {
  HtmlTable table;
  table.caption = "Sources relevées";
  table.columns = {{"Source"}, {"Type"}, {"Numérotation"}, {"Historique"}, {"TLS"}};
  for (const UsedSource& source : closure.sources) {
    std::string history = source.kept ? "conservé" : "dernier état seul";
    if (!source.overwritten.empty()) {
      history += " ; dernier état seul : ";
      for (std::size_t i = 0; i < source.overwritten.size(); ++i) {
        if (i > 0) history += ", ";
        history += kind_label(closure, source.overwritten[i]);
      }
    }
    table.rows.push_back({html_escape(source.name), html_escape(source.type), html_escape(source.ids),
                          history,
                          html_escape(source.tls.empty() ? std::string_view("sans objet") : source.tls)});
  }
  return html_table(table);
}

}  // namespace

std::string html_evidence(const HtmlContext& context, const ReportSubject& subject) {
  if (!subject.own || subject.own->evidence.empty()) return {};
  HtmlTable table;
  table.caption = "Empreintes des ensembles comptés, que l'on peut recalculer depuis le DUI";
  table.columns = {{"Nature du fait"}, {"Éléments", true}, {"SHA-256"}, {"Reproductible"}};
  for (const SetEvidence& set : subject.own->evidence) {
    table.rows.push_back({kind_label(context.closure, set.kind), french_number(set.members),
                          digest(set.sha256), set.reproducible ? "oui" : "non"});
  }
  return html_details("Empreintes des ensembles", html_table(table));
}

std::string html_rule(const HtmlContext& context) {
  const Parameters& parameters = context.closure.parameters;
  const Measure& measure = parameters.measure;
  std::string out =
      "<section class=\"fresh\" aria-labelledby=\"regle\">\n<h2 id=\"regle\">La règle appliquée et sa "
      "source</h2>\n";
  out += fmt::format("<p>Référentiel : <strong>{}</strong> ({}, version {}).<br>Source : {}.</p>\n",
                     html_escape(measure.title), html_escape(measure.id), html_escape(measure.version),
                     html_escape(measure.source));
  if (!measure.gate.rule.empty()) out += fmt::format("<p>{}</p>\n", html_escape(measure.gate.rule));
  if (!parameters.project.socles.empty()) {
    out += "<p>Critères choisis dans la convention :</p>\n<ul class=\"plain\">\n";
    for (const std::string& id : parameters.project.socles) {
      out += fmt::format("<li>{}</li>\n", indicator_label(context, id));
    }
    out += "</ul>\n";
  }
  out += fmt::format("<p>Phase du projet : {}.</p>\n", parameters.maintenance ? "maintien" : "projet");
  if (!measure.decisions.empty()) {
    out += "<h3>Ce que le texte ne dit pas et qui a été fixé ici</h3>\n<ol class=\"decisions\">\n";
    for (const std::string& decision : measure.decisions)
      out += fmt::format("<li>{}</li>\n", html_escape(decision));
    out += "</ol>\n";
  }
  return out + "</section>\n";
}

std::string html_sources(const HtmlContext& context) {
  const Closure& closure = context.closure;
  std::string out = "<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">Sources et requêtes</h2>\n";
  out += closure.sources.empty() ? "<p>Aucune source n'a été relevée.</p>\n" : source_table(closure);
  for (const UsedQuery& query : closure.queries) {
    const std::string mark = query.mark == "requete-locale" ? "requête locale" : query.mark;
    std::string summary = fmt::format("{} : {}", query.source, query.kind);
    if (!mark.empty()) summary += fmt::format(" ({})", mark);
    if (query.changed) summary += ", modifiée depuis le dernier rapport";
    out += html_details(summary, fmt::format("<pre><code>{}</code></pre>\n", html_escape(query.text)));
  }
  return out + "</section>\n";
}

std::string html_verification(const HtmlContext& context) {
  const Closure& closure = context.closure;
  const std::string file = html_escape(container_name(closure.parameters.project.id, context.identity.region,
                                                      closure.month(), closure.revision));
  std::string out = "<section aria-labelledby=\"verifier\">\n<h2 id=\"verifier\">Vérifier ce rapport</h2>\n";
  out += fmt::format(
      "<p>Ce rapport est scellé dans <code>{}</code> avec <code>rapport.json</code>, qui fait foi, et "
      "<code>rapport.csv</code>. Avec les seuls outils courants, et le certificat de l'autorité dans "
      "<code>igc.pem</code> :</p>\n",
      file);
  out += fmt::format(
      "<pre><code>unzip {} -d r &amp;&amp; cd r\n"
      "openssl cms -verify -cades -binary -inform DER -in META-INF/signature.p7s -content "
      "META-INF/ASiCManifest.xml \\\n"
      "        -CAfile ../igc.pem -no-CApath -no-CAstore -signer ../who.pem -out /dev/null\n"
      "openssl x509 -in ../who.pem -noout -subject        # l'organisation : openssl ne la contrôle pas\n"
      "for f in rapport.json rapport.csv rapport.html; do\n"
      "    grep -F \"URI=\\\"$f\\\"\" META-INF/ASiCManifest.xml | grep -qF \"$(openssl dgst -sha256 -binary "
      "$f | base64)\" "
      "&amp;&amp; echo \"$f: OK\"; done</code></pre>\n",
      file);
  out +=
      "<p>Après la fin du certificat de sceau, ajouter <code>-attime</code> avec l'instant de l'accusé de "
      "réception. "
      "Ces commandes ne voient ni un fichier ajouté ou doublé, ni les en-têtes ZIP, ni <code>mimetype</code> "
      ": "
      "<code>jauge verify</code> et le récepteur les contrôlent.</p>\n";
  out += fmt::format("<dl class=\"facts\"><div><dt>SHA-256 de rapport.json</dt><dd>{}</dd></div>",
                     digest(context.json_sha256));
  if (context.identity.previous) {
    out += fmt::format("<div><dt>Rapport précédent (rang {})</dt><dd>{}</dd></div>",
                       context.identity.sequence - 1, digest(*context.identity.previous));
  }
  if (context.identity.replaces) {
    out += fmt::format("<div><dt>Rapport remplacé</dt><dd>{}</dd></div>", digest(*context.identity.replaces));
  }
  return out + "</dl>\n</section>\n";
}

std::string html_attestation(const HtmlContext& context) {
  const Closure& closure = context.closure;
  return fmt::format(
      "<section class=\"attestation\" aria-labelledby=\"attestation\">\n<h2 id=\"attestation\">Attestation "
      "du "
      "représentant légal du porteur</h2>\n<p>Je soussigné(e), représentant(e) légal(e) du porteur du projet "
      "{} (FINESS "
      "juridique {}), atteste l'exactitude du présent rapport au titre du mois : {}, révision {}.</p>\n"
      "<p class=\"soft\">Le sceau électronique identifie une personne morale ; il ne signe pas pour une "
      "personne.</p>\n"
      "<dl><div><dt>Nom</dt><dd></dd></div><div><dt>Qualité</dt><dd></dd></div><div><dt>Date</dt><dd></dd></"
      "div>"
      "<div class=\"sign\"><dt>Signature</dt><dd></dd></div></dl>\n</section>\n",
      html_escape(closure.parameters.project.name), closure.parameters.project.holder.text(),
      html_escape(closure.month().french()), closure.revision);
}

}  // namespace jauge::core
