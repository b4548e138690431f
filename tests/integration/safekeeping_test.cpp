// Backup, restore, journal and a damaged store, with the real programs.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "sqlite/connection.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// A trial whose last month is closed and receipted.
class Safekeeping : public testing::Test {
 protected:
  Safekeeping() {
    trial.make_grappe({"--seed", "61", "--establishments", "1", "--persons", "4", "--months", "2"});
    const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
    if (once.exit_code != 0) throw std::runtime_error(once.err);
  }
  std::string file(std::string_view name) const { return trial.path(name).string(); }
  std::string reports() const { return trial.jauge({"reports", "--json"}).out; }
  std::vector<std::string> codes() const {
    std::vector<std::string> out;
    for (const auto& line : Json::parse(trial.jauge({"journal", "--json"}).out))
      out.push_back(line.at("code"));
    return out;
  }
  bool has_code(const std::string& code) const {
    const auto all = codes();
    return std::find(all.begin(), all.end(), code) != all.end();
  }
  void damage_store() const {
    auto bytes = read_file(trial.path("jauge.db"));
    bytes[bytes.size() / 2] ^= 1;
    write_file(trial.path("jauge.db"), bytes);
  }
  Trial trial;
};

TEST_F(Safekeeping, RestoresWhatItHasBackedUp) {
  const auto before = reports();
  const auto made = trial.jauge({"backup", file("copy.db"), "--members", "--keys", file("keys.txt")});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(fs::status(file("copy.db")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(file("keys.txt")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(file("jauge.db.export")));
  fs::remove(file("jauge.db"));
  fs::remove_all(file("keys"));
  const auto restored = trial.jauge({"restore", file("copy.db"), "--keys", file("keys.txt")});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(reports(), before);
  EXPECT_EQ(trial.compare().exit_code, 0);
  EXPECT_TRUE(has_code("restauration"));
  EXPECT_EQ(trial.jauged({"--once", "--month", Trial::last_month()}).exit_code, 0);
}

TEST_F(Safekeeping, GoesOnWithoutKeysNorMembers) {
  const auto before = reports();
  ASSERT_EQ(trial.jauge({"backup", file("copy.db")}).exit_code, 0);
  fs::remove_all(file("keys"));
  const auto restored = trial.jauge({"restore", file("copy.db")});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(reports(), before);
  const auto once = trial.jauged({"--once"});
  EXPECT_EQ(once.exit_code, 0) << once.err;
}

TEST_F(Safekeeping, NeverReplacesAFile) {
  write_file(file("copy.db"), "precious");
  EXPECT_EQ(trial.jauge({"backup", file("copy.db")}).exit_code, 2);
  EXPECT_EQ(read_file(file("copy.db")), "precious");
}

TEST_F(Safekeeping, RefusesToRestoreBesideARunningDaemonAndADamagedBackup) {
  ASSERT_EQ(trial.jauge({"backup", file("copy.db")}).exit_code, 0);
  {
    const auto service = trial.start_jauged();
    ASSERT_TRUE(eventually([&] { return fs::exists(file("run/admin.sock")); }));
    ASSERT_TRUE(eventually([&] { return trial.jauge({"backup", file("live.db")}).exit_code == 0; }));
    EXPECT_EQ(trial.jauge({"restore", file("copy.db")}).exit_code, 3);
    service->signal(SIGTERM);
    EXPECT_EQ(service->wait(std::chrono::seconds(10)), 0);
  }
  const auto before = read_file(file("jauge.db"));
  auto bytes = read_file(file("copy.db"));
  bytes[bytes.size() / 3] ^= 16;
  write_file(file("copy.db"), bytes);
  EXPECT_EQ(trial.jauge({"restore", file("copy.db")}).exit_code, 1);
  EXPECT_EQ(read_file(file("jauge.db")), before);
}

TEST_F(Safekeeping, MakesABackupADayByItself) {
  ASSERT_EQ(trial.jauged({"--once"}).exit_code, 0);
  ASSERT_TRUE(fs::exists(file("jauge.db.backup")));
  EXPECT_TRUE(has_code("sauvegarde"));
  const auto first = fs::last_write_time(file("jauge.db.backup"));
  ASSERT_EQ(trial.jauged({"--once"}).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(file("jauge.db.backup")), first) << "not twice in a day";
}

TEST_F(Safekeeping, StopsTheDaemonOnADamagedStoreAndNamesTheBackup) {
  ASSERT_EQ(trial.jauged({"--once"}).exit_code, 0);
  const auto before = reports();
  damage_store();
  const auto service = trial.start_jauged();
  EXPECT_EQ(service->wait(std::chrono::seconds(20)), 78);
  EXPECT_NE(read_file(trial.log()).find("jauge restore " + file("jauge.db.backup")), std::string::npos)
      << read_file(trial.log());
  EXPECT_EQ(trial.jauged({"--once"}).exit_code, 78);
  ASSERT_EQ(trial.jauge({"restore", file("jauge.db.backup")}).exit_code, 0);
  EXPECT_EQ(reports(), before);
}

TEST_F(Safekeeping, RefusesAStoreOfALaterVersionUntouched) {
  {
    auto store = sqlite::Connection::open(file("jauge.db"), {.exclusive = true, .checksums = true});
    ASSERT_TRUE(store && store->execute("PRAGMA user_version = 1000"));
  }
  const auto before = read_file(file("jauge.db"));
  const auto once = trial.jauged({"--once"});
  EXPECT_EQ(once.exit_code, 78);
  EXPECT_EQ(read_file(file("jauge.db")), before);
}

TEST_F(Safekeeping, NotesReadsClosingsSealsReceiptsConfigurationsAndCommands) {
  ASSERT_EQ(trial.jauge({"poll"}).exit_code, 0);
  for (const auto* code :
       {"configuration", "lecture", "relecture", "arrete", "scellement", "accuse", "commande"})
    EXPECT_TRUE(has_code(code)) << code;
  const auto changes = [&] {
    const auto all = codes();
    return std::count(all.begin(), all.end(), "configuration");
  };
  EXPECT_EQ(changes(), 1);
  trial.append_configuration("\n# a remark\n");
  EXPECT_EQ(changes(), 2);
  const auto asked = Json::parse(trial.jauge({"journal", "--json", "--limit", "1"}).out);
  EXPECT_EQ(asked.size(), 1U);
  EXPECT_EQ(trial.jauge({"journal", "--limit", "none"}).exit_code, 2);
}

}  // namespace
}  // namespace jauge::test_support
