#include "assembly/child_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "tests/support/postgresql_server.hpp"
#include "tests/support/process.hpp"
#include "tests/support/silent_proxy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::assembly {
namespace {

using namespace std::chrono_literals;
using core::ErrorKind;
using core::Reader;
using std::chrono::year;
using test_support::TemporaryDirectory;
using testing::HasSubstr;
using testing::IsEmpty;
using Steady = std::chrono::steady_clock;

constexpr core::Month october(2026, 10);
const std::filesystem::path jauge_reader = std::filesystem::path(JAUGE_BIN_DIR) / "jauge-reader";

core::Instant utc(int month, int day, std::chrono::seconds time = 0s) {
  return core::Instant(std::chrono::sys_days(year(2026) / month / day)) + time;
}

/// Processes started by this one that still are.
std::set<int> children() {
  std::set<int> pids;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "children");
    for (int pid = 0; file >> pid;) pids.insert(pid);
  }
  return pids;
}

/// More members on 5 and on 6 October than two windows in flight may have together.
constexpr const char* forty_thousand_a_day =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80000) SELECT finess, subject, "
    "at "
    "FROM (SELECT '670000165' AS finess, i AS subject, iif(i <= 40000, '2026-10-05 12:00', '2026-10-06 "
    "12:00') AS at "
    "FROM n) WHERE at >= :since AND at < :until";

