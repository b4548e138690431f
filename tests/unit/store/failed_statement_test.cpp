// Statements that fail: each thing that a statement of an operation asks SQLite for is refused in turn.
#include <functional>

#include "store/members_left_out.hpp"
#include "tests/support/refused_statements.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::Result;
using test_support::read_file;
using test_support::RefusedStatements;

int append_row(void* content, int columns, char** values, char**) {
  auto& text = *static_cast<std::string*>(content);
  for (int i = 0; i < columns; ++i) text.append(values[i] != nullptr ? values[i] : "-").append(1, '\x1f');
  text += '\n';
  return 0;
}

/// Of a result, whether it is one.
template <class Value>
Result<void> outcome(const Result<Value>& result) {
  if (!result) return core::Failure(result.error());
  return {};
}

class FailedStatement : public StoreTest {
 protected:
  FailedStatement() { open_watched(); }

  void open_watched() {
    reopen();
    connection = RefusedStatements::last_opened();
  }
  /// Every row of every table.
  std::string content() const {
    std::string tables;
    sqlite3_exec(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", append_row,
                 &tables, nullptr);
    std::string rows;
    for (std::size_t at = 0; at < tables.size();) {
      const auto end = tables.find('\x1f', at);
      const auto sql = "SELECT * FROM " + tables.substr(at, end - at);
      sqlite3_exec(connection, sql.c_str(), append_row, &rows, nullptr);
      at = end + 2;
    }
    return rows;
  }
  /// Refuses each thing that `work` asks for in turn: it says so and leaves the store as it was. Then
  /// nothing.
  void refuse_each(const char* name, const std::function<Result<void>()>& work) {
    const auto before = content();
    for (long allowed = 0;; ++allowed) {
      refusals.refuse_after(allowed, connection);
      const auto done = work();
      if (!refusals.stop()) {
        EXPECT_TRUE(done) << name;
        EXPECT_GT(allowed, 0) << name;
        return;
      }
      ASSERT_FALSE(done) << name << ", refused after " << allowed;
      ASSERT_EQ(done.error().kind, core::ErrorKind::invalid) << name << ", refused after " << allowed;
      ASSERT_EQ(content(), before) << name << ", refused after " << allowed;
    }
  }
  core::Batch batch(core::Month of, std::uint8_t first, std::uint8_t size, std::int32_t day) const {
    core::Batch made{tilleuls, of, {}};
    for (std::uint8_t i = 0; i < size; ++i)
      made.members.push_back({key(static_cast<std::uint8_t>(first + i)), day});
    return made;
  }
  ReportId report_of(core::Month of) const {
    return store->reports.find({of, 0, region("44")}).value().value().id;
  }

  RefusedStatements refusals;
  sqlite3* connection = nullptr;
  const std::vector<core::Finess> both{tilleuls, erables};
  const std::vector<std::string> sources{"dui"};
};

// Each test works on two months: in the first its statements are new, in the second they are kept prepared.

TEST_F(FailedStatement, OfIntakeIsToldAndLeavesNothing) {
  core::Fates fates;
  fates.read = 3;
  fates.late = {{month, 4}};
  fates.establishments[tilleuls] = {95, {{"cle-vide", 2}}};
  fates.unattributed = {{"finess-malforme", 1}};
  fates.first_refused_row = 17;
  for (const auto of : {month, month.next()}) {
    const ReadRecord read{"dui",       "file_update", of,  core::ReadPurpose::poll,
                          now,         now,           now, std::chrono::milliseconds(5),
                          std::nullopt};
    const PollRecord poll{"dui", core::ReadPurpose::poll, now, std::chrono::milliseconds(5), std::nullopt};
    refuse_each("record a read", [&] { return store->reads.record(read); });
    refuse_each("record a poll", [&] { return store->reads.record_poll(poll); });
    refuse_each("spans", [&] { return outcome(store->reads.spans("dui", "file_update", now, now)); });
    refuse_each("last read", [&] { return outcome(store->reads.last("dui", "file_update", ReadsOf::all)); });
    refuse_each("last failure", [&] { return outcome(store->reads.last_failure("dui", "file_update")); });
    refuse_each("last end", [&] { return outcome(store->reads.last_success_until("dui", "file_update")); });
    refuse_each("availability", [&] { return outcome(store->reads.availability("dui", now, now)); });
    refuse_each("last poll", [&] { return outcome(store->reads.last_poll("dui")); });
    refuse_each("recent reads", [&] { return outcome(store->reads.recent(5)); });
    refuse_each("recent polls", [&] { return outcome(store->reads.recent_polls(5)); });
    refuse_each("forget reads", [&] { return store->reads.purge_before(now + std::chrono::hours(1)); });
    refuse_each("note an answer",
                [&] { return store->answers.note("dui", "file_update", tilleuls, now, of == month); });
    refuse_each("answer", [&] { return outcome(store->answers.get("dui", "file_update", tilleuls)); });
    refuse_each("fates", [&] { return store->fates.replace(of, "dui", "file_update", fates); });
    refuse_each("read fates", [&] { return outcome(store->fates.get(of)); });
    refuse_each("late rows", [&] { return store->late.add({of, "file_update", "dui", tilleuls, 3}); });
    refuse_each("raised rows", [&] { return store->late.raise_to({of, "file_update", "dui", tilleuls, 8}); });
    refuse_each("list late rows", [&] { return outcome(store->late.list()); });
    refuse_each("list a month's late rows", [&] { return outcome(store->late.list(of)); });
    refuse_each("clear late rows", [&] { return store->late.clear(of); });
    refuse_each("state a headcount", [&] { return store->headcounts.state({of, tilleuls, 72, "dui", now}); });
    refuse_each("headcount", [&] { return outcome(store->headcounts.latest(of, tilleuls, now)); });
    refuse_each("headcounts", [&] { return outcome(store->headcounts.history(of, tilleuls)); });
    refuse_each("a month's headcounts", [&] { return outcome(store->headcounts.history(of)); });
  }
}

