#include "connectors/fhir/walk.hpp"

#include "connectors/fhir/evaluate.hpp"
#include "connectors/web/failure.hpp"
#include "connectors/web/link.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using core::msg;

}  // namespace

std::vector<std::string> fhir_headers() {
  // HAPI gives the result of an identical search again for a minute, unless told otherwise.
  return {"Accept: application/fhir+json", "Prefer: handling=strict", "Cache-Control: no-cache"};
}

core::Result<Page> Walk::fetch(const std::string& url, const config::FhirSearch& search) {
  const auto& source = fetcher_.source();
  auto answer = fetcher_.get(url, fhir_headers(), query_);
  if (!answer) return core::Failure(answer.error());
  bytes_ += answer->body.size();
  if (bytes_ > limits_.bytes) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: the answer is larger than is allowed.", source, query_),
                      msg("Name the fields that are needed with _elements, and a narrower search."));
  }
  const auto document = reader_.parse(answer->body);
  if (!answer->good()) {
    return web::status_failure(answer->status, document ? outcome_code(*document) : std::string(), source,
                               query_);
  }
  if (!document) return web::json_failure(document.error(), source, query_);
  return read_page(*document, search.resource, source, query_);
}

core::Result<std::string> Walk::next_url(const std::string& link) const {
  auto url = web::pinned(fetcher_.base(), link);
  if (url) return *url;
  return core::fail(ErrorKind::invalid,
                    msg("Source {0}, query {1}: the next page would not be at url of the source.",
                        fetcher_.source(), query_),
                    msg("The server must know its public address; or write in url the one that it gives."));
}

core::Result<bool> Walk::visit_page(const Page& page, Round& round, const Visit& visit) {
  for (const web::Json& resource : page.matches) {
    auto key = resource_key(resource);
    if (key.empty()) {
      // Without an id it cannot be told from another: sets do not mind.
      ++round.unnamed;
      if (!visit(resource, page)) return false;
      continue;
    }
    round.found.insert(key);
    key += fmt::format("/{}", resource["meta"]["versionId"].text().value_or(""));
    if (!seen_.insert(std::move(key)).second) continue;
    ++round.fresh;
    if (seen_.size() > limits_.results) {
      return core::fail(ErrorKind::invalid,
                        msg("Source {0}, query {1}: it gives more than {2} results in one window.",
                            fetcher_.source(), query_, limits_.results),
                        msg("Narrow the search: a window, a status, an identifier system."));
    }
    if (!visit(resource, page)) return false;
  }
  return true;
}

core::Result<Walk::Round> Walk::walk(const config::FhirSearch& search, const std::string& url,
                                     const Visit& visit) {
  Round round;
  std::set<std::string> visited;
  std::size_t barren = 0;
  const auto loop = [&] {
    return core::fail(
        ErrorKind::invalid,
        msg("Source {0}, query {1}: the pages go round in a circle.", fetcher_.source(), query_),
        msg("Nothing was counted of it. Report it to the vendor; a larger page_size may avoid it."));
  };
  for (std::string place = url;;) {
    if (!visited.insert(place).second || visited.size() > limits_.pages) return loop();
    const auto page = fetch(place, search);
    if (!page) return core::Failure(page.error());
    if (++round.pages == 1) {
      round.first_total = page->total;
      const auto dropped = page->self ? dropped_parameter(search, *page->self) : std::nullopt;
      if (dropped) {
        return core::fail(ErrorKind::invalid,
                          msg("Source {0}, query {1}: the server has left out the parameter {2}.",
                              fetcher_.source(), query_, *dropped),
                          msg("Take it out of the query if the other keys of the query filter as well, else "
                              "ask the vendor."));
      }
    }
    round.last_total = page->total;
    const std::size_t before = round.fresh + round.found.size() + round.unnamed;
    const auto goes_on = visit_page(*page, round, visit);
    if (!goes_on) return core::Failure(goes_on.error());
    if (!*goes_on) {
      round.ended = true;
      return round;
    }
    if (!page->next) return round;
    habits_.pages = true;
    barren = round.fresh + round.found.size() + round.unnamed == before ? barren + 1 : 0;
    if (barren > limits_.barren_pages) return loop();
    auto next = next_url(*page->next);
    if (!next) return core::Failure(next.error());
    place = std::move(*next);
  }
}

