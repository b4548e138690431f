#pragma once
// Building blocks of our HTML pages, shared by the report and the dashboard: one look, no script, no outside
// asset.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::core {

/// `text` as content or as the value of a quoted attribute.
std::string html_escape(std::string_view text);

/// The style sheet of every page: light and dark, screen and print.
std::string_view html_style();
/// The policy under which a page may do nothing but use that very style sheet.
std::string html_content_security_policy();

struct HtmlPage {
  std::string language = "fr";
  std::string title;  // text
  std::string body;   // HTML: landmarks header, nav, main, footer
  std::string kind;   // a class of the body, for the style sheet
};
/// A whole document.
std::string html_page(const HtmlPage& page);

/// How something stands; shown by a shape and words, colour only helps.
enum class HtmlMark { good, bad, open, neutral };
/// The class that colours it: "good", "bad", "open", "neutral".
std::string_view mark_name(HtmlMark mark);
std::string html_mark(HtmlMark mark, std::string_view words);

struct HtmlColumn {
  std::string title;    // text
  bool number = false;  // right-aligned
};
/// Cells are HTML. The first cell of a row is its header.
struct HtmlTable {
  std::string caption;  // text; empty: none
  std::vector<HtmlColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::size_t sums = 0;  // how many of the last rows are sums, set apart
};
std::string html_table(const HtmlTable& table);

/// A rate against its target as a bar. Decoration: the numbers stand beside it as text.
struct HtmlBar {
  std::int64_t tenths = 0;             // of a percent; may pass 1000
  std::optional<std::int64_t> target;  // likewise
  HtmlMark mark = HtmlMark::neutral;
};
std::string html_bar(const HtmlBar& bar);

/// How many of something stand so: a number, a shape and words.
struct HtmlTile {
  HtmlMark mark = HtmlMark::neutral;
  std::string number;  // text
  std::string words;   // text
};
std::string html_tiles(const std::vector<HtmlTile>& tiles);

/// Names with their values, side by side where there is room.
struct HtmlFact {
  std::string name;   // text
  std::string value;  // HTML
};
std::string html_facts(const std::vector<HtmlFact>& facts);

/// A cumulative curve over the days of a month as SVG, with a dashed line at what the target asks and the
/// curve of the month before, thin, where there is one.
struct HtmlCurve {
  std::string title;                     // text; empty: no caption
  std::string description;               // text, for who does not see it
  std::vector<std::int64_t> cumulative;  // [0]: the first day
  std::vector<std::int64_t> previous;    // likewise, of the month before
  int days = 31;                         // of the month; the curve may end earlier
  std::optional<std::int64_t> goal;
  std::string goal_label;  // text: "cible : 48"
};
std::string html_curve(const HtmlCurve& curve);

/// A value per month as columns, told apart by shape: filled where the target is met, hatched where it is
/// not, hollow where that is not known, a point where there is no value.
struct HtmlColumns {
  struct Column {
    std::string name;  // text below it: "oct."
    std::optional<std::int64_t> value;
    std::optional<std::int64_t> goal;
    std::string words;  // text below its name
    HtmlMark mark = HtmlMark::neutral;
  };
  std::string description;  // text
  std::vector<Column> columns;
  std::int64_t least_scale = 1;  // the scale ends here or higher
};
std::string html_columns(const HtmlColumns& columns);

/// Parts of a whole around a half circle, a segment each, with two lines of text in its middle.
struct HtmlDial {
  std::string description;  // text
  std::vector<HtmlMark> segments;
  std::string number;  // text
  std::string words;   // text
};
std::string html_dial(const HtmlDial& dial);

/// A closed <details>; `body` is HTML.
std::string html_details(std::string_view summary, std::string_view body);

}  // namespace jauge::core