class ChildReaderTest : public testing::Test {
 protected:
  ChildReaderTest() {
    sqlite3* handle = nullptr;
    sqlite3_open((directory_ / "dui.sqlite").c_str(), &handle);
    sqlite3_exec(handle,
                 "CREATE TABLE v_dossier (finess TEXT, dossier TEXT, maj_le TEXT);"
                 "INSERT INTO v_dossier VALUES ('670000165', 'a', '2026-10-05 13:00'), ('670000165', 'b', "
                 "'2026-10-05 14:00'),"
                 "('670000165', 'a', '2026-10-06 09:00'), ('670000999', 'z', '2026-10-05 10:00')",
                 nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    add_source("dui", "sqlite", directory_ / "dui.sqlite");
  }

  void add_source(const std::string& name, const std::string& type, const std::string& connection,
                  const std::string& query = {}) {
    sources_ +=
        "\n[[source]]\nname = \"" + name + "\"\ntype = \"" + type + "\"\nconnection = \"" + connection +
        "\"\ntimeout = \"30s\"\n[source.query]\nfile_update = \"" +
        (query.empty()
             ? "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND "
               "maj_le < :until"
             : query) +
        "\"\n";
  }

  std::filesystem::path configuration() {
    const auto path = directory_ / "jauge.toml";
    test_support::write_file(path, R"(
[project]
id = "essai"
convention = "essai"
name = "Grappe d'essai"
holder = "670000157"
kind = "acquisition"
measure = "aap-2021-t2"
started = 2026-01-01
[[establishment]]
finess = "670000165"
name = "EHPAD Les Tilleuls"
operator = "670000157"
region = "44"
medicalised = true
)" + sources_);
    return path;
  }

  /// A program in the place of jauge-reader.
  std::filesystem::path program(const std::string& script) {
    const auto path = directory_ / "programme";
    test_support::write_file(path, "#!/bin/sh\n" + script + "\n");
    chmod(path.c_str(), 0755);
    return path;
  }

  static core::ReadRequest request(const std::string& source, std::vector<int> days = {5}) {
    core::ReadRequest request;
    request.source = source;
    request.now = utc(11, 6);
    request.deadline = 20s;
    for (const int day : days)
      request.tasks.push_back({"file_update", october, utc(10, day), utc(10, day + 1)});
    request.keys.emplace(october, core::MonthKey({1, 2, 3}));
    return request;
  }

  /// All events until `count` reads have finished; windows are committed at once.
  static std::vector<Reader::Event> run(Reader& reader, std::size_t count = 1) {
    std::vector<Reader::Event> all;
    const auto end = Steady::now() + 60s;
    while (count > 0 && Steady::now() < end) {
      for (auto& event : reader.wait(5s)) {
        if (std::holds_alternative<core::WindowRead>(event.what)) reader.commit(event.ticket);
        if (std::holds_alternative<Reader::Finished>(event.what)) --count;
        all.push_back(std::move(event));
      }
    }
    EXPECT_EQ(count, 0u);
    return all;
  }
  static const Reader::Finished& finished(const std::vector<Reader::Event>& events) {
    return std::get<Reader::Finished>(events.back().what);
  }
  static std::string words(const std::vector<Reader::Event>& events) {
    const auto& error = finished(events).error;
    return error ? core::render(error->sentence, core::Language::en) : "";
  }

  TemporaryDirectory directory_;
  std::string sources_;
};

TEST_F(ChildReaderTest, ReadsASourceInAChild) {
  ChildReader reader(configuration(), jauge_reader);
  const auto ticket = reader.start(request("dui")).value();
  const auto events = run(reader);
  ASSERT_EQ(events.size(), 2u) << words(events);
  EXPECT_EQ(events[0].ticket, ticket);
  const auto& window = std::get<core::WindowRead>(events[0].what);
  EXPECT_TRUE(window.last);
  ASSERT_EQ(window.batches.size(), 1u);
  EXPECT_EQ(window.batches[0].establishment.text(), "670000165");
  EXPECT_EQ(window.batches[0].members.size(), 2u);
  core::KeyedHash hash(core::MonthKey({1, 2, 3}));
  const auto key = hash("670000165", "dui", "a");
  EXPECT_TRUE(window.batches[0].members[0].key == key || window.batches[0].members[1].key == key);
  EXPECT_EQ(window.fates.outside, 1u);
  EXPECT_EQ(words(events), "");
}

TEST_F(ChildReaderTest, GivesSmallWindowsInTheirOrderWithoutWaitingForCommits) {
  ChildReader reader(configuration(), jauge_reader);
  reader.start(request("dui", {5, 6, 7}));
  std::vector<Reader::Event> events;
  while (events.empty() || !std::holds_alternative<Reader::Finished>(events.back().what)) {
    auto more = reader.wait(20s);
    ASSERT_FALSE(more.empty());
    for (auto& event : more) events.push_back(std::move(event));
  }
  ASSERT_EQ(events.size(), 4u) << words(events);
  for (std::uint32_t task = 0; task < 3; ++task) {
    EXPECT_EQ(std::get<core::WindowRead>(events[task].what).task, task);
  }
  EXPECT_EQ(words(events), "");
}

TEST_F(ChildReaderTest, GivesNoLargeWindowBeforeTheLastOneIsCommitted) {
  add_source("grande", "sqlite", directory_ / "dui.sqlite", forty_thousand_a_day);
  ChildReader reader(configuration(), jauge_reader);
  const auto ticket = reader.start(request("grande", {5, 6})).value();
  const auto first = reader.wait(20s);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(std::get<core::WindowRead>(first[0].what).task, 0u);
  EXPECT_EQ(std::get<core::WindowRead>(first[0].what).members(), 40'000u);
  EXPECT_THAT(reader.wait(300ms), IsEmpty());
  reader.commit(ticket);
  const auto rest = run(reader);
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(std::get<core::WindowRead>(rest[0].what).task, 1u);
  EXPECT_EQ(words(rest), "");
}

TEST_F(ChildReaderTest, GivesAWindowOfManyMembersInPartsThatCommitsLetThrough) {
  add_source("grande", "sqlite", directory_ / "dui.sqlite", forty_thousand_a_day);
  ChildReader reader(configuration(), jauge_reader);
  auto asked = request("grande");
  asked.tasks = {{"file_update", october, utc(10, 5), utc(10, 7)}};
  const auto ticket = reader.start(asked).value();
  const auto first = reader.wait(20s);
  ASSERT_EQ(first.size(), 1u);
  const auto& part = std::get<core::WindowRead>(first[0].what);
  EXPECT_FALSE(part.last);
  EXPECT_EQ(part.fates.read, 0u);
  EXPECT_THAT(reader.wait(300ms), IsEmpty());
  reader.commit(ticket);
  const auto rest = run(reader);
  ASSERT_EQ(rest.size(), 2u);
  const auto& last = std::get<core::WindowRead>(rest[0].what);
  EXPECT_TRUE(last.last);
  EXPECT_EQ(last.fates.taken, 80'000u);
  EXPECT_EQ(part.members() + last.members(), 80'000u);
  EXPECT_EQ(words(rest), "");
}

TEST_F(ChildReaderTest, LeavesNoChildBehindAFinishedRead) {
  ChildReader reader(configuration(), jauge_reader);
  reader.start(request("dui"));
  run(reader);
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().empty();
  }));
}

TEST_F(ChildReaderTest, DoesNotCountTheTimeOfStoringAsTheSources) {
  add_source("grande", "sqlite", directory_ / "dui.sqlite", forty_thousand_a_day);
  ChildReader reader(configuration(), jauge_reader);
  auto asked = request("grande", {5, 6});
  asked.deadline = 5s;
  const auto ticket = reader.start(asked).value();
  ASSERT_EQ(reader.wait(20s).size(), 1u);
  EXPECT_THAT(reader.wait(6s), IsEmpty());
  reader.commit(ticket);
  const auto events = run(reader);
  EXPECT_EQ(words(events), "");
  EXPECT_LT(finished(events).elapsed, 5s);
}

TEST_F(ChildReaderTest, KillsAReadAtItsDeadlineWhileOthersAreOnTime) {
  const test_support::SilentProxy silence;
  add_source("muette", "postgresql",
             "host=127.0.0.1 port=" + std::to_string(silence.port()) + " dbname=d user=u");
  ChildReader reader(configuration(), jauge_reader);
  auto mute = request("muette");
  mute.deadline = 2s;
  const auto begin = Steady::now();
  const auto silent = reader.start(mute).value();
  reader.start(request("dui"));
  const auto on_time = run(reader);
  EXPECT_NE(on_time.back().ticket, silent);
  EXPECT_EQ(words(on_time), "");
  const auto late = run(reader);
  EXPECT_EQ(late.back().ticket, silent);
  EXPECT_EQ(words(late), "Source muette: it did not answer within its time-out.");
  EXPECT_EQ(finished(late).error->kind, ErrorKind::transient);
  EXPECT_GE(Steady::now() - begin, 2s);
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().empty();
  }));
}

