// The profiles that come with the program: each is sound, and each reads a sample.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "config/profile.hpp"
#include "connectors/catalog.hpp"
#include "core/schema.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/web_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors {
namespace {

using Json = nlohmann::json;
using test_support::read_rows;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::filesystem::path profiles = std::filesystem::path(JAUGE_SOURCE_DIR) / "connectors/profiles";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

config::Profile profile_of(const std::string& name) {
  const auto path = profiles / (name + ".toml");
  const auto kinds = config::parse_facts(core::schema_file("facts.toml"), "facts.toml").value();
  auto profile = config::parse_profile(content_of(path), path.string(), kinds);
  if (!profile) throw std::runtime_error(profile.error().front().text(core::Language::en));
  return *profile;
}

TEST(Profiles, AreSoundAndBearTheirOwnName) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(profiles)) {
    if (entry.path().extension() != ".toml") continue;
    const auto profile = profile_of(entry.path().stem());
    EXPECT_EQ(profile.name, entry.path().stem());
    EXPECT_FALSE(profile.version.empty());
    EXPECT_FALSE(profile.queries.empty());
    EXPECT_FALSE(profile.types.empty());
    ++count;
  }
  EXPECT_GE(count, 4U);
}

/// The names of the views, and their columns, that a script creates.
std::map<std::string, std::string> views_of(const std::string& script) {
  std::map<std::string, std::string> views;
  const std::regex view(R"(CREATE VIEW (?:jauge\.)?(jauge_\w+) AS\s+SELECT ([\w, ]+)\s+FROM)");
  for (std::sregex_iterator found(script.begin(), script.end(), view), end; found != end; ++found)
    views[(*found)[1]] = (*found)[2];
  return views;
}

TEST(SqlViews, AreTheSameInEveryScriptAndThoseOfTheProfile) {
  const auto profile = profile_of("vues-sql");
  std::set<std::string> named;
  const std::regex from(R"(FROM (jauge_\w+))");
  for (const auto& [kind, query] : profile.queries) {
    std::smatch found;
    ASSERT_TRUE(std::regex_search(query, found, from)) << kind;
    named.insert(found[1]);
  }
  const auto expected = views_of(content_of(profiles / "vues-sql/sqlite.sql"));
  std::set<std::string> made;
  for (const auto& [name, columns] : expected) made.insert(name);
  EXPECT_EQ(made, named);
  for (const auto* engine : {"postgresql", "mariadb", "sqlserver", "oracle"}) {
    const auto script = content_of(profiles / "vues-sql" / (std::string(engine) + ".sql"));
    EXPECT_EQ(views_of(script), expected) << engine;
    EXPECT_NE(script.find("GRANT SELECT"), std::string::npos) << engine;
    for (const auto* forbidden : {"INSERT", "UPDATE", "ALL PRIVILEGES", "db_owner", "DBA"})
      EXPECT_EQ(script.find(forbidden), std::string::npos) << engine << " " << forbidden;
  }
}

