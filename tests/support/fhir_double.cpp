#include "tests/support/fhir_double.hpp"

#include "core/intake.hpp"
#include "core/json_writer.hpp"

namespace jauge::test_support {
namespace {

using nlohmann::json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Pairs parameters_of(const std::string& query) {
  Pairs pairs;
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const auto equals = std::min(one.find('='), one.size());
    pairs.emplace_back(unescaped(one.substr(0, equals)),
                       unescaped(one.substr(std::min(equals + 1, one.size()))));
  }
  return pairs;
}

/// [first, last) in microseconds of what a date says.
struct Range {
  std::int64_t first = INT64_MIN;
  std::int64_t last = INT64_MAX;
};
constexpr std::int64_t day = 86'400'000'000;

std::optional<Range> range_of(const std::string& text) {
  const auto cell = core::parse_time(text);
  if (cell.type == core::Cell::Type::date) return Range{cell.number * day, (cell.number + 1) * day};
  if (cell.type == core::Cell::Type::instant || cell.type == core::Cell::Type::local_time)
    return Range{cell.number, cell.number + 1'000'000};
  return std::nullopt;
}

/// Of the element that `date` searches.
std::optional<Range> dated(const json& resource, bool start_only) {
  if (const auto period = resource.find("period"); period != resource.end()) {
    Range range;
    if (const auto begin = range_of(period->value("start", ""))) range.first = begin->first;
    if (const auto end = range_of(period->value("end", ""))) range.last = end->last;
    if (start_only) {
      const auto begin = range_of(period->value("start", ""));
      return begin;
    }
    return range;
  }
  for (const char* name : {"date", "start", "sent"}) {
    if (resource.contains(name)) return range_of(resource.at(name).get<std::string>());
  }
  return std::nullopt;
}

/// "ge2026-10-01" against a range (R4, 3.1.1.4.5).
bool in_time(const std::optional<Range>& target, const std::string& value) {
  const auto asked = range_of(value.substr(2));
  if (!target || !asked) return false;
  if (value.starts_with("ge")) return target->last > asked->first;
  if (value.starts_with("lt")) return target->first < asked->first;
  return false;
}

bool has_token(const json& resource, const std::string& member, const std::string& wanted) {
  const auto bar = wanted.find('|');
  const auto system = bar == std::string::npos ? std::string() : wanted.substr(0, bar);
  const auto value = bar == std::string::npos ? wanted : wanted.substr(bar + 1);
  if (!resource.contains(member)) return false;
  for (const auto& identifier : resource.at(member)) {
    if (!system.empty() && identifier.value("system", "") != system) continue;
    if (!value.empty() && identifier.value("value", "") != value) continue;
    return true;
  }
  return false;
}

const std::set<std::string> known{"identifier", "status",   "date",      "_lastUpdated", "_count",
                                  "_offset",    "_summary", "_elements", "_sort",        "_include",
                                  "_id",        "start",    "type",      "sent"};

}  // namespace

FhirDouble::FhirDouble(FhirTraits traits)
    : traits_(std::move(traits)), server_([this](const http::Request& request) { return answer(request); }) {}

void FhirDouble::put(json resource) {
  const std::scoped_lock lock(mutex_);
  const auto key =
      resource.at("resourceType").get<std::string>() + "/" + resource.at("id").get<std::string>();
  auto& held = resources_[key];
  const int version = held.is_null() ? 1 : std::stoi(held["meta"]["versionId"].get<std::string>()) + 1;
  held = std::move(resource);
  held["meta"]["versionId"] = std::to_string(version);
}

void FhirDouble::put_bundle(const json& bundle) {
  for (const auto& entry : bundle.at("entry")) put(entry.at("resource"));
}

void FhirDouble::put_all(const json& resources) {
  for (const auto& resource : resources) put(resource);
}

void FhirDouble::remove(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  resources_.erase(key);
}

