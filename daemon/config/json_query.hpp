#pragma once
// A query of a source of type json: what is asked of a REST API, how its pages follow each other, and where
// in an answer the rows and their parts stand (JSON Pointers, RFC 6901).
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/values.hpp"

namespace jauge::config {

struct JsonQuery {
  /// Below the source's url: "/events?from=:since&to=:until"; :finess asks once for each establishment.
  std::string path;
  std::string items;   // the list of an answer
  std::string finess;  // a pointer within an item; or, without '/', the number of all of them
  std::string id;      // `subject`, `event` or, of a headcount, `number`
  std::string at;      // of a headcount, `month`; empty: the query is a state
  std::string until;   // empty: none
  std::string status;  // empty: every item counts
  std::map<std::string, bool, std::less<>> statuses;       // whether each counts; "*": all others
  std::map<std::string, std::vector<std::string>> having;  // pointer and the values of which it must have one
  enum class Paging { none, link, header, page, offset, cursor };
  Paging paging = Paging::none;
  std::string next;             // pointer to the link or to the cursor
  std::string page_parameter;   // of page, offset and cursor
  std::int64_t first_page = 1;  // of page
  std::string size_parameter;   // how many items a page may hold; empty: not asked for
  std::string more;             // pointer to a boolean: there are more pages
  std::string total;            // pointer to the number of all items

  bool asks_by_establishment() const { return path.find(":finess") != std::string::npos; }
};

/// The value of a kind's key in [source.query]. Nothing and problems when wrong.
std::optional<JsonQuery> read_json_query(const Field& field);

/// The text that toml_text made of that value.
std::optional<JsonQuery> parse_json_query(std::string_view text);

/// Empty, or '/' and '~' only as "~0" and "~1".
bool is_pointer(std::string_view text);

}  // namespace jauge::config
