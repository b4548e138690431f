#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "connectors/catalog.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge {
namespace {

namespace fs = std::filesystem;
using std::chrono::year;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

core::Instant paris(core::Day day) {
  return core::Zone::find("Europe/Paris")->start_of(day);
}
const core::Instant october = paris(core::Day(year(2026) / 10 / 1));
const core::Instant november = paris(core::Day(year(2026) / 11 / 1));

class CsvSource : public testing::Test {
 protected:
  CsvSource() {
    section_.spec.name = "export";
    section_.spec.type = "csv";
    section_.spec.zone = core::Zone::find("Europe/Paris").value();
    section_.csv.directory = directory_.path().string();
    section_.csv.ready = config::CsvSection::Ready::rename;
    section_.csv.files["file_update"] = {
        "ecritures*.csv", {{"finess", "FINESS"}, {"subject", "Dossier"}, {"at", "Date"}}, {}};
    section_.csv.files["accompanied"] = {"sejours*.csv", {{"finess", "finess"}, {"subject", "dossier"}}, {}};
  }

  void drop(const std::string& name, std::string_view content) const {
    const auto path = directory_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    // Written on 2 November: after all that it tells of.
    set_written(name, november + std::chrono::hours(24));
  }
  void set_written(const std::string& name, core::Instant instant) const {
    timespec times[2];
    times[0].tv_sec = times[1].tv_sec =
        std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    times[0].tv_nsec = times[1].tv_nsec = 0;
    ASSERT_EQ(utimensat(AT_FDCWD, (directory_.path() / name).c_str(), times, 0), 0);
  }

  struct Read {
    std::vector<std::string> rows;
    core::Columns columns;
    std::optional<core::Error> error;
    std::vector<core::FileOutcome> files;
    std::string hint() const { return error ? core::render(error->hint, core::Language::en) : ""; }
  };
  /// One read of a window, by a source of its own.
  Read read(const std::string& kind = "file_update", core::Instant from = october,
            core::Instant to = november) {
    auto connection = connectors::connect(section_).value();
    EXPECT_TRUE(connection.source->open());
    Read read;
    const core::Query query{kind, "", {}, {}, november + std::chrono::hours(48), from, to};
    const auto done = connection.source->read(
        query, [&](core::Columns columns) { read.columns = columns; },
        [&](const core::Row& row) {
          read.rows.push_back(fmt::format("{} | {} | {} | {}", test_support::text_of(row.finess),
                                          test_support::text_of(row.id), test_support::text_of(row.at),
                                          test_support::text_of(row.until)));
          return true;
        });
    if (!done) read.error = done.error();
    read.files = connection.source->files();
    return read;
  }

