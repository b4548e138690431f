#include "admin/handlers.hpp"

#include <nlohmann/json.hpp>

#include "admin/json.hpp"
#include "admin/month_handlers.hpp"
#include "admin/parameters.hpp"
#include "core/gap.hpp"

namespace jauge::admin {
namespace {

using core::ErrorKind;
using core::Failure;
using core::msg;
using core::Result;
using engine::Engine;
using http::Request;
using http::Response;

constexpr std::size_t journal_lines = 100;
constexpr std::size_t journal_limit = 100000;

Result<core::Finess> finess_of(const Request& request, const Engine& engine) {
  const auto text = parameter(request, "establishment");
  if (const auto finess = core::Finess::parse(text)) {
    for (const auto& establishment : engine.settings().project.establishments) {
      if (establishment.finess == *finess) return *finess;
    }
  }
  return core::fail(ErrorKind::invalid, msg("No establishment of the project has the FINESS \"{0}\".", text),
                    msg("The establishments are listed in the configuration."));
}

/// The region asked for; when none is, the project's only one.
Result<core::RegionCode> region_of(const Request& request, const Engine& engine) {
  const auto text = parameter(request, "region");
  const auto regions = core::regions(engine.settings().project);
  if (text.empty() && regions.size() == 1) return regions.front();
  const auto region = core::RegionCode::parse(text);
  if (region && std::find(regions.begin(), regions.end(), *region) != regions.end()) return *region;
  return core::fail(ErrorKind::invalid,
                    msg("No establishment of the project is in the region \"{0}\".", text),
                    msg("Name one of the project's regions with --region."));
}

Response json_response(const Json& json) {
  Response response;
  response.body = json.dump() + "\n";
  return response;
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::refused:
      return 409;
    case ErrorKind::transient:
      return 503;
    case ErrorKind::cancelled:
      return 503;
    case ErrorKind::damaged:
      return 500;
  }
  return 500;
}

Response error_response(const core::Error& error, core::Language language) {
  Response response = json_response(
      {{"error", core::render(error.sentence, language)}, {"hint", core::render(error.hint, language)}});
  response.status = status_of(error.kind);
  return response;
}

Result<Json> done(const Result<void>& result) {
  if (!result) return Failure(result.error());
  return Json{{"done", true}};
}

Result<Json> begun(const Engine& engine, const Result<engine::WorkId>& id, core::Language language) {
  if (!id) return Failure(id.error());
  return work_json(*engine.work(*id), language);
}

Result<Json> indicators(Engine& engine, const Request& request) {
  const auto month = month_of(request, engine.current_month());
  if (!month) return Failure(month.error());
  FigureFilter filter{std::string(parameter(request, "establishment")),
                      std::string(parameter(request, "indicator"))};
  if (!filter.establishment.empty()) {
    if (const auto finess = finess_of(request, engine); !finess) return Failure(finess.error());
  }
  const auto figures = engine.figures(*month);
  if (!figures) return Failure(figures.error());
  return indicators_json(*figures, filter);
}

Result<Json> gap(Engine& engine, const Request& request) {
  const auto month = month_of(request, engine.current_month());
  if (!month) return Failure(month.error());
  const auto overview = engine.overview();
  if (!overview) return Failure(overview.error());
  const auto figures = engine.figures(*month);
  if (!figures) return Failure(figures.error());
  const auto& parameters = figures->closure.parameters;
  const auto only = parameter(request, "establishment");
  std::vector<core::Gap> gaps;
  for (const auto& establishment : figures->closure.establishments) {
    if (!only.empty() && only != establishment.finess.text()) continue;
    for (const auto& known : parameters.project.establishments) {
      if (known.finess != establishment.finess) continue;
      auto found = core::gaps(parameters, establishment, known.zone.day_of(overview->now));
      gaps.insert(gaps.end(), found.begin(), found.end());
    }
  }
  return gap_json(*figures, gaps, core::amounts(parameters.project));
}

Result<Json> reports(Engine& engine, const Request& request, core::Language language) {
  auto all = engine.reports();
  if (!all) return Failure(all.error());
  if (!parameter(request, "month").empty()) {
    const auto month = month_of(request, std::nullopt);
    if (!month) return Failure(month.error());
    std::erase_if(*all, [&](const engine::ReportView& report) { return report.month != *month; });
  }
  return reports_json(*all, language);
}

Result<Response> file(Engine& engine, const Request& request) {
  const auto month = month_of(request, std::nullopt);
  if (!month) return Failure(month.error());
  const auto region = region_of(request, engine);
  if (!region) return Failure(region.error());
  std::optional<int> revision;
  if (const auto text = parameter(request, "revision"); !text.empty()) {
    revision = parse_number<int>(text);
    if (!revision) return core::fail(ErrorKind::invalid, msg("\"{0}\" is not a revision.", text));
  }
  const auto files = engine.report_files(*month, *region, revision);
  if (!files) return Failure(files.error());

  const auto what = parameter(request, "what");
  Response response;
  if (what == "container") {
    response.content_type = "application/vnd.etsi.asic-e+zip";
    response.body = files->container;
  } else if (what == "receipt") {
    response.content_type = "application/cms";
    response.body = files->receipt;
  } else if (what == "json") {
    response.content_type = "application/fhir+json";
    response.body = files->documents.json;
  } else if (what == "csv") {
    response.content_type = "text/csv; charset=utf-8";
    response.body = files->documents.csv;
  } else if (what == "html") {
    response.content_type = "text/html; charset=utf-8";
    response.body = files->documents.html;
  } else if (what == "cover") {
    response.content_type = "text/html; charset=utf-8";
    response.body = files->cover;
  } else {
    return core::fail(ErrorKind::invalid, msg("\"{0}\" is no part of a report.", what),
                      msg("Ask for container, receipt, cover, json, csv or html."));
  }
  response.headers["X-Jauge-Name"] = core::container_name(engine.settings().project.id, *region,
                                                          files->report.month, files->report.revision);
  if (response.body.empty()) {
    return core::fail(ErrorKind::refused, msg("The report of {0} has no such part yet.", month->text()),
                      msg("jauge reports shows where it stands."));
  }
  return response;
}

Result<Json> headcount(Engine& engine, const Request& request) {
  const auto month = month_of(request, std::nullopt);
  if (!month) return Failure(month.error());
  const auto finess = finess_of(request, engine);
  if (!finess) return Failure(finess.error());
  const auto number = parse_number<std::int64_t>(parameter(request, "number"));
  if (!number || *number < 0) {
    return core::fail(ErrorKind::invalid,
                      msg("\"{0}\" is not a number of persons.", parameter(request, "number")));
  }
  return done(engine.headcount(*month, *finess, *number, std::string(parameter(request, "origin"))));
}

Result<Json> deposit(Engine& engine, const Request& request) {
  const auto month = month_of(request, std::nullopt);
  if (!month) return Failure(month.error());
  const auto region = region_of(request, engine);
  if (!region) return Failure(region.error());
  return done(engine.deposit(*month, *region, std::string(parameter(request, "note"))));
}

Result<Json> poll(Engine& engine, const Request& request, core::Language language) {
  std::vector<std::string> sources;
  std::string_view rest = parameter(request, "source");
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    sources.emplace_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return begun(engine, engine.poll(sources), language);
}

Result<Json> close(Engine& engine, const Request& request, core::Language language) {
  const auto month = month_of(request, engine.current_month().previous());
  if (!month) return Failure(month.error());
  return begun(engine, engine.close(*month, parameter(request, "accept") == "1"), language);
}

Result<Json> work(const Engine& engine, const Request& request, core::Language language) {
  const auto id = parse_number<engine::WorkId>(parameter(request, "id"));
  const auto* found = id ? engine.work(*id) : nullptr;
  if (!found) return core::fail(ErrorKind::invalid, msg("There is no such work."));
  return work_json(*found, language);
}

Result<Json> overview(const Engine& engine, core::Language language) {
  const auto overview = engine.overview();
  if (!overview) return Failure(overview.error());
  return overview_json(*overview, engine.settings(), language);
}

Result<Json> sources(const Engine& engine, core::Language language) {
  const auto sources = engine.sources();
  if (!sources) return Failure(sources.error());
  return sources_json(*sources, language);
}

Result<Json> journal(const Engine& engine, const Request& request) {
  std::size_t limit = journal_lines;
  if (const auto text = parameter(request, "limit"); !text.empty()) {
    const auto number = parse_number<std::size_t>(text);
    if (!number || *number == 0 || *number > journal_limit)
      return core::fail(ErrorKind::invalid, msg("\"{0}\" is not a number of lines.", text));
    limit = *number;
  }
  const auto lines = engine.journal(limit);
  if (!lines) return Failure(lines.error());
  return journal_json(*lines);
}

Result<Json> backup(const Engine& engine, const Request& request) {
  const auto made = engine.backup(parameter(request, "members") == "1");
  if (!made) return Failure(made.error());
  return backup_json(*made);
}

Result<Json> keys(const Engine& engine) {
  const auto text = engine.export_keys();
  if (!text) return Failure(text.error());
  return Json{{"keys", *text}};
}

/// What an administrator alone may ask for.
using Act = Result<Json> (*)(Engine&, const Request&, core::Language);
const std::map<std::string, Act, std::less<>>& acts() {
  static const std::map<std::string, Act, std::less<>> known{
      {"close", close},
      {"push", [](Engine& engine, const Request&, core::Language) { return done(engine.push()); }},
      {"headcount",
       [](Engine& engine, const Request& request, core::Language) { return headcount(engine, request); }},
      {"deposit",
       [](Engine& engine, const Request& request, core::Language) { return deposit(engine, request); }},
      {"revise", revise},
      {"purge",
       [](Engine& engine, const Request& request, core::Language) { return purge(engine, request); }},
      {"backup",
       [](Engine& engine, const Request& request, core::Language) { return backup(engine, request); }},
      {"keys", [](Engine& engine, const Request&, core::Language) { return keys(engine); }},
  };
  return known;
}

/// The journal says who asked for what.
Result<Json> noted(Engine& engine, const Request& request, std::string_view verb, Result<Json> answer) {
  if (!answer) return answer;
  std::string detail;
  for (const auto& [name, value] : request.query) detail += fmt::format("{}={} ", name, value);
  const auto user = request.headers.find(user_header);
  detail += fmt::format("uid={}", user == request.headers.end() ? "" : user->second);
  if (auto written = engine.note("commande", std::string(verb), detail); !written)
    return Failure(written.error());
  return answer;
}

}  // namespace

