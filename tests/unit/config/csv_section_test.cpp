// jauge.toml: a source of type csv, and one of type odbc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/configuration.hpp"
#include "config/connection.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr const char* folder = R"([[source]]
name = "export"
type = "csv"
directory = "/srv/depot"
ids = "dui"
)";
constexpr const char* files = R"([source.query]
file_update = { glob = "ecritures_*.csv", columns = { finess = "FINESS", subject = "N° dossier", at = "Date" }, only = { Technique = ["0"] } }
dmp_deposit = { glob = "dmp_*.csv" }
accompanied = { glob = "presents_*.csv", columns = { finess = "FINESS", subject = "Dossier" } }
)";

/// complet.toml with one more source.
tl::expected<Configuration, std::vector<ConfigurationError>> with(
    const std::string& source, const std::filesystem::path& path = "/etc/jauge/jauge.toml") {
  return parse(content_of(example("complet.toml")) + source, path);
}

std::string errors(const std::string& source) {
  const auto configuration = with(source);
  return configuration ? "" : lines(configuration.error());
}

TEST(CsvSection, TellsHowFilesAreWrittenAndWhichColumnIsWhat) {
  const auto configuration =
      with(folder +
           std::string("separator = \"tab\"\nencoding = \"windows-1252\"\ndates = \"dd/mm/yyyy\"\n"
                       "ready = \"marker\"\ncovers = \"month\"\n") +
           files);
  ASSERT_TRUE(configuration) << lines(configuration.error());
  const auto& source = configuration->sources.back();
  EXPECT_EQ(source.csv.directory, "/srv/depot");
  EXPECT_EQ(source.csv.separator, '\t');
  EXPECT_EQ(source.csv.encoding, CsvSection::Encoding::windows1252);
  EXPECT_EQ(source.csv.dates, CsvSection::Dates::day_first);
  EXPECT_EQ(source.csv.ready, CsvSection::Ready::marker);
  EXPECT_TRUE(source.csv.covers_month);
  EXPECT_EQ(source.spec.tls, "none (file)");
  const auto& updates = source.csv.files.at("file_update");
  EXPECT_THAT(updates.columns,
              ElementsAre(Pair("at", "Date"), Pair("finess", "FINESS"), Pair("subject", "N° dossier")));
  EXPECT_THAT(updates.only, ElementsAre(Pair("Technique", ElementsAre("0"))));
  EXPECT_THAT(source.csv.files.at("dmp_deposit").columns,
              ElementsAre(Pair("at", "at"), Pair("event", "event"), Pair("finess", "finess")));
  EXPECT_FALSE(source.spec.is_state("accompanied"));
  EXPECT_TRUE(source.spec.keeps("file_update"));
}

TEST(CsvSection, PutsItsMappingIntoTheReport) {
  const auto configuration = with(std::string(folder) + files);
  ASSERT_TRUE(configuration) << lines(configuration.error());
  EXPECT_EQ(
      configuration->sources.back().spec.queries.at("file_update"),
      "ecritures_*.csv, covers what its name says; at = Date; finess = FINESS; subject = N° dossier; only "
      "Technique = 0");
}

TEST(CsvSection, NamesWhatIsWrongWithIt) {
  EXPECT_THAT(errors("[[source]]\nname = \"a\"\ntype = \"csv\"\n" + std::string(files)),
              HasSubstr("source[1].directory"));
  EXPECT_THAT(errors(std::string(folder) + "connection = \"x\"\n" + files),
              HasSubstr("source[1].connection"));
  EXPECT_THAT(errors(std::string(folder) + "fresh = \"SELECT 1\"\n" + files), HasSubstr("source[1].fresh"));
  EXPECT_THAT(errors(std::string(folder) + "separator = \"|\"\n" + files), HasSubstr("source[1].separator"));
  EXPECT_THAT(errors(std::string(folder)), HasSubstr("nothing would be read"));
  const auto query = [](const char* text) { return errors(std::string(folder) + "[source.query]\n" + text); };
  EXPECT_THAT(query("file_update = \"SELECT 1\"\n"), HasSubstr("source[1].query.file_update"));
  EXPECT_THAT(query("file_updat = { glob = \"a\" }\n"), HasSubstr("file_update"));
  EXPECT_THAT(query("file_update = { glob = \"../a\" }\n"), HasSubstr("source[1].query.file_update.glob"));
  EXPECT_THAT(query("file_update = { glob = \"a\", columns = { finess = \"F\" } }\n"),
              AllOf(HasSubstr("columns.subject"), HasSubstr("columns.at")));
  EXPECT_THAT(query("file_update = { glob = \"a\", columns = { finess = \"F\", event = \"E\", subject = "
                    "\"S\", at = \"A\" } }\n"),
              HasSubstr("columns.event"));
  EXPECT_THAT(
      query("accompanied = { glob = \"a\", columns = { finess = \"F\", subject = \"S\", until = \"U\" } }\n"),
      HasSubstr("`until` needs `at`"));
  EXPECT_THAT(query("file_update = { glob = \"a\", only = { S = [] } }\n"), HasSubstr("at least one value"));
}