TEST_F(FailedStatement, OnSetsIsToldAndLeavesNothing) {
  for (const auto of : {month, month.next()}) {
    refuse_each("add", [&] { return outcome(store->members.add("dui", "k", batch(of, 0, 40, 20000))); });
    refuse_each("add some again, seen earlier",
                [&] { return outcome(store->members.add("dui", "k", batch(of, 20, 40, 19990))); });
    refuse_each("absent", [&] { return outcome(store->members.absent("dui", "k", batch(of, 0, 3, 20000))); });
    refuse_each("members", [&] { return outcome(store->members.members(tilleuls, of, "k")); });
    refuse_each("members of sources",
                [&] { return outcome(store->members.members(tilleuls, of, "k", sources)); });
    refuse_each("count", [&] { return outcome(store->members.count(tilleuls, of, "k", "dui")); });
    refuse_each("sources", [&] { return outcome(store->members.sources_of(tilleuls, of, "k")); });
    refuse_each("months", [&] { return outcome(store->members.months()); });
    refuse_each("has members", [&] { return outcome(store->members.has_members(of)); });
    for (const auto how : {Promotion::replace, Promotion::add}) {
      ASSERT_TRUE(store->members.add("dui", "k", batch(of, 0, 10, 20000), Area::staging));
      refuse_each("staged", [&] { return outcome(store->members.staged(tilleuls, of, "k", sources)); });
      refuse_each("promote", [&] { return store->members.promote("dui", of, "k", both, how); });
    }
    ASSERT_TRUE(store->members.add("dui", "k", batch(of, 0, 10, 20000), Area::staging));
    refuse_each("clear a staging", [&] { return store->members.clear_staging("dui", of, "k"); });
    ASSERT_TRUE(store->members.add("dui", "k", batch(of, 0, 10, 20000), Area::staging));
    refuse_each("clear every staging", [&] { return store->members.clear_staging(); });
    refuse_each("purge", [&] { return store->members.purge(of); });
  }
}