  test_support::TemporaryDirectory directory_;
  config::SourceSection section_;
};

constexpr const char* two_rows =
    "Dossier;Nom;FINESS;Date\r\n7;X;670000165;2026-10-05 13:00\r\n8;Y;670000165;2026-10-06\r\n";
constexpr const char* october_name = "ecritures_2026-10-01_2026-11-01.csv";

TEST_F(CsvSource, GivesTheRowsOfItsFilesByTheNamesOfTheirColumns) {
  drop(october_name, two_rows);
  const auto got = read();
  EXPECT_THAT(got.rows, ElementsAre("text:670000165 | text:7 | text:2026-10-05 13:00 | null",
                                    "text:670000165 | text:8 | text:2026-10-06 | null"));
  EXPECT_TRUE(got.columns.at);
  EXPECT_FALSE(got.columns.until);
  EXPECT_EQ(got.columns.covered_until, november);
  EXPECT_THAT(got.files, ElementsAre(core::FileOutcome{october_name, {}}));
}

TEST_F(CsvSource, TakesAByteOrderMarkAndALineThatNamesTheSeparator) {
  drop(october_name, std::string("\xEF\xBB\xBFsep=;\r\n") + two_rows);
  EXPECT_EQ(read().rows.size(), 2u);
}

TEST_F(CsvSource, ReadsWindows1252WhereItIsDeclared) {
  section_.csv.encoding = config::CsvSection::Encoding::windows1252;
  section_.csv.files["file_update"].columns["subject"] = "N° dossier";
  drop(october_name, "N\xB0 dossier;FINESS;Date\r\n\xE9\x80;670000165;2026-10-05\r\n");
  EXPECT_THAT(read().rows, ElementsAre("text:670000165 | text:é€ | text:2026-10-05 | null"));
}

TEST_F(CsvSource, ReadsDatesThatBeginWithTheDayWhereTheyAreDeclared) {
  section_.csv.dates = config::CsvSection::Dates::day_first;
  drop(october_name, "Dossier;FINESS;Date\n7;670000165;05/10/2026 13:00\n");
  EXPECT_THAT(read().rows, ElementsAre("text:670000165 | text:7 | text:2026-10-05 13:00 | null"));
}

TEST_F(CsvSource, CountsOnlyTheRowsWithTheValuesThatAreWanted) {
  section_.csv.files["file_update"].only["Statut"] = {"ACTIF", "PREPARATION"};
  drop(october_name,
       "Dossier;FINESS;Date;Statut\n7;670000165;2026-10-05;ACTIF\n8;670000165;2026-10-05;CLOS\n"
       "9;670000165;2026-10-05; PREPARATION\n");
  EXPECT_EQ(read().rows.size(), 2u);
}

TEST_F(CsvSource, MakesAnIntervalOfWhatItsFileCoversWhereAListHasNoDates) {
  drop("sejours_2026-10-01_2026-10-16.csv", "finess;dossier\n670000165;7\n");
  const auto got = read("accompanied");
  EXPECT_THAT(got.rows, ElementsAre("text:670000165 | text:7 | date:2026-10-01 | date:2026-10-15"));
  EXPECT_TRUE(got.columns.at);
}

TEST_F(CsvSource, OfAMonthIsTrueOverThatMonthInEveryZone) {
  section_.csv.covers_month = true;
  drop("sejours-2026-10.csv", "finess;dossier\n670000165;7\n");
  const auto got = read("accompanied", october - std::chrono::hours(3), november + std::chrono::hours(5));
  EXPECT_THAT(got.rows, ElementsAre("text:670000165 | text:7 | date:2026-10-01 | date:2026-10-31"));
  EXPECT_GE(got.columns.covered_until, november + std::chrono::hours(5));
}

TEST_F(CsvSource, CoversNothingWhereTheFolderIsEmpty) {
  const auto got = read();
  EXPECT_EQ(got.columns.covered_until, october);
  EXPECT_FALSE(got.error);
  EXPECT_THAT(got.files, IsEmpty());
}

TEST_F(CsvSource, CoversUpToTheFirstHole) {
  for (const char* name : {"ecritures_2026-10-01_2026-10-10.csv", "ecritures_2026-10-08_2026-10-12.csv",
                           "ecritures_2026-10-13_2026-11-01.csv"}) {
    drop(name, two_rows);
  }
  EXPECT_EQ(read().columns.covered_until, paris(core::Day(year(2026) / 10 / 12)));
  EXPECT_EQ(read("file_update", october - std::chrono::hours(1)).columns.covered_until,
            october - std::chrono::hours(1));
}

TEST_F(CsvSource, CoversNothingAfterItWasWritten) {
  drop(october_name, two_rows);
  const auto written = paris(core::Day(year(2026) / 10 / 20));
  set_written(october_name, written);
  EXPECT_EQ(read().columns.covered_until, written);
}

TEST_F(CsvSource, ReadsTakenFilesAgainAndLeavesThemWhereTheyAre) {
  drop(std::string("traites/") + october_name, two_rows);
  const auto got = read();
  EXPECT_EQ(got.rows.size(), 2u);
  EXPECT_THAT(got.files, IsEmpty());
  EXPECT_THAT(read("file_update", november, november + std::chrono::hours(24)).rows, IsEmpty());
}

TEST_F(CsvSource, TakesANewFileInThePlaceOfATakenOneOfTheSameName) {
  drop(std::string("traites/") + october_name, two_rows);
  drop(october_name, "Dossier;FINESS;Date\n9;670000165;2026-10-05\n");
  EXPECT_THAT(read().rows, ElementsAre("text:670000165 | text:9 | text:2026-10-05 | null"));
}

TEST_F(CsvSource, WaitsUntilAFileIsNoLongerWrittenTo) {
  section_.csv.ready = config::CsvSection::Ready::stable;
  drop(october_name, two_rows);
  EXPECT_EQ(read().rows.size(), 2u);
  set_written(october_name, november + std::chrono::hours(48) - std::chrono::seconds(59));
  EXPECT_THAT(read().rows, IsEmpty());
}

TEST_F(CsvSource, WaitsForTheMarkerOfAFile) {
  section_.csv.ready = config::CsvSection::Ready::marker;
  drop(october_name, two_rows);
  EXPECT_THAT(read().rows, IsEmpty());
  drop(std::string(october_name) + ".ok", "");
  EXPECT_EQ(read().rows.size(), 2u);
}

TEST_F(CsvSource, RefusesAFileAsAWholeAndSaysWhy) {
  struct Case {
    const char* content;
    const char* why;
  };
  for (const auto& [content, why] : std::initializer_list<Case>{
           {"Dossier;FINESS;Date\n7;670000165;2026-10-05\n8;\"6700", "Record 3: the file ends within quotes"},
           {"Dossier;FINESS;Date\n7;670000165;2026-10-05\n8;6700\n",
            "Record 3: 2 fields where the header has 3"},
           {"Dossier;FINESS;Date\n7;670000165;2026-10-05;x\n", "Record 2: 4 fields"},
           {"Dossier;FINESS;Date\n7;67\"0000165;2026-10-05\n", "Record 2: a quote stands within a field"},
           {"Dossier;FINESS;Date\n\"7\"x;670000165;2026-10-05\n", "Record 2: something stands between"},
           {"Dossier;FINESS;Date;Nom\n7;670000165;2026-10-05;Ren\xE9\n",
            "bytes that its declared encoding does not have"},
           {"Dossier;FINESS;Date\n7;670000165;2026-10-05\xC3",
            "bytes that its declared encoding does not have"},
           {"Dossier;FINESS;Jour\n7;670000165;2026-10-05\n", "Its header has no column Date."},
           {"Dossier;FINESS;Date;Date\n7;670000165;2026-10-05;x\n", "Its header has the column Date twice."},
           {"Dossier,FINESS,Date\n7,670000165,2026-10-05\n", "Its header has no column"},
           {"", "It is empty"},
       }) {
    drop(october_name, content);
    const auto got = read();
    EXPECT_THAT(got.rows, IsEmpty()) << why;
    EXPECT_THAT(got.hint(), HasSubstr(why));
    ASSERT_EQ(got.files.size(), 1u) << why;
    EXPECT_THAT(core::render(got.files[0].refusal, core::Language::en), HasSubstr(why));
  }
}

TEST_F(CsvSource, RefusesAFileWhoseNameDoesNotSayWhatItCovers) {
  drop("ecritures.csv", two_rows);
  EXPECT_THAT(read().hint(), HasSubstr("Its name does not end with what it covers"));
  section_.csv.covers_month = true;
  EXPECT_THAT(read().hint(), HasSubstr("Its name does not say its month"));
}

TEST_F(CsvSource, TakesNothingOfAKindWhileOneOfItsFilesIsRefused) {
  drop(october_name, two_rows);
  drop("ecritures_2026-10-02_2026-10-03.csv", "x");
  const auto got = read();
  EXPECT_TRUE(got.error);
  EXPECT_THAT(got.rows, IsEmpty());
  ASSERT_EQ(got.files.size(), 1u);
  EXPECT_FALSE(got.files[0].refusal.empty());
}

TEST_F(CsvSource, FollowsNoLinkAndOpensNoPipe) {
  drop("secret.csv", two_rows);
  fs::create_symlink(directory_.path() / "secret.csv", directory_.path() / october_name);
  ASSERT_EQ(mkfifo((directory_.path() / "ecritures_2026-10-02_2026-10-03.csv").c_str(), 0600), 0);
  EXPECT_THAT(read().rows, IsEmpty());
}

TEST_F(CsvSource, NeverNamesWhatAFileHolds) {
  drop(october_name, "Dossier;FINESS;Date\nDUPONT-SECRET;\"67");
  const auto got = read();
  EXPECT_THAT(core::render(got.error->sentence, core::Language::en), testing::Not(HasSubstr("DUPONT")));
  EXPECT_THAT(got.hint(), testing::Not(HasSubstr("DUPONT")));
}

TEST_F(CsvSource, TellsAFolderThatIsNotThere) {
  section_.csv.directory = (directory_.path() / "nulle-part").string();
  auto connection = connectors::connect(section_).value();
  const auto opened = connection.source->open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(core::render(opened.error().sentence, core::Language::en), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace jauge