TEST(SqlViews, OfASampleAreReadByTheProfile) {
  const test_support::TemporaryDirectory directory;
  sqlite3* handle = nullptr;
  const auto path = (directory / "dui.db").string();
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  const std::string sample =
      "CREATE TABLE sejour (finess, dossier, entree, sortie); CREATE TABLE ecriture (finess, dossier, "
      "ecrit_le, technique);"
      "CREATE TABLE projet (finess, dossier, debut, fin, statut); CREATE TABLE agenda (finess, dossier, "
      "debut, annule);"
      "CREATE TABLE identite (finess, dossier, qualifiee_le); CREATE TABLE mssante (finess, message_id, "
      "envoye_le);"
      "CREATE TABLE dmp (finess, document_id, depose_le); CREATE TABLE prescription (finess, "
      "prescription_id, importee_le);"
      "CREATE TABLE liaison (finess, note_id, ecrite_le);"
      "INSERT INTO sejour VALUES ('670000165', 'a', '2025-01-01', NULL);"
      "INSERT INTO ecriture VALUES ('670000165', 'a', '2026-10-05 10:00:00', 0), ('670000165', 'b', "
      "'2026-10-05 10:00:00', 1);"
      "INSERT INTO projet VALUES ('670000165', 'a', '2026-01-01', NULL, 'ACTIF'), ('670000165', 'b', "
      "'2026-01-01', NULL, 'ABANDONNE');"
      "INSERT INTO agenda VALUES ('670000165', 'a', '2026-10-06 09:00:00', 0), ('670000165', 'a', "
      "'2026-10-07 09:00:00', 1);"
      "INSERT INTO identite VALUES ('670000165', 'a', '2026-02-01'); INSERT INTO mssante VALUES "
      "('670000165', 'm', '2026-10-08');"
      "INSERT INTO dmp VALUES ('670000165', 'd', '2026-10-08'); INSERT INTO prescription VALUES "
      "('670000165', 'p', '2026-10-08');"
      "INSERT INTO liaison VALUES ('670000165', 'n', '2026-10-08');";
  for (const auto& script : {sample, content_of(profiles / "vues-sql/sqlite.sql")}) {
    char* words = nullptr;
    ASSERT_EQ(sqlite3_exec(handle, script.c_str(), nullptr, nullptr, &words), SQLITE_OK)
        << (words ? words : "");
  }
  sqlite3_close(handle);
  const auto profile = profile_of("vues-sql");
  config::SourceSection section;
  section.spec.name = "dui";
  section.spec.type = "sqlite";
  section.spec.zone = core::Zone::find("Europe/Paris").value();
  section.connection = path;
  const auto connection = connect(section).value();
  ASSERT_TRUE(connection.source->open());
  for (const auto& [kind, query] : profile.queries) {
    const auto read = read_rows(*connection.source, query, 10, kind);
    EXPECT_EQ(read.sentence(), "") << kind;
    EXPECT_THAT(read.rows, SizeIs(1)) << kind;
  }
}

/// The files of the profile csv-standard by their names, and their columns as its header has them.
std::map<std::string, std::string> standard_files() {
  std::map<std::string, std::string> files;
  for (const auto& [kind, file] : profile_of("csv-standard").csv.files) {
    std::vector<std::string> columns;
    for (const auto* role : {"finess", "subject", "event", "at", "until"}) {
      if (const auto found = file.columns.find(role); found != file.columns.end())
        columns.push_back(found->second);
    }
    files[file.glob.substr(0, file.glob.find("_*.csv"))] = fmt::format("{}", fmt::join(columns, ";"));
  }
  return files;
}

TEST(CsvStandard, IsTheViewsAsFiles) {
  std::map<std::string, std::string> views;
  for (const auto& [view, columns] : views_of(content_of(profiles / "vues-sql/sqlite.sql")))
    views[view.substr(std::string("jauge_").size())] = std::regex_replace(columns, std::regex(", "), ";");
  EXPECT_EQ(standard_files(), views);
}

TEST(CsvStandard, IsWhatTheGuidesSay) {
  for (const auto* guide : {"docs/connecter-un-dui.md", "docs/pour-l-editeur.md"}) {
    const auto text = content_of(std::filesystem::path(JAUGE_SOURCE_DIR) / guide);
    for (const auto& [name, header] : standard_files()) {
      const std::regex line(fmt::format("\\| `{}_[^|]*` \\| `{}` \\|", name, header));
      EXPECT_TRUE(std::regex_search(text, line)) << guide << ": " << name;
    }
  }
}

