#include "tests/scenario/small_dui.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace jauge::scenario {
namespace {

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};

}  // namespace

SmallDui::SmallDui(const std::filesystem::path& directory) : file_(directory / "dui.db") {
  execute(R"(
    CREATE TABLE sejour (finess TEXT, dossier TEXT, entree TEXT, sortie TEXT);
    CREATE TABLE ecriture (finess TEXT, dossier TEXT, le TEXT);
    CREATE TABLE mssante (finess TEXT, id TEXT, le TEXT);)");
}

void SmallDui::execute(const std::string& sql) const {
  sqlite3* opened = nullptr;
  sqlite3_open(file_.c_str(), &opened);
  const std::unique_ptr<sqlite3, Close> connection(opened);
  if (sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(opened));
  }
}

std::string SmallDui::configuration(const std::string& source) const {
  return fmt::format(R"toml(
[project]
id = "PAI-2021-44-0042"
name = "Grappe"
holder = "670000157"
kind = "acquisition"
measure = "aap-2021-t2"
started = 2026-10-01
first_month = "2026-10"

[[establishment]]
finess = "670000165"
name = "EHPAD Les Tilleuls"
operator = "670000157"
region = "44"
medicalised = true

[[source]]
name = "dui"
type = "sqlite"
connection = "{}"
{}
[source.query]
accompanied = "SELECT finess, dossier AS subject, entree AS at, sortie AS until FROM sejour WHERE entree < :until AND (sortie IS NULL OR sortie >= :since)"
file_update = "SELECT finess, dossier AS subject, le AS at FROM ecriture WHERE le >= :since AND le < :until"
mss_message = "SELECT finess, id AS event, le AS at FROM mssante WHERE le >= :since AND le < :until"
)toml",
                     file_.string(), source);
}

}  // namespace jauge::scenario
