#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/export_dashboard.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;

namespace {

bool write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << content;
  stream.close();
  return !stream.fail();
}

}  // namespace

int export_files(const Options& options) {
  if (!options.dashboard.empty()) return export_dashboard(options);
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto language = (*session)->language();
  const std::filesystem::path directory = options.output;
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);

  const auto reports = (*session)->get("/v1/reports", filter_of(options));
  if (!reports) return reports.error();
  std::size_t written = 0;
  for (const auto& report : *reports) {
    const auto region = report.at("region").get<std::string>();
    if (!options.region.empty() && region != options.region) continue;
    if (report.at("sha256").is_null()) continue;  // not sealed yet
    Query query{{"month", report.at("month").get<std::string>()},
                {"region", region},
                {"revision", std::to_string(report.at("revision").get<int>())},
                {"what", "container"}};
    const auto container = (*session)->fetch("/v1/file", query);
    if (!container) return container.error();
    const auto name = container->headers.contains("X-Jauge-Name") ? container->headers.at("X-Jauge-Name")
                                                                  : container->headers.at("x-jauge-name");
    const std::string stem = name.substr(0, name.rfind('.'));
    std::vector<std::pair<std::string, std::string>> files{{name, container->body}};
    query["what"] = "html";
    const auto page = (*session)->fetch("/v1/file", query);
    if (!page) return page.error();
    files.emplace_back(stem + ".html", page->body);
    query["what"] = "cover";
    const auto cover = (*session)->fetch("/v1/file", query);
    if (!cover) return cover.error();
    files.emplace_back(stem + "-bordereau.html", cover->body);
    if (report.at("state") == "accuse") {
      query["what"] = "receipt";
      const auto receipt = (*session)->fetch("/v1/file", query);
      if (!receipt) return receipt.error();
      files.emplace_back(stem + ".accuse", receipt->body);
    }
    for (const auto& [file, content] : files) {
      if (!write(directory / file, content)) {
        complain(language, {core::ErrorKind::transient, msg("Cannot write {0}.", (directory / file).string()),
                            msg("Check the directory, its rights and the space left.")});
        return needs_operator;
      }
      fmt::print("{}\n", (directory / file).string());
      ++written;
    }
  }
  if (written == 0) {
    complain(language, {core::ErrorKind::refused, msg("There is no sealed report to export."),
                        msg("jauge reports shows where they stand.")});
    return needs_operator;
  }
  return all_well;
}

}  // namespace jauge::cli