http::Response FhirDouble::answer(const http::Request& request) {
  const int number = ++requests_;
  if (before) {
    if (auto early = before(number, request)) return *early;
  }
  const std::string base = "/fhir/";
  if (!request.path.starts_with(base)) return json_response("{}", 404);
  const auto rest = request.path.substr(base.size());
  if (rest.find('/') == std::string::npos) return search(rest, request);
  const std::scoped_lock lock(mutex_);
  const auto found = resources_.find(rest);
  if (found == resources_.end()) return json_response(R"({"resourceType":"OperationOutcome"})", 404);
  return json_response(found->second.dump());
}

bool FhirDouble::matches(const json& resource, const std::string& name, const std::string& value) const {
  if (name == "identifier") return has_token(resource, "identifier", value);
  if (name == "_id") return resource.at("id") == value;
  if (name == "status") {
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto one = rest.substr(0, rest.find(','));
      if (resource.value("status", "") == one) return true;
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return false;
  }
  if (name == "_lastUpdated") return in_time(range_of(resource["meta"].value("lastUpdated", "")), value);
  if (name == "date" || name == "sent") return in_time(dated(resource, traits_.start_only), value);
  return true;
}

http::Response FhirDouble::search(const std::string& type, const http::Request& request) {
  // A name may stand twice in a FHIR search.
  const auto mark = std::min(request.target.find('?'), request.target.size());
  const Pairs parameters = parameters_of(request.target.substr(std::min(mark + 1, request.target.size())));
  std::string understood;
  Pairs kept;
  bool nothing = false;
  std::size_t size = 20;
  std::size_t offset = 0;
  bool count_only = false;
  std::string sort;
  std::set<std::string> includes;
  for (const auto& [name, value] : parameters) {
    if (!known.contains(name) || traits_.unknown.contains(name)) {
      if (traits_.unknown_is_refused) {
        return json_response(
            R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-supported","diagnostics":"DUPONT 2 99"}]})",
            traits_.refused_status);
      }
      nothing = nothing || traits_.unknown_finds_nothing;
      if (traits_.unknown_finds_nothing)
        understood += fmt::format("&{}={}", name, http::percent_encode(value));
      continue;
    }
    if (name == "_count") {
      size = std::min<std::size_t>(std::stoul(value), traits_.largest_page);
    } else if (name == "_offset") {
      offset = std::stoul(value);
      continue;
    } else if (name == "_summary") {
      count_only = value == "count" && traits_.counts;
    } else if (name == "_sort") {
      sort = value;
    } else if (name == "_include") {
      includes.insert(value);
    } else {
      kept.emplace_back(name, value);
    }
    understood += fmt::format("&{}={}", name, http::percent_encode(value));
  }
  const std::scoped_lock lock(mutex_);
  std::vector<json> found;
  for (const auto& [key, resource] : resources_) {
    if (nothing || resource.at("resourceType") != type) continue;
    const bool wanted =
        std::all_of(kept.begin(), kept.end(), [this, &resource = resource](const auto& parameter) {
          return matches(resource, parameter.first, parameter.second);
        });
    if (wanted) found.push_back(resource);
  }
  if (sort == "_lastUpdated") {
    std::stable_sort(found.begin(), found.end(), [](const json& left, const json& right) {
      return left["meta"].value("lastUpdated", "") < right["meta"].value("lastUpdated", "");
    });
  }
  const std::string query = understood.empty() ? "" : understood.substr(1);
  json bundle = page(count_only ? std::vector<json>() : found, type, query, offset, size);
  if (traits_.totals || count_only)
    bundle["total"] = static_cast<std::int64_t>(found.size()) + traits_.total_error;
  if (traits_.total_of_page && bundle.contains("entry")) bundle["total"] = bundle["entry"].size();
  if (!includes.empty() && bundle.contains("entry")) {
    std::set<std::string> added;
    for (const auto& entry : json(bundle["entry"])) {
      const auto reference =
          entry["resource"].value("/serviceProvider/reference"_json_pointer, std::string());
      const auto target = resources_.find(reference);
      if (target == resources_.end() || !added.insert(reference).second) continue;
      bundle["entry"].push_back({{"resource", target->second}, {"search", {{"mode", "include"}}}});
    }
  }
  return json_response(bundle.dump());
}