TEST_F(ChildReaderTest, KillsAReadWhoseServerGoesSilentAmongItsAnswers) {
  const test_support::PostgresqlServer server({.tcp = true});
  server.execute(
      "CREATE ROLE lecture LOGIN PASSWORD 'juste'; CREATE TABLE grand AS SELECT '670000165' AS finess, "
      "g::text AS dossier, "
      "timestamp '2026-10-05 12:00' AS maj_le FROM generate_series(1, 100000) g; GRANT SELECT ON grand TO "
      "lecture");
  test_support::write_file(directory_ / "secret", "juste");
  const test_support::SilentProxy proxy(server.port(), 50'000);
  add_source("coupee", "postgresql",
             "host=127.0.0.1 port=" + std::to_string(proxy.port()) + " dbname=dui user=lecture",
             "SELECT finess, dossier AS subject, maj_le AS at FROM grand WHERE maj_le >= :since AND maj_le < "
             ":until");
  const std::string mark = "user=lecture\"";
  sources_.insert(sources_.find(mark) + mark.size(),
                  "\npassword = { file = \"" + (directory_ / "secret").string() + "\" }");
  ChildReader reader(configuration(), jauge_reader);
  auto asked = request("coupee");
  asked.deadline = 5s;
  const auto begin = Steady::now();
  reader.start(asked);
  const auto events = run(reader);
  EXPECT_EQ(words(events), "Source coupee: it did not answer within its time-out.");
  EXPECT_GE(proxy.forwarded(), 50'000u);
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().size() == 1u;  // the server
  }));
  EXPECT_LT(Steady::now() - begin, 15s);
}

TEST_F(ChildReaderTest, EndsTheStatementOnTheServerToo) {
  const test_support::PostgresqlServer server;
  server.execute("CREATE ROLE lecture LOGIN; ALTER SCHEMA public OWNER TO postgres");
  add_source("lente", "postgresql", server.connection("lecture"),
             "SELECT '1' AS finess, '1' AS subject, :since AS at FROM pg_sleep(25)");
  ChildReader reader(configuration(), jauge_reader);
  auto asked = request("lente");
  asked.deadline = 3s;
  reader.start(asked);
  const auto running = [&] {
    return server.query(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'lecture' AND state = 'active'");
  };
  EXPECT_TRUE(test_support::eventually([&] { return running() == "1\n"; }));
  EXPECT_EQ(words(run(reader)), "Source lente: it did not answer within its time-out.");
  EXPECT_TRUE(test_support::eventually([&] { return running() == "0\n"; }, 4s));
}

TEST_F(ChildReaderTest, RefusesAnAccountThatMayWrite) {
  const test_support::PostgresqlServer server;
  add_source("maitre", "postgresql", server.connection("postgres"));
  ChildReader reader(configuration(), jauge_reader);
  reader.start(request("maitre"));
  const auto events = run(reader);
  EXPECT_THAT(words(events), HasSubstr("its account may write"));
  EXPECT_EQ(core::render(finished(events).error->hint, core::Language::en),
            "Run: CREATE ROLE jauge_lecture LOGIN;");
}

TEST_F(ChildReaderTest, KillsAChildThatDoesNotHeedSigterm) {
  ChildReader reader(configuration(), program("trap '' TERM; exec sleep 60"));
  auto asked = request("dui");
  asked.deadline = 200ms;
  reader.start(asked);
  EXPECT_EQ(words(run(reader)), "Source dui: it did not answer within its time-out.");
  EXPECT_FALSE(children().empty());
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().empty();
  }));
}

