#include "connectors/json/source.hpp"

#include "connectors/json/items.hpp"
#include "connectors/json/page_walk.hpp"
#include "connectors/web/failure.hpp"
#include "connectors/web/fetch.hpp"

namespace jauge::connectors::json {
namespace {

using core::ErrorKind;
using core::msg;
using Step = PageWalk::Step;

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<web::Halt> halt)
      : spec_(section.spec),
        canary_(section.web->canary),
        page_size_(section.web->page_size),
        form_(section.spec.time.value_or(core::TimeForm::timestamp)),
        fetcher_(section, std::move(halt)) {}

  core::Result<void> open() override;
  /// Nothing but GET is sent; what the account might do otherwise no API tells.
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string& text) override;

 private:
  core::Result<web::Json> get(const std::string& url, std::string_view kind, web::JsonReader& reader,
                              web::Answer& answer);
  core::Result<bool> walk(const config::JsonQuery& query, const core::Query& window, std::string_view finess,
                          const std::function<bool(const core::Row&)>& on_row);
  core::Failure failed(Step step, std::string_view kind) const;

  core::SourceSpec spec_;
  std::vector<std::string> canary_;
  std::int64_t page_size_;
  core::TimeForm form_;
  web::Fetcher fetcher_;
  bool opened_ = false;
  web::JsonReader value_reader_;  // what the cell of read_value() is a view of
};

core::Result<web::Json> Source::get(const std::string& url, std::string_view kind, web::JsonReader& reader,
                                    web::Answer& answer) {
  auto got = web::good_answer(fetcher_.get(url, {"Accept: application/json"}, kind), spec_.name, kind);
  if (!got) return core::Failure(got.error());
  answer = std::move(*got);
  const auto document = reader.parse(answer.body);
  if (!document) return web::json_failure(document.error(), spec_.name, kind);
  return *document;
}

core::Result<void> Source::open() {
  fetcher_.start_clock();
  if (auto opened = fetcher_.open(); !opened) return opened;
  if (opened_) return {};
  for (const auto& path : canary_) {
    web::JsonReader reader;
    web::Answer answer;
    const auto found = get(fetcher_.base() + path, "canary", reader, answer);
    if (!found) return core::Failure(found.error());
    if (found->is_array() && found->items().empty()) {
      return core::fail(
          ErrorKind::invalid, msg("Source {0}: its canary finds nothing.", spec_.name),
          msg("What canary asks for must always be there: the server may have lost its data, or the "
              "account its rights."));
    }
  }
  opened_ = true;
  return {};
}

core::Failure Source::failed(Step step, std::string_view kind) const {
  switch (step) {
    case Step::loop:
      return core::fail(ErrorKind::invalid,
                        msg("Source {0}, query {1}: its pages lead in a circle.", spec_.name, kind),
                        msg("Check paging, next and page_parameter of the query against the API's manual."));
    case Step::elsewhere:
      return core::fail(
          ErrorKind::invalid,
          msg("Source {0}, query {1}: its next page is on another server or path, which is never followed.",
              spec_.name, kind),
          msg("Write the address that its links name in url."));
    case Step::unreadable:
      return core::fail(
          ErrorKind::invalid,
          msg("Source {0}, query {1}: an answer does not tell of its pages what the query says.", spec_.name,
              kind),
          msg("Check next, more and total of the query against an answer."));
    case Step::too_many:
      return core::fail(ErrorKind::invalid,
                        msg("Source {0}, query {1}: its pages do not end.", spec_.name, kind),
                        msg("Check paging of the query, and raise page_size."));
    case Step::short_of:
    case Step::again:
    case Step::end:
      break;
  }
  return core::fail(
      ErrorKind::transient,
      msg("Source {0}, query {1}: its pages hold another number of items than it told.", spec_.name, kind),
      msg("Its data changed meanwhile, or a page is cut; the next read tries again."));
}

/// False when the reader has enough.
core::Result<bool> Source::walk(const config::JsonQuery& query, const core::Query& window,
                                std::string_view finess,
                                const std::function<bool(const core::Row&)>& on_row) {
  PageWalk pages(fetcher_.base(), query,
                 first_url(fetcher_.base(), query, window, spec_, form_, finess, page_size_));
  const std::string_view constant = query.finess.empty() ? finess : query.finess;
  while (true) {
    web::JsonReader reader;
    web::Answer answer;
    const auto document = get(pages.url(), window.kind, reader, answer);
    if (!document) return core::Failure(document.error());
    const auto list = document->at(query.items);
    if (!list.is_array()) {
      return core::fail(
          ErrorKind::invalid,
          msg("Source {0}, query {1}: an answer has no list where the query says.", spec_.name, window.kind),
          msg("Check items of the query against an answer."));
    }
    const auto items = list.items();
    for (const auto& item : items) {
      const auto counted = counts(query, item);
      if (!counted) {
        return core::fail(
            ErrorKind::invalid,
            msg("Source {0}, query {1}: an item has a status that statuses does not name, or none.",
                spec_.name, window.kind),
            msg("Ask the vendor for the list of statuses, and add what is missing."));
      }
      if (*counted && !on_row(row_of(query, item, constant))) return false;
    }
    const auto link = answer.headers.find("link");
    const auto step =
        pages.advance(*document, link == answer.headers.end() ? std::string_view() : link->second,
                      items.size(), answer.body);
    if (step == Step::end) return true;
    if (step != Step::again) return failed(step, window.kind);
  }
}

core::Result<void> Source::read(const core::Query& window,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto query = config::parse_json_query(window.text);
  if (!query) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it is not one of type json.", spec_.name, window.kind));
  }
  fetcher_.start_clock();
  core::Columns columns;
  columns.at = !query->at.empty();
  columns.until = !query->until.empty();
  if (!query->asks_by_establishment()) {
    on_columns(columns);
    const auto walked = walk(*query, window, {}, on_row);
    return walked ? core::Result<void>() : core::Failure(walked.error());
  }
  if (spec_.establishments.empty()) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it asks by establishment, and the source names none.",
                          spec_.name, window.kind),
                      msg("List them in establishments of the source."));
  }
  on_columns(columns);
  for (const auto& finess : spec_.establishments) {
    const auto walked = walk(*query, window, finess.text(), on_row);
    if (!walked) return core::Failure(walked.error());
    if (!*walked) break;
  }
  return {};
}

/// "/state#/up_to_date_at": a path below the url, and a pointer.
core::Result<core::Cell> Source::read_value(const std::string& text) {
  const auto hash = text.find('#');
  const auto pointer = hash == std::string::npos ? std::string() : text.substr(hash + 1);
  if (!text.starts_with('/') || !config::is_pointer(pointer)) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it is not one of type json.", spec_.name, "fresh"),
                      msg("Write a path and a JSON Pointer: /state#/up_to_date_at"));
  }
  fetcher_.start_clock();
  web::Answer answer;
  const auto document = get(fetcher_.base() + text.substr(0, hash), "fresh", value_reader_, answer);
  if (!document) return core::Failure(document.error());
  return document->at(pointer).cell();
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto halt = std::make_shared<web::Halt>();
  return {std::make_unique<Source>(section, halt), [halt] { halt->stop(); }};
}

}  // namespace jauge::connectors::json