TEST_F(FailedStatement, OfAClosingIsToldAndLeavesNothing) {
  for (const auto of : {month, month.next()}) {
    const ClosingRead read{"dui", "k", ClosingReadState::incoherent, now, false, {tilleuls}};
    refuse_each("a closing read", [&] { return store->closing_reads.set(of, read); });
    refuse_each("is it read", [&] { return outcome(store->closing_reads.get(of, "dui", "k")); });
    refuse_each("closing reads", [&] { return outcome(store->closing_reads.list(of)); });
    refuse_each("accept", [&] { return outcome(store->closing_reads.accept(of)); });
    refuse_each("clear", [&] { return store->closing_reads.clear(of); });
    refuse_each("freeze", [&] { return store->closures.insert({of, 0, now, ""}, "{}"); });
    refuse_each("closure", [&] { return outcome(store->closures.get(of, 0)); });
    refuse_each("latest closure", [&] { return outcome(store->closures.latest(of)); });
    refuse_each("closures", [&] { return outcome(store->closures.list()); });
    refuse_each("frozen months", [&] { return outcome(store->closures.frozen_months()); });
    const auto end = store->reports.last(region("44")).value();
    refuse_each("report", [&] {
      return outcome(store->reports.insert({of, 0, region("44")}, end.sequence + 1, end.json_sha256,
                                           {"json" + of.text(), "csv", "html"}));
    });
    const auto report = report_of(of);
    refuse_each("end of the chain", [&] { return outcome(store->reports.last(region("44"))); });
    refuse_each("find", [&] { return outcome(store->reports.find({of, 0, region("44")})); });
    refuse_each("documents", [&] { return outcome(store->reports.documents(report)); });
    refuse_each("reports", [&] { return outcome(store->reports.list()); });
    refuse_each("to seal", [&] { return outcome(store->reports.to_seal()); });
    refuse_each("ask for a revision", [&] {
      return store->revisions.ask({of, "relecture", true, false, now});
    });
    refuse_each("revision", [&] { return outcome(store->revisions.pending()); });
    refuse_each("clear the revision", [&] { return store->revisions.clear(); });
    refuse_each("note a purge", [&] { return store->purges.note(of, now); });
    refuse_each("purge", [&] { return outcome(store->purges.get(of)); });
    refuse_each("purges", [&] { return outcome(store->purges.months()); });
  }
}

TEST_F(FailedStatement, OfADeliveryIsToldAndLeavesNothing) {
  for (const auto of : {month, month.next()}) {
    const auto report = add_report(of, 0);
    refuse_each("seal", [&] { return store->sealed.insert(report, "container", now); });
    refuse_each("sealed", [&] { return outcome(store->sealed.find(report)); });
    refuse_each("container", [&] { return outcome(store->sealed.container(report)); });
    refuse_each("outbox", [&] { return outcome(store->sealed.outbox()); });
    refuse_each("state", [&] { return store->deliveries.set(report, {}); });
    refuse_each("read the state", [&] { return outcome(store->deliveries.get(report)); });
    refuse_each("deposit", [&] { return store->deliveries.record_deposit(report, {"ref", now, now}); });
    refuse_each("read the deposit", [&] { return outcome(store->deliveries.deposit(report)); });
    refuse_each("receipt", [&] { return store->deliveries.insert_receipt(report, {"bytes", now}); });
    refuse_each("read the receipt", [&] { return outcome(store->deliveries.receipt(report)); });
    refuse_each("revision in force",
                [&] { return outcome(store->deliveries.revision_in_force(of, region("44"))); });
    refuse_each("settled", [&] { return outcome(store->deliveries.month_is_settled(of)); });
    refuse_each("event", [&] { return store->audit.append({now, "closure", of.text(), ""}); });
    refuse_each("events", [&] { return outcome(store->audit.list(5)); });
    refuse_each("value", [&] { return store->meta.set("name", of.text()); });
    refuse_each("read the value", [&] { return outcome(store->meta.get("name")); });
    const auto instant = now + std::chrono::hours(of - month);
    refuse_each("instant", [&] { return store->meta.note_instant(instant); });
    refuse_each("last instant", [&] { return outcome(store->meta.last_instant()); });
  }
}

TEST_F(FailedStatement, OnKeysIsTold) {
  for (const auto of : {month, month.next()}) {
    refuse_each("obtain", [&] { return outcome(store->keys.obtain(of, now)); });
    refuse_each("load", [&] { return outcome(store->keys.load(of)); });
    refuse_each("load all", [&] { return outcome(store->keys.load_all()); });
    refuse_each("months", [&] { return outcome(store->keys.months()); });
    refuse_each("export", [&] { return outcome(store->keys.export_text()); });
    refuse_each("destroy", [&] { return store->keys.destroy(of, now); });
    refuse_each("finish", [&] { return store->keys.finish_destructions(); });
  }
}

TEST_F(FailedStatement, OnAKeyThatIsGivenUpIsToldAndLeavesItsMembers) {
  add_report(month, 0);
  add_report(month, 1);
  for (const auto of : {month, month.next()}) {
    ASSERT_TRUE(store->keys.obtain(of, now));
    ASSERT_TRUE(store->members.add("dui", "k", batch(of, 0, 3, 20000)));
  }
  store.reset();
  auto file = sqlite::Connection::open(path(), {.exclusive = true, .checksums = true}).value();
  connection = file.handle();
  for (const auto of : {month, month.next()})
    refuse_each("give up a key", [&] { return give_up_key(file, of, now); });
  EXPECT_EQ(file.integer("SELECT count(*) FROM member").value(), 0);
  EXPECT_EQ(file.text("SELECT group_concat(month) FROM purge").value(), month.text());
}