TEST_F(ChildReaderTest, TellsAChildThatDies) {
  ChildReader reader(configuration(), program("exit 3"));
  reader.start(request("dui"));
  const auto events = run(reader);
  EXPECT_EQ(words(events), "Source dui: its reader ended before the read did.");
  EXPECT_EQ(finished(events).error->kind, ErrorKind::transient);
}

TEST_F(ChildReaderTest, TellsAChildThatDoesNotKeepToTheProtocol) {
  ChildReader reader(configuration(), program("echo hello to everyone here; exec sleep 60"));
  reader.start(request("dui"));
  EXPECT_EQ(words(run(reader)), "Source dui: its reader sent what makes no sense.");
}

TEST_F(ChildReaderTest, TellsAProgramThatIsNotThere) {
  ChildReader reader(configuration(), directory_ / "absent");
  reader.start(request("dui"));
  const auto events = run(reader);
  EXPECT_THAT(words(events), HasSubstr("cannot be started"));
  EXPECT_EQ(finished(events).error->kind, ErrorKind::invalid);
}

TEST_F(ChildReaderTest, TellsASourceThatTheConfigurationDoesNotName) {
  ChildReader reader(configuration(), jauge_reader);
  reader.start(request("inconnue"));
  EXPECT_EQ(words(run(reader)), "Source inconnue: the configuration does not name it any more.");
}

TEST_F(ChildReaderTest, TellsAConfigurationThatIsNotValidAnyMore) {
  const auto path = configuration();
  test_support::write_file(path, "[project");
  ChildReader reader(path, jauge_reader);
  reader.start(request("dui"));
  EXPECT_THAT(words(run(reader)), HasSubstr("is not valid any more"));
}

TEST_F(ChildReaderTest, KeepsToFourChildrenAtATime) {
  ChildReader reader(configuration(), program("exec sleep 60"));
  std::vector<Reader::Ticket> tickets;
  for (int i = 0; i < 6; ++i) tickets.push_back(reader.start(request("dui")).value());
  EXPECT_EQ(children().size(), 4u);
  EXPECT_THAT(reader.wait(10ms), IsEmpty());
  reader.cancel(tickets[0]);
  reader.cancel(tickets[5]);
  const auto events = run(reader, 2);
  EXPECT_EQ(finished(events).error->kind, ErrorKind::cancelled);
  // The fifth takes the place of the first.
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().size() == 4u;
  }));
}

TEST_F(ChildReaderTest, EndsAReadThatIsCancelled) {
  ChildReader reader(configuration(), program("exec sleep 60"));
  const auto ticket = reader.start(request("dui")).value();
  reader.cancel(ticket);
  EXPECT_EQ(finished(run(reader)).error->kind, ErrorKind::cancelled);
  EXPECT_TRUE(test_support::eventually([&] {
    reader.wait(10ms);
    return children().empty();
  }));
}

TEST_F(ChildReaderTest, EndsItsChildrenWithItself) {
  {
    ChildReader reader(configuration(), program("exec sleep 60"));
    reader.start(request("dui"));
    EXPECT_EQ(children().size(), 1u);
  }
  EXPECT_THAT(children(), IsEmpty());
}

TEST_F(ChildReaderTest, WakesFromAnotherThread) {
  ChildReader reader(configuration(), jauge_reader);
  const auto begin = Steady::now();
  std::thread other([&] { reader.wake(); });
  EXPECT_THAT(reader.wait(30s), IsEmpty());
  other.join();
  EXPECT_LT(Steady::now() - begin, 20s);
}

TEST_F(ChildReaderTest, GivesItsChildNothingButThePipesAndTheCredentials) {
  setenv("CREDENTIALS_DIRECTORY", "/run/credentials/jauge", 1);
  setenv("PGPASSWORD", "secret", 1);
  const int open_here = dup2(STDERR_FILENO, 77);
  const auto seen = directory_ / "seen";
  ChildReader reader(configuration(),
                     program("ls /proc/$$/fd > " + seen.string() + "; /usr/bin/env >> " + seen.string()));
  reader.start(request("dui"));
  run(reader);
  unsetenv("CREDENTIALS_DIRECTORY");
  unsetenv("PGPASSWORD");
  close(open_here);
  const auto content = test_support::read_file(seen);
  EXPECT_THAT(content, HasSubstr("CREDENTIALS_DIRECTORY=/run/credentials/jauge"));
  EXPECT_THAT(content, testing::Not(HasSubstr("PGPASSWORD")));
  EXPECT_THAT(content, testing::StartsWith("0\n1\n"));
  EXPECT_THAT(content, testing::Not(HasSubstr("\n77\n")));
}

}  // namespace
}  // namespace jauge::assembly
