#include "core/html.hpp"

#include "core/digest.hpp"

namespace jauge::core {

namespace {

// The shapes of the marks, drawn once and used by reference: told apart without colour.
constexpr std::string_view shapes = R"svg(<svg class="shapes" aria-hidden="true" width="0" height="0"><defs>
<symbol id="m-good" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="cut" d="M4.3 8.3 7 11l4.8-5.6"/></symbol>
<symbol id="m-bad" viewBox="0 0 16 16"><rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor"/><path class="cut" d="m5 5 6 6m0-6-6 6"/></symbol>
<symbol id="m-open" viewBox="0 0 16 16"><path class="rim" d="M8 1.2 14.8 8 8 14.8 1.2 8z"/><path class="rim" d="M6.3 6.4a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.7.5-.7 1M8 11v.4"/></symbol>
<symbol id="m-neutral" viewBox="0 0 16 16"><path class="rim" d="M3 8h10"/></symbol>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v5"/></pattern>
</defs></svg>
)svg";

}  // namespace

std::string_view mark_name(HtmlMark mark) {
  switch (mark) {
    case HtmlMark::good:
      return "good";
    case HtmlMark::bad:
      return "bad";
    case HtmlMark::open:
      return "open";
    case HtmlMark::neutral:
      break;
  }
  return "neutral";
}

namespace {

std::string_view number_class(const HtmlTable& table, std::size_t column) {
  return column < table.columns.size() && table.columns[column].number ? " class=\"n\"" : "";
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char character : text) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += character;
    }
  }
  return out;
}

std::string html_content_security_policy() {
  return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                     sha256(html_style()).base64());
}

std::string html_page(const HtmlPage& page) {
  std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
                                html_escape(page.language));
  out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n",
                     html_content_security_policy());
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out +=
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n";
  out += fmt::format("<title>{}</title>\n<style>", html_escape(page.title));
  out += html_style();
  out += "</style>\n</head>\n";
  out += page.kind.empty() ? "<body>\n" : fmt::format("<body class=\"{}\">\n", html_escape(page.kind));
  out += shapes;
  out += page.body;
  out += "</body>\n</html>\n";
  return out;
}

std::string html_mark(HtmlMark mark, std::string_view words) {
  return fmt::format(
      "<span class=\"mark {0}\"><svg aria-hidden=\"true\" width=\"16\" height=\"16\"><use "
      "href=\"#m-{0}\"/></svg>"
      "<span>{1}</span></span>",
      mark_name(mark), html_escape(words));
}

std::string html_table(const HtmlTable& table) {
  // A wide table scrolls by itself on a narrow screen; as a group it can be reached by the keyboard.
  std::string out =
      fmt::format("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n",
                  html_escape(table.caption));
  if (!table.caption.empty()) out += fmt::format("<caption>{}</caption>\n", html_escape(table.caption));
  out += "<thead>\n<tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", number_class(table, i),
                       html_escape(table.columns[i].title));
  }
  out += "</tr>\n</thead>\n<tbody>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& row = table.rows[r];
    out += r + table.sums < table.rows.size() ? "<tr>" : "<tr class=\"sum\">";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string_view tag = i == 0 ? "th scope=\"row\"" : "td";
      out += fmt::format("<{}{}>{}</{}>", tag, number_class(table, i), row[i], tag.substr(0, 2));
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string html_bar(const HtmlBar& bar) {
  constexpr std::int64_t width = 96;
  const std::int64_t whole = std::max({std::int64_t{1000}, bar.tenths, bar.target.value_or(0)});
  const auto at = [&](std::int64_t tenths) {
    return std::clamp<std::int64_t>(tenths, 0, whole) * width / whole;
  };
  std::string out = fmt::format(
      "<svg class=\"bar {}\" aria-hidden=\"true\" preserveAspectRatio=\"none\" viewBox=\"0 0 {} 12\" "
      "width=\"{}\" height=\"12\">"
      "<rect class=\"track\" y=\"3\" width=\"{}\" height=\"6\" rx=\"3\"/>"
      "<rect class=\"level\" y=\"3\" width=\"{}\" height=\"6\" rx=\"3\"/>",
      mark_name(bar.mark), width, width, width, at(bar.tenths));
  if (whole > 1000) out += fmt::format("<path class=\"whole\" d=\"M{0} 2v8\"/>", at(1000));
  if (bar.target) out += fmt::format("<path class=\"goal\" d=\"M{0} 0v12\"/>", at(*bar.target));
  return out + "</svg>";
}

std::string html_tiles(const std::vector<HtmlTile>& tiles) {
  std::string out = "<ul class=\"tiles\">\n";
  for (const HtmlTile& tile : tiles) {
    out += fmt::format("<li class=\"{}\"><strong>{}</strong>{}</li>\n", mark_name(tile.mark),
                       html_escape(tile.number), html_mark(tile.mark, tile.words));
  }
  return out + "</ul>\n";
}

std::string html_facts(const std::vector<HtmlFact>& facts) {
  std::string out = "<dl class=\"facts\">\n";
  for (const HtmlFact& fact : facts) {
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", html_escape(fact.name), fact.value);
  }
  return out + "\n</dl>\n";
}

std::string html_details(std::string_view summary, std::string_view body) {
  return fmt::format("<details>\n<summary>{}</summary>\n{}</details>\n", html_escape(summary), body);
}

}  // namespace jauge::core