json FhirDouble::page(const std::vector<json>& found, const std::string& type, const std::string& query,
                      std::size_t offset, std::size_t size) {
  using Paging = FhirTraits::Paging;
  json bundle{{"resourceType", "Bundle"}, {"type", "searchset"}};
  if (traits_.paging == Paging::endless) offset = 0;
  const bool hollow = traits_.paging == Paging::hollow || (traits_.empty_first_page && links_given_ == 0);
  const std::size_t end = hollow ? offset : std::min(found.size(), offset + size);
  for (std::size_t i = offset; i < end; ++i) {
    bundle["entry"].push_back({{"fullUrl", url() + "/" + type + "/" + found[i].at("id").get<std::string>()},
                               {"resource", found[i]},
                               {"search", {{"mode", "match"}}}});
  }
  if (!traits_.outcome.is_null())
    bundle["entry"].push_back({{"resource", traits_.outcome}, {"search", {{"mode", "outcome"}}}});
  bundle["link"] = links(type, query, hollow ? offset : end, size, found.size());
  return bundle;
}

json FhirDouble::links(const std::string& type, const std::string& query, std::size_t offset, std::size_t,
                       std::size_t found) {
  using Paging = FhirTraits::Paging;
  json links = json::array();
  if (traits_.self_link)
    links.push_back({{"relation", "self"}, {"url", fmt::format("{}/{}?{}", url(), type, query)}});
  const bool hollow = traits_.paging == Paging::hollow || (traits_.empty_first_page && links_given_ == 0);
  std::string next = fmt::format("/fhir/{}?{}&_offset={}", type, query, offset);
  switch (traits_.paging) {
    case Paging::none:
      return links;
    case Paging::circle:
      if (offset >= found) next = fmt::format("/fhir/{}?{}&_offset=0", type, query);
      break;
    case Paging::endless:
    case Paging::hollow:
      next += fmt::format("&_sort=x{}", links_given_);
      break;
    case Paging::links:
    case Paging::other_host:
    case Paging::relative:
    case Paging::elsewhere:
      if (offset >= found && !hollow) return links;
      break;
  }
  ++links_given_;
  if (traits_.paging == Paging::elsewhere) next = "/private" + next;
  const auto host = traits_.paging == Paging::other_host ? std::string("http://10.0.0.3:8080")
                    : traits_.paging == Paging::relative ? std::string()
                                                         : server_.url();
  links.push_back({{"relation", "next"}, {"url", host + next}});
  return links;
}

json stay(const std::string& id, const std::string& patient, const std::string& finess,
          const std::string& from, const std::string& to, const std::string& status) {
  json resource{{"resourceType", "Encounter"},
                {"id", id},
                {"meta", {{"lastUpdated", "2026-10-05T10:00:00Z"}}},
                {"identifier",
                 {{{"system", "https://identifiant-medicosocial-sejour.esante.gouv.fr"},
                   {"value", fmt::format("3{}/x-SEJOUR-{}", finess, id)}}}},
                {"status", status},
                {"subject", {{"reference", "Patient/" + patient}}},
                {"period", {{"start", from}}}};
  if (!to.empty()) resource["period"]["end"] = to;
  return resource;
}

json agenda_event(const std::string& id, const std::string& patient, const std::string& finess,
                  const std::string& at, const std::string& status) {
  return {{"resourceType", "Encounter"},
          {"id", id},
          {"meta", {{"lastUpdated", "2026-10-05T10:00:00Z"}}},
          {"identifier",
           {{{"system", "https://identifiant-medicosocial-evenement.esante.gouv.fr"},
             {"value", fmt::format("3{}/x-EVN-{}", finess, id)}}}},
          {"status", status},
          {"subject", {{"reference", "Patient/" + patient}}},
          {"period", {{"start", at}, {"end", at}}}};
}

}  // namespace jauge::test_support