TEST(CsvStandard, OfASampleIsReadByTheProfile) {
  using Rows = std::vector<std::string>;
  const std::map<std::string, Rows> expected{
      {"accompanied", Rows{"D-001 | 2025-03-14 | ", "D-002 | 2026-10-12 | 2026-10-30"}},
      {"file_update", Rows{"D-001 | 2026-10-05 09:12 | -", "D-001 | 2026-10-19 17:40:05 | -"}},
      {"personalised_project", Rows{"D-001 | 2026-02-01 | ", "D-002 | 2026-10-20 | 2026-10-30"}},
      {"agenda_event", Rows{"D-001 | 2026-10-06 10:30 | -", "D-002 | 2026-10-13 | -"}},
      {"qualified_identity", Rows{"D-001 | 2024-11-08 | -", "D-002 | 2026-10-12 | -"}},
      {"mss_message", Rows{"<20261007.1@exemple.mssante.fr> | 2026-10-07 11:02:33 | -",
                           "<20261021.4@exemple.mssante.fr> | 2026-10-21 08:15:00 | -"}},
      {"dmp_deposit",
       Rows{"1.2.250.1.999.1 | 2026-10-08 14:20 | -", "1.2.250.1.999.2 | 2026-10-22 14:20 | -"}},
      {"prescription_import", Rows{"P-77 | 2026-10-09 | -", "P-78 | 2026-10-09 | -"}},
      {"liaison_exchange", Rows{}},
  };
  const test_support::TemporaryDirectory directory;
  const auto paris = core::Zone::find("Europe/Paris").value();
  const core::Month october(2026, 10);
  const auto dropped = paris.start_of(october.end() + std::chrono::days(1));
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(JAUGE_SOURCE_DIR) /
                                                               "tests/data/csv-standard")) {
    const auto copy = directory / entry.path().filename().string();
    std::filesystem::copy_file(entry.path(), copy);
    std::filesystem::last_write_time(copy, std::chrono::file_clock::from_sys(dropped));
  }
  const auto profile = profile_of("csv-standard");
  config::SourceSection section;
  section.spec.name = "export";
  section.spec.type = "csv";
  section.spec.zone = paris;
  section.csv = profile.csv;
  section.csv.directory = directory.path().string();
  const auto connection = connect(section).value();
  ASSERT_TRUE(connection.source->open());
  std::map<std::string, Rows> read;
  for (const auto& [kind, query] : profile.queries) {
    const auto begin = paris.start_of(october.first_day());
    const auto end = paris.start_of(october.end());
    auto& rows = read[kind];
    const auto text = [](const core::Cell& cell) {
      return cell.type == core::Cell::Type::null ? "-" : std::string(cell.text);
    };
    const auto done = connection.source->read(
        {kind, query, {}, {}, dropped + std::chrono::hours(1), begin, end},
        [&, name = kind](core::Columns columns) { EXPECT_EQ(columns.covered_until, end) << name; },
        [&](const core::Row& row) {
          EXPECT_EQ(row.finess.text, "670000165");
          rows.push_back(fmt::format("{} | {} | {}", text(row.id), text(row.at), text(row.until)));
          return true;
        });
    EXPECT_TRUE(done) << kind;
  }
  EXPECT_EQ(read, expected);
  EXPECT_THAT(connection.source->files(), SizeIs(9));
}

TEST(ExampleApi, IsReadByItsProfile) {
  const test_support::WebDouble server([](const http::Request& request) {
    const Json house{{"finess", "670000165"}};
    if (request.path == "/v2/sejours")
      return test_support::json_response(
          Json{{"data",
                {{{"etablissement", house}, {"dossier", 12}, {"entree", "2026-10-01"}, {"sortie", nullptr}}}},
               {"pagination", {{"suivant", nullptr}, {"total", 1}}}}
              .dump());
    if (request.path == "/v2/dossiers")
      return test_support::json_response(
          Json{{"data",
                {{{"etablissement", house}, {"dossier", 12}, {"modifie_le", "2026-10-03T08:00:00+02:00"}}}}}
              .dump());
    if (request.path == "/v2/rendez-vous") {
      auto list = Json::array();
      if (request.query.at("page") == "1") {
        list = {{{"etablissement", house},
                 {"dossier", 12},
                 {"debut", "2026-10-03T08:00:00+02:00"},
                 {"statut", "REALISE"}},
                {{"etablissement", house},
                 {"dossier", 13},
                 {"debut", "2026-10-03T08:00:00+02:00"},
                 {"statut", "ANNULE"}}};
      }
      return test_support::json_response(Json{{"data", list}}.dump());
    }
    return test_support::json_response(Json{{"data",
                                             {{{"etablissement", house}, {"dossier", 12}, {"etat", "actif"}},
                                              {{"etablissement", house}, {"dossier", 14}, {"etat", "clos"}}}}}
                                           .dump());
  });
  const auto profile = profile_of("exemple-api");
  const auto section = web_section(server.url(), "json");
  for (const auto& [kind, query] : profile.queries) {
    auto trimmed = section;
    trimmed.web->url = server.url().substr(0, server.url().find("/", 7));
    const auto connection = connect(trimmed).value();
    ASSERT_TRUE(connection.source->open());
    const auto read = read_rows(*connection.source, query, 10, kind);
    EXPECT_EQ(read.sentence(), "") << kind;
    EXPECT_THAT(read.rows, SizeIs(1)) << kind;
  }
}

}  // namespace
}  // namespace jauge::connectors
