#include "connectors/json/page_walk.hpp"

#include "connectors/time_binding.hpp"
#include "connectors/web/link.hpp"
#include "core/digest.hpp"

namespace jauge::connectors::json {
namespace {

using Paging = config::JsonQuery::Paging;

constexpr std::size_t most_pages = 20'000;

/// Whole days for ISO forms, so that it does not matter whether the API takes its bounds in; numbers for
/// epochs; else RFC 3339 with the offset of the source's zone.
std::string bound_text(const core::Query& window, core::Parameter parameter, const core::SourceSpec& source,
                       core::TimeForm form) {
  const auto time = bound(window, parameter);
  switch (form) {
    case core::TimeForm::epoch:
    case core::TimeForm::epoch_ms:
      return fmt::format("{}", epoch_number(time, parameter, form, source.zone));
    case core::TimeForm::iso_t:
    case core::TimeForm::iso_space:
      return day_text(time, parameter);
    case core::TimeForm::timestamp:
      break;
  }
  using std::chrono::seconds;
  const auto local = parameter == core::Parameter::since ? std::chrono::floor<seconds>(time)
                                                         : std::chrono::ceil<seconds>(time);
  auto text = timestamp_text(local);
  text[text.find(' ')] = 'T';
  const auto instant = source.zone.to_instant(local);
  const auto offset = source.zone.period_at(instant).offset.count() / 60;
  return fmt::format("{}{}{:02}:{:02}", text, offset < 0 ? '-' : '+', std::abs(offset) / 60,
                     std::abs(offset) % 60);
}

void replace(std::string& text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
}

std::string digest(std::string_view text) {
  return core::sha256(text).hex();
}

}  // namespace

std::string first_url(const std::string& base, const config::JsonQuery& query, const core::Query& window,
                      const core::SourceSpec& source, core::TimeForm form, std::string_view finess,
                      std::int64_t page_size) {
  std::string path = query.path;
  replace(path, ":since", web::encoded(bound_text(window, core::Parameter::since, source, form)));
  replace(path, ":until", web::encoded(bound_text(window, core::Parameter::until, source, form)));
  replace(path, ":finess", web::encoded(finess));
  std::string url = base + path;
  if (!query.size_parameter.empty())
    url = web::with_parameter(std::move(url), query.size_parameter, fmt::format("{}", page_size));
  return url;
}

std::string next_of_link_header(std::string_view header) {
  while (!header.empty()) {
    const auto open = header.find('<');
    const auto close = open == std::string_view::npos ? open : header.find('>', open);
    if (close == std::string_view::npos) return {};
    const auto url = header.substr(open + 1, close - open - 1);
    auto end = header.find(",", close);
    // A comma within quotes belongs to a parameter.
    while (end != std::string_view::npos &&
           std::count(header.begin() + static_cast<std::ptrdiff_t>(close),
                      header.begin() + static_cast<std::ptrdiff_t>(end), '"') %
                   2 !=
               0)
      end = header.find(",", end + 1);
    const auto parameters = header.substr(close + 1, end == std::string_view::npos ? end : end - close - 1);
    for (const std::string_view name : {"rel=\"next\"", "rel=next", "rel=\"next "}) {
      if (parameters.find(name) != std::string_view::npos) return std::string(url);
    }
    if (end == std::string_view::npos) return {};
    header.remove_prefix(end + 1);
  }
  return {};
}

PageWalk::PageWalk(const std::string& base, const config::JsonQuery& query, std::string first)
    : base_(base), query_(query), first_(std::move(first)) {
  url_ = first_;
  if (query_.paging == Paging::page)
    url_ = web::with_parameter(first_, query_.page_parameter, fmt::format("{}", query_.first_page));
  if (query_.paging == Paging::offset) url_ = web::with_parameter(first_, query_.page_parameter, "0");
  seen_.insert(digest(url_));
}

PageWalk::Step PageWalk::follow(std::string next) {
  if (pages_ >= most_pages) return Step::too_many;
  if (!seen_.insert(digest(next)).second) return Step::loop;
  url_ = std::move(next);
  return Step::again;
}

PageWalk::Step PageWalk::finish() const {
  return total_ && *total_ != items_ ? Step::short_of : Step::end;
}

PageWalk::Step PageWalk::advance(const web::Json& answer, std::string_view link_header, std::size_t items,
                                 std::string_view body) {
  ++pages_;
  items_ += static_cast<std::int64_t>(items);
  if (!query_.total.empty()) {
    total_ = answer.at(query_.total).integer();
    if (!total_) return Step::unreadable;
  }
  if (!query_.more.empty()) {
    const auto more = answer.at(query_.more).boolean();
    if (!more) return Step::unreadable;
    if (!*more) return finish();
  }
  switch (query_.paging) {
    case Paging::none:
      return finish();
    case Paging::link:
    case Paging::cursor: {
      const auto next = answer.at(query_.next);
      if (!next.present() || next.is_null()) return finish();
      std::string text;
      if (const auto number = next.integer()) {
        text = fmt::format("{}", *number);
      } else if (const auto word = next.text()) {
        text = std::string(*word);
      } else {
        return Step::unreadable;
      }
      if (text.empty()) return finish();
      if (query_.paging == Paging::cursor)
        return follow(web::with_parameter(first_, query_.page_parameter, text));
      const auto pinned = web::pinned(base_, text);
      return pinned ? follow(*pinned) : Step::elsewhere;
    }
    case Paging::header: {
      const auto next = next_of_link_header(link_header);
      if (next.empty()) return finish();
      const auto pinned = web::pinned(base_, next);
      return pinned ? follow(*pinned) : Step::elsewhere;
    }
    case Paging::page:
    case Paging::offset:
      break;
  }
  // Numbered pages end with an empty one, or where all that was announced has come.
  if (items == 0 || (total_ && items_ >= *total_)) return finish();
  // An API that ignores the number gives the same page for ever.
  auto same = digest(body);
  if (same == last_body_) return Step::loop;
  last_body_ = std::move(same);
  const auto number =
      query_.paging == Paging::offset ? items_ : query_.first_page + static_cast<std::int64_t>(pages_);
  return follow(web::with_parameter(first_, query_.page_parameter, fmt::format("{}", number)));
}

}  // namespace jauge::connectors::json