/// How many results there are, asked for without them; nothing where the server does not say.
core::Result<std::optional<std::int64_t>> Walk::counted(const std::string& url,
                                                        const config::FhirSearch& search) {
  if (!habits_.counts) return std::optional<std::int64_t>();
  const auto page = fetch(web::with_parameter(url, "_summary", "count"), search);
  // It may not know how to count; it was able to search.
  if (!page && page.error().kind != ErrorKind::invalid) return core::Failure(page.error());
  habits_.counts = page && page->total;
  return page ? page->total : std::nullopt;
}

core::Result<bool> Walk::is_whole(const Round& round, const config::FhirSearch& search,
                                  const core::Query& window, const RequestForm& form, std::int64_t asked) {
  const std::int64_t results = round.results();
  if (round.last_total && results < *round.last_total) return false;
  if (habits_.pages || results == 0) return true;
  // A full page; servers are known whose total is the size of the page.
  if (results >= asked) return false;
  if (round.last_total) return true;
  // Fewer than were asked for: all, or as many as a server without pages ever gives. A page of one tells.
  if (results == 1) return true;
  const auto probe = fetch(search_url(search, window, form, 1), search);
  if (!probe) return core::Failure(probe.error());
  habits_.pages = habits_.pages || probe->next;
  return probe->next || probe->matches.size() > 1;
}

core::Failure Walk::short_answer(const Round& round) const {
  if (!round.last_total) {
    return core::fail(
        ErrorKind::invalid,
        msg("Source {0}, query {1}: the server gives {2} results and tells neither how many there are "
            "nor where the next ones would be.",
            fetcher_.source(), query_, round.results()),
        msg("Nothing was counted of it: a list that was cut could not be told from a whole one."));
  }
  return core::fail(ErrorKind::invalid,
                    msg("Source {0}, query {1}: the server has {2} results and gives {3}, with no next page.",
                        fetcher_.source(), query_, *round.last_total, round.results()),
                    msg("Nothing was counted of it. Raise page_size, or narrow the search."));
}

core::Result<void> Walk::run(const config::FhirSearch& search, const core::Query& window,
                             const RequestForm& form, std::int64_t page_size, const Visit& visit) {
  std::int64_t asked = page_size;
  for (int walks = 1; walks <= limits_.walks;) {
    auto round = walk(search, search_url(search, window, form, asked), visit);
    if (!round) return core::Failure(round.error());
    if (round->ended) return {};
    const std::int64_t results = round->results();

    if (round->pages == 1) {
      // One page is one moment; without a next link it may still be the beginning of more.
      if (!round->last_total && !habits_.pages && results > 0) {
        auto told = counted(search_url(search, window, form, asked), search);
        if (!told) return core::Failure(told.error());
        round->last_total = *told;
      }
      const auto whole = is_whole(*round, search, window, form, asked);
      if (!whole) return core::Failure(whole.error());
      if (*whole) return {};
      const auto larger = std::min(limits_.largest_page, std::max(round->last_total.value_or(0), asked * 4));
      // A server that gives less than it is asked for keeps to a largest page of its own.
      if (larger <= asked || results < asked) return short_answer(*round);
      asked = larger;
      ++walks;
      continue;
    }

    // Pages are many moments: what changes meanwhile shifts them, and results are skipped. As sets do not
    // mind repeats, the walk is done again until it brings nothing new.
    const bool told = round->first_total && round->first_total == round->last_total;
    if (told && results == *round->last_total) return {};
    if (walks > 1 && round->fresh == 0) {
      if (round->last_total && results < *round->last_total) return short_answer(*round);
      return {};
    }
    ++walks;
  }
  return core::fail(ErrorKind::transient,
                    msg("Source {0}, query {1}: the results change faster than they can be read.",
                        fetcher_.source(), query_),
                    msg("The next read tries again; a smaller window or a larger page_size helps."));
}

}  // namespace jauge::connectors::fhir