Response Handlers::answer(const Request& request, Role role) {
  const auto respond = [&](const Result<Json>& json) {
    return json ? json_response(*json) : error_response(json.error(), language_);
  };
  if (!request.path.starts_with("/v1/")) return show(request);
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";

  if (get && request.path == "/v1/status") return respond(overview(engine_, language_));
  if (get && request.path == "/v1/sources") return respond(sources(engine_, language_));
  if (get && request.path == "/v1/indicators") return respond(indicators(engine_, request));
  if (get && request.path == "/v1/gap") return respond(gap(engine_, request));
  if (get && request.path == "/v1/closures") return respond(closures(engine_, request));
  if (get && request.path == "/v1/reports") return respond(reports(engine_, request, language_));
  if (get && request.path == "/v1/audit") return respond(audit_result(engine_, request));
  if (get && request.path == "/v1/work") return respond(work(engine_, request, language_));
  if (get && request.path == "/v1/file") {
    auto response = file(engine_, request);
    return response ? std::move(*response) : error_response(response.error(), language_);
  }
  if (get && request.path == "/v1/journal") return respond(journal(engine_, request));
  if (get && request.path == "/v1/pages") {
    const auto addresses = dashboard_.addresses(engine_);
    if (!addresses) return error_response(addresses.error(), language_);
    return json_response(Json(*addresses));
  }
  if (post && request.path == "/v1/poll")
    return respond(noted(engine_, request, "poll", poll(engine_, request, language_)));
  // It reads and compares, and changes nothing.
  if (post && request.path == "/v1/audit")
    return respond(noted(engine_, request, "audit", audit(engine_, request, language_)));

  const std::string_view verb =
      std::string_view(request.path).substr(std::min<std::size_t>(request.path.size(), 4));
  const auto act = request.path.starts_with("/v1/") ? acts().find(verb) : acts().end();
  if (post && act != acts().end()) {
    if (role != Role::administrator) {
      Response response = error_response({ErrorKind::refused, msg("This is reserved to the administrator."),
                                          msg("Run the command as root, or as the user of the service.")},
                                         language_);
      response.status = 403;
      return response;
    }
    return respond(noted(engine_, request, verb, act->second(engine_, request, language_)));
  }

  Response response =
      error_response({ErrorKind::invalid, msg("There is nothing at {0}.", request.path), {}}, language_);
  response.status = 404;
  return response;
}

}  // namespace jauge::admin
