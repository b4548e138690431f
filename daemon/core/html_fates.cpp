#include "core/html_figures.hpp"

namespace jauge::core {

std::string html_fates(const FigureContext& context, const ReportSubject& subject) {
  if (subject.fates->empty()) return {};
  HtmlTable table;
  table.caption = context.text(msg("Rows that the sources returned and that do not count"));
  table.columns = {{context.text(msg("Source"))},
                   {context.text(msg("Kind of fact"))},
                   {context.text(msg("Reason"))},
                   {context.text(msg("Rows")), true}};
  std::int64_t total = 0;
  for (const RowFate& fate : *subject.fates) {
    const std::string_view sentence = code_words(fate.reason, context.language);
    table.rows.push_back({html_escape(fate.source),
                          html_escape(kind_words(context.closure.kinds, fate.kind, context.language)),
                          html_escape(sentence.empty() ? std::string_view(fate.reason) : sentence),
                          number_words(fate.count, context.language)});
    total += fate.count;
  }
  return html_details(
      context.text(msg("Rows refused or flagged: {0}", number_words(total, context.language))),
      html_table(table));
}

}  // namespace jauge::core
