#include "tests/support/api_double.hpp"

#include "core/intake.hpp"

namespace jauge::test_support {
namespace {

using nlohmann::json;

constexpr std::size_t usual_page = 50;

std::size_t number_of(const http::Request& request, const char* name, std::size_t otherwise) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? otherwise : std::stoul(found->second);
}

/// The request again, for the page that begins at `offset`.
std::string address_of(const http::Request& request, std::size_t offset) {
  std::string query;
  for (const auto& [name, value] : request.query) {
    if (name != "depuis") query += fmt::format("{}={}&", name, http::percent_encode(value));
  }
  return fmt::format("{}?{}depuis={}", request.path, query, offset);
}

/// An API's own mark of a place, which means nothing to who reads it.
std::string cursor_of(std::size_t offset) {
  return fmt::format("c{:x}", offset + 4096);
}
std::size_t offset_of(const std::string& cursor) {
  return std::stoul(cursor.substr(1), nullptr, 16) - 4096;
}

/// Where the page that is asked for begins.
std::size_t offset_of(const http::Request& request, const std::string& paging, std::size_t size) {
  if (paging == "page") return (number_of(request, "page", 1) - 1) * size;
  if (paging == "offset") return number_of(request, "debut_a", 0);
  if (paging == "cursor") {
    const auto found = request.query.find("curseur");
    return found == request.query.end() ? 0 : offset_of(found->second);
  }
  return number_of(request, "depuis", 0);
}

}  // namespace

ApiDouble::ApiDouble()
    : paris_(*core::Zone::find("Europe/Paris")),
      server_([this](const http::Request& request) { return answer(request); }) {}

void ApiDouble::serve(json lists) {
  const std::scoped_lock lock(mutex_);
  lists_ = std::move(lists);
}

std::optional<core::Instant> ApiDouble::instant_of(const std::string& time) const {
  using std::chrono::microseconds;
  const auto cell = core::parse_time(time);
  if (cell.type == core::Cell::Type::date) return paris_.start_of(core::Day(std::chrono::days(cell.number)));
  if (cell.type == core::Cell::Type::local_time)
    return paris_.to_instant(core::LocalTime(microseconds(cell.number)));
  if (cell.type == core::Cell::Type::instant) return core::Instant(microseconds(cell.number));
  return std::nullopt;
}

std::optional<std::vector<json>> ApiDouble::within(const json& list, const http::Request& request) const {
  const auto items = list.at("items").get<std::vector<json>>();
  const auto from = list.at("from").get<std::string>();
  if (from.empty()) return items;
  const auto bound = [&](const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::nullopt : instant_of(found->second);
  };
  const auto since = bound(from);
  const auto until = bound(list.at("to"));
  if (!since || !until) return std::nullopt;
  const json::json_pointer begin(list.at("begin").get<std::string>());
  const auto end = list.at("end").get<std::string>();
  std::vector<json> found;
  for (const auto& item : items) {
    const auto begun = instant_of(item.at(begin).get<std::string>());
    const auto last = end.empty() ? item.at(begin) : item.at(json::json_pointer(end));
    // What ends on a day goes on to the end of that day.
    const bool over =
        !last.is_null() &&
        (end.empty() ? begun < since
                     : instant_of(last.get<std::string>()).value() + std::chrono::days(1) <= *since);
    if (!over && begun < until) found.push_back(item);
  }
  return found;
}

http::Response ApiDouble::answer(const http::Request& request) {
  const std::scoped_lock lock(mutex_);
  const std::string base = "/api";
  const auto list =
      request.path.starts_with(base) ? lists_.find(request.path.substr(base.size())) : lists_.end();
  if (list == lists_.end()) return json_response(R"({"erreur": "inconnu"})", 404);
  const auto found = within(*list, request);
  if (!found) return json_response(R"({"erreur": "bornes"})", 400);

  const auto paging = list->at("paging").get<std::string>();
  const auto size = paging == "none" ? found->size() : number_of(request, "par_page", usual_page);
  const auto offset = std::min(offset_of(request, paging, size), found->size());
  const auto next = std::min(offset + size, found->size());
  const bool more = next < found->size();
  json data = json::array();
  for (auto at = offset; at < next; ++at) data.push_back((*found)[at]);

  if (paging == "header") {
    auto response = json_response(data.dump());
    if (more)
      response.headers["Link"] = fmt::format("<{}>; rel=\"next\"", server_.url(address_of(request, next)));
    return response;
  }
  json body{{"data", std::move(data)}};
  if (paging == "link") {
    body["pagination"] = {{"total", found->size()},
                          {"suivant", more ? json(address_of(request, next)) : json()}};
  } else if (paging == "cursor") {
    body["curseur"] = more ? json(cursor_of(next)) : json();
  } else if (paging == "offset") {
    body["suite"] = more;
  }
  return json_response(body.dump());
}

}  // namespace jauge::test_support