TEST(CsvSection, TakesItsFormatAndFilesFromAProfile) {
  test_support::TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "profiles");
  std::ofstream(directory.path() / "profiles/export.toml")
      << "name = \"export\"\nversion = \"1\"\ntype = \"csv\"\nseparator = \",\"\ncovers = "
         "\"month\"\n[query]\n"
         "file_update = { glob = \"maj*.csv\" }\n";
  const auto configuration =
      with(folder + std::string("profile = \"export\"\n"), directory.path() / "jauge.toml");
  ASSERT_TRUE(configuration) << lines(configuration.error());
  const auto& source = configuration->sources.back();
  EXPECT_EQ(source.spec.profile, "export 1");
  EXPECT_EQ(source.csv.separator, ',');
  EXPECT_TRUE(source.csv.covers_month);
  EXPECT_EQ(source.csv.files.at("file_update").glob, "maj*.csv");
}

std::string odbc(const std::string& connection, const std::string& more = "") {
  return "[[source]]\nname = \"sql\"\ntype = \"odbc\"\nconnection = \"" + connection + "\"\n" + more +
         "[source.query]\nfile_update = \"SELECT finess, d AS subject, m AS at FROM x WHERE m >= :since\"\n";
}

TEST(OdbcSection, KnowsWhereItsConnectionLeads) {
  const auto tls = [](const std::string& connection, const std::string& more = "") {
    const auto configuration = with(odbc(connection, more));
    return configuration ? configuration->sources.back().spec.tls : lines(configuration.error());
  };
  EXPECT_EQ(tls("Driver=FreeTDS;Server=sql.example;Database=dui;UID=lecture"), "verify");
  EXPECT_EQ(tls("Driver=FreeTDS;Server=tcp:127.0.0.1,1433;Database=dui"), "none (loopback)");
  EXPECT_EQ(tls("Driver=FreeTDS;Server=localhost\\\\INSTANCE"), "none (loopback)");
  EXPECT_EQ(tls("DSN=dui"), "verify");
  EXPECT_EQ(tls("Driver=PostgreSQL Unicode;Servername=/run/postgresql"), "none (socket)");
  EXPECT_EQ(tls("Driver=SQLite3;Database=/srv/dui.db"), "none (file)");
  EXPECT_EQ(tls("DSN=dui", "tls = \"driver\"\n"), "driver");
  EXPECT_EQ(tls("DSN=dui", "tls = \"off\"\n"), "off");
  EXPECT_THAT(tls("Driver=FreeTDS;Server=a;PWD=secret"), HasSubstr("a password must not stand"));
}

TEST(OdbcSection, ReadsAConnectionAsTheDriverManagerDoes) {
  EXPECT_EQ(odbc_parameter("Driver={a;b};UID = x ;PWD={}}};Z", "driver"), "a;b");
  EXPECT_EQ(odbc_parameter("Driver={a;b};UID = x ;PWD={}}};Z", "uid"), "x");
  EXPECT_EQ(odbc_parameter("Driver={a;b};UID = x ;PWD={}}};Z", "pwd"), "}");
  EXPECT_EQ(odbc_parameter("A=1;a=2", "a"), "1");
  EXPECT_EQ(odbc_parameter("", "a"), "");
}

TEST(SourceSection, TellsAQueryThatCannotBeReadAtItsPlace) {
  EXPECT_THAT(errors(odbc("DSN=dui") + "agenda_event = \"SELECT 'x\"\n"),
              HasSubstr("source[1].query.agenda_event: Source sql, query agenda_event: a quote or a comment "
                        "is not closed."));
  EXPECT_THAT(errors(odbc("DSN=dui") + "agenda_event = \"SELECT 1 AS at\"\n"),
              HasSubstr("must use :since and :until"));
}

}  // namespace
}  // namespace jauge::config
