#include "admin/dashboard.hpp"

#include "admin/metrics.hpp"
#include "admin/page.hpp"
#include "core/digest.hpp"

namespace jauge::admin {

using core::Language;
using core::msg;
using engine::Engine;
using http::Response;

namespace {

Language other(Language language) {
  return language == Language::fr ? Language::en : Language::fr;
}

std::string_view folder(Language language) {
  return language == Language::fr ? "fr/" : "en/";
}

/// What a browser may do with an answer: show it, and nothing more.
void guard(Response& response, const std::string& policy) {
  auto& headers = response.headers;
  headers["Content-Security-Policy"] = policy + "; frame-ancestors 'none'";
  headers["X-Content-Type-Options"] = "nosniff";
  headers["X-Frame-Options"] = "DENY";
  headers["Referrer-Policy"] = "no-referrer";
  headers["Cross-Origin-Resource-Policy"] = "same-origin";
  headers["Cross-Origin-Opener-Policy"] = "same-origin";
  headers["Cache-Control"] = "no-store";
}

Response html(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(body);
  guard(response, core::html_content_security_policy());
  return response;
}

Response plain(int status, std::string words) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(words) + "\n";
  guard(response, "default-src 'none'");
  return response;
}

/// A report was written by the version of its time: the policy allows the style sheet that it holds, and no
/// other.
std::string report_policy(std::string_view page) {
  constexpr std::string_view opening = "<style>";
  const auto begin = page.find(opening);
  const auto end = page.find("</style>");
  if (begin == page.npos || end == page.npos || end < begin) return "default-src 'none'";
  const auto style = page.substr(begin + opening.size(), end - begin - opening.size());
  return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                     core::sha256(style).base64());
}

/// A report's page, container or receipt by its name; nothing where there is none.
std::optional<Response> report_file(Engine& engine, const std::vector<engine::ReportView>& reports,
                                    std::string_view name) {
  for (const auto& report : reports) {
    const auto stem = report_name(report);
    if (!name.starts_with(stem) || report.sha256.empty()) continue;
    const auto end = name.substr(stem.size());
    if (end != ".html" && end != ".asice" && end != ".accuse") continue;
    const auto files = engine.report_files(report.month, report.region, report.revision);
    if (!files) return plain(500, "500");
    Response response;
    if (end == ".html") {
      response = html(files->documents.html);
      guard(response, report_policy(response.body));
      return response;
    }
    response.content_type = end == ".asice" ? "application/vnd.etsi.asic-e+zip" : "application/cms";
    response.body = end == ".asice" ? files->container : files->receipt;
    if (response.body.empty()) return std::nullopt;
    guard(response, "default-src 'none'");
    response.headers["Content-Disposition"] = fmt::format("attachment; filename=\"{}\"", name);
    return response;
  }
  return std::nullopt;
}

/// The months of the history that have a page of their own.
std::vector<core::Month> past_months(const Snapshot& snapshot) {
  std::vector<core::Month> months;
  for (const auto& past : snapshot.history) {
    if (past.month != snapshot.overview.current) months.push_back(past.month);
  }
  return months;
}

}  // namespace

Response Dashboard::page(Engine& engine, std::string_view name, Language language) {
  const auto snapshot = snapshots_.take(engine);
  if (!snapshot) return plain(500, core::render(snapshot.error().sentence, language));
  const bool at_root = language == language_;
  PageContext context{**snapshot, engine.settings(), language,
                      at_root ? std::string(folder(other(language))) : std::string("../"),
                      at_root ? "" : "../"};
  context.other_language += name.empty() ? "index.html" : name;
  if (name == "index.html") return html(overview_page(context));
  if (name == "sources.html") return html(sources_page(context));
  if (name == "rapports.html") return html(reports_page(context));
  for (const auto& establishment : (*snapshot)->current.closure.establishments) {
    if (name == establishment_name(establishment.finess)) {
      return html(establishment_page(context, establishment.finess));
    }
  }
  for (const auto month : past_months(**snapshot)) {
    if (name != month_name(month)) continue;
    const auto figures = engine.figures(month);
    if (!figures) return plain(500, core::render(figures.error().sentence, language));
    return html(month_page(context, *figures));
  }
  if (at_root) {
    if (auto file = report_file(engine, (*snapshot)->reports, name)) return std::move(*file);
  }
  context.other_language = at_root ? std::string(folder(other(language))) + "index.html" : "../index.html";
  return html(missing_page(context), 404);
}

Response Dashboard::answer(Engine& engine, const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = plain(405, core::render(msg("This page can only be read."), language_));
    response.headers["Allow"] = "GET, HEAD";
    return response;
  }
  // A page of another site may lead here, and may do nothing else.
  const auto header = [&](std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
  };
  if (header("sec-fetch-site") == "cross-site" && header("sec-fetch-mode") != "navigate") {
    return plain(403, core::render(msg("Another site may not read this page."), language_));
  }
  std::string_view name = request.path;
  if (name.starts_with('/')) name.remove_prefix(1);
  if (name == "metrics") {
    const auto snapshot = snapshots_.take(engine);
    if (!snapshot) return plain(500, core::render(snapshot.error().sentence, language_));
    Response response = plain(200, "");
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = write_metrics(**snapshot, engine.settings(), own_process());
    return response;
  }
  Language language = language_;
  if (const auto below = folder(other(language_)); name.starts_with(below)) {
    language = other(language_);
    name.remove_prefix(below.size());
  }
  return page(engine, name.empty() ? "index.html" : name, language);
}

core::Result<std::vector<std::string>> Dashboard::addresses(Engine& engine) {
  const auto snapshot = snapshots_.take(engine);
  if (!snapshot) return core::Failure(snapshot.error());
  std::vector<std::string> pages{"index.html", "sources.html", "rapports.html"};
  for (const auto& establishment : (*snapshot)->current.closure.establishments) {
    pages.push_back(establishment_name(establishment.finess));
  }
  for (const auto month : past_months(**snapshot)) pages.push_back(month_name(month));
  std::vector<std::string> all = pages;
  for (const auto& page : pages) all.push_back(std::string(folder(other(language_))) + page);
  for (const auto& report : (*snapshot)->reports) {
    if (report.sha256.empty()) continue;
    const auto stem = report_name(report);
    all.push_back(stem + ".html");
    all.push_back(stem + ".asice");
    if (report.state == engine::ReportState::receipted) all.push_back(stem + ".accuse");
  }
  return all;
}

}  // namespace jauge::admin