TEST_F(FailedStatement, OfATransactionIsToldAndUndoesAllOfIt) {
  for (const auto of : {month, month.next()}) {
    refuse_each("a transaction in another", [&] {
      return store->transaction([&]() -> Result<void> {
        if (auto first = store->meta.set("a", of.text()); !first) return first;
        return store->transaction([&] { return store->meta.set("b", of.text()); });
      });
    });
  }
}

TEST_F(FailedStatement, OfACheckIsTold) {
  const auto report = add_report(month, 0);
  ASSERT_TRUE(store->sealed.insert(report, "container", now));
  ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
  for (int turn = 0; turn < 2; ++turn) refuse_each("check", [&] { return store->check(); });
}

TEST_F(FailedStatement, OfABackupIsToldAndLeavesTheOneBefore) {
  add_report(month, 0);
  for (const auto members : {Members::included, Members::left_out}) {
    test_support::write_file(directory / "backup.db", "the one before");
    const auto before = content();
    for (long allowed = 0;; allowed += 1 + allowed / 16) {
      refusals.refuse_after(allowed, connection);
      const auto done = store->backup(directory / "backup.db", members);
      if (!refusals.stop()) {
        EXPECT_TRUE(done);
        break;
      }
      ASSERT_FALSE(done) << "refused after " << allowed;
      ASSERT_EQ(read_file(directory / "backup.db"), "the one before") << "refused after " << allowed;
      ASSERT_FALSE(std::filesystem::exists(directory / "backup.db.unfinished"));
    }
    EXPECT_EQ(content(), before);
  }
}

TEST_F(FailedStatement, OfAnOpeningIsToldAndChangesNothing) {
  store.reset();
  const auto before = read_file(path());
  for (long allowed = 0;; allowed += 1 + allowed / 16) {
    refusals.refuse_after(allowed, nullptr);
    const auto opened = Store::open(path(), {.project = "PAI-1"});
    if (!refusals.stop()) {
      EXPECT_TRUE(opened);
      break;
    }
    ASSERT_FALSE(opened) << "refused after " << allowed;
    ASSERT_EQ(read_file(path()), before) << "refused after " << allowed;
  }
}

TEST_F(FailedStatement, OfAFirstOpeningLeavesWhatTheNextOneTakes) {
  // A schema asks for hundreds of things.
  for (long allowed = 0;; allowed += 1 + allowed) {
    const auto file = directory / ("new" + std::to_string(allowed)) / "jauge.db";
    std::filesystem::create_directory(file.parent_path());
    refusals.refuse_after(allowed, nullptr);
    const bool opened = Store::open(file, {.project = "PAI-1"}).has_value();
    const bool refused = refusals.stop();
    ASSERT_EQ(opened, !refused) << "refused after " << allowed;
    ASSERT_TRUE(Store::open(file, {.project = "PAI-1"})) << "refused after " << allowed;
    if (!refused) break;
    std::filesystem::remove_all(file.parent_path());
  }
}

/// The old store is opened for the sake of its journal alone: that it does not open is no reason to stop.
TEST_F(FailedStatement, OfARestorationLeavesTheOldStoreOrTheNewOne) {
  add_report(month, 0);
  ASSERT_TRUE(store->keys.obtain(month, now));
  ASSERT_TRUE(store->keys.obtain(month.next(), now));
  ASSERT_TRUE(store->meta.set("a", "before"));
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  ASSERT_TRUE(store->meta.set("a", "after"));
  store.reset();
  std::filesystem::remove(directory / "keys" / month.next().text());
  const auto old = read_file(path());
  int failures = 0;
  for (long allowed = 0;; allowed += 1 + allowed / 200) {
    refusals.refuse_after(allowed, nullptr);
    const auto restored = restore(directory / "backup.db", path(), {"PAI-1", "", now, "backup.db"});
    const bool refused = refusals.stop();
    if (restored) {
      reopen();
      ASSERT_EQ(store->meta.get("a").value(), "before") << "refused after " << allowed;
      ASSERT_TRUE(store->check()) << "refused after " << allowed;
      store.reset();
      test_support::write_file(path(), old);
    } else {
      ++failures;
      ASSERT_EQ(read_file(path()), old) << "refused after " << allowed;
    }
    if (!refused) {
      EXPECT_TRUE(restored);
      break;
    }
  }
  EXPECT_GT(failures, 20);
}

}  // namespace
}  // namespace jauge::store
