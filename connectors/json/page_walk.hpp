#pragma once
// The pages of an answer, one after the other: their URLs, and when they end. Pure: no request is made here.
#include <set>
#include <string>

#include "config/json_query.hpp"
#include "connectors/web/json.hpp"
#include "core/ports.hpp"

namespace jauge::connectors::json {

/// The URL of the first page: `path` below `base`, its bounds written in the source's form. `finess` stands
/// for :finess.
std::string first_url(const std::string& base, const config::JsonQuery& query, const core::Query& window,
                      const core::SourceSpec& source, core::TimeForm form, std::string_view finess,
                      std::int64_t page_size);

/// The URL that a Link header names as the next (RFC 8288); empty where it names none.
std::string next_of_link_header(std::string_view header);

class PageWalk {
 public:
  PageWalk(const std::string& base, const config::JsonQuery& query, std::string first);

  const std::string& url() const { return url_; }
  enum class Step {
    again,       // url() is the next page
    end,         // there is none
    loop,        // it leads to a page that was there already
    elsewhere,   // it leads to another place than the source's
    unreadable,  // what should name it is no text or number
    short_of,    // all pages hold fewer or more items than the total that was told
    too_many,    // pages
  };
  /// After a page: its answer, its Link header and the number of its items.
  Step advance(const web::Json& answer, std::string_view link_header, std::size_t items,
               std::string_view body);

 private:
  Step follow(std::string next);
  Step finish() const;

  std::string base_;
  config::JsonQuery query_;
  std::string first_;
  std::string url_;
  std::set<std::string> seen_;  // digests of URLs
  std::string last_body_;       // its digest
  std::size_t pages_ = 0;
  std::int64_t items_ = 0;
  std::optional<std::int64_t> total_;
};

}  // namespace jauge::connectors::json
