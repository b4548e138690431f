#pragma once
// The daemon's one store: an SQLite file of one project, held by one process. Used by one thread.
#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/lock.hpp"
#include "sqlite/transaction.hpp"
#include "store/answer_table.hpp"
#include "store/audit_table.hpp"
#include "store/closing_read_table.hpp"
#include "store/closure_table.hpp"
#include "store/delivery_table.hpp"
#include "store/fate_table.hpp"
#include "store/headcount_table.hpp"
#include "store/late_table.hpp"
#include "store/member_table.hpp"
#include "store/meta_table.hpp"
#include "store/month_keys.hpp"
#include "store/purge_table.hpp"
#include "store/read_table.hpp"
#include "store/report_table.hpp"
#include "store/revision_table.hpp"
#include "store/sealed_table.hpp"

namespace jauge::store {

enum class Checking { quick, whole };

struct Options {
  std::string project;                  // a store of another project is refused
  bool create = true;                   // make the file when there is none
  Checking checking = Checking::whole;  // quick: pages and structure; whole: as Store::check()
};

/// What a backup holds beside figures, reports, receipts and the journal.
enum class Members { left_out, included };

struct BackupSummary {
  std::int64_t closures = 0;
  std::int64_t reports = 0;
  std::int64_t receipts = 0;
  std::int64_t members = 0;
};

class Store {
 public:
  /// Takes `jauge.lock` beside `path`, brings the schema up to date, checks pages and structure.
  /// Fails `refused` only when another process holds the store; `invalid` on a file of another application, a
  /// later version or another project, or that is not there and must not be made; `damaged` on a damaged
  /// file.
  [[nodiscard]] static core::Result<std::unique_ptr<Store>> open(const std::filesystem::path& path,
                                                                 const Options& options);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Runs `work`, which gives a Result, in one transaction: all of it is durable on success, nothing of it
  /// stays on a failure. Inside another transaction it is a part of that one.
  template <class Work>
  [[nodiscard]] auto transaction(Work&& work) -> decltype(work()) {
    return sqlite::in_transaction(connection_, std::forward<Work>(work));
  }

  /// The whole of it: pages, structure, foreign keys, the digest of every closure, document, container and
  /// receipt, the chain of reports, the months' keys. Fails `damaged`.
  [[nodiscard]] core::Result<void> check() const;
  /// A copy at `target`, without the months' keys, which appears only once it is reopened and found as sound
  /// as check() asks. A file of that name is replaced. Fails `damaged` when the store itself is.
  [[nodiscard]] core::Result<BackupSummary> backup(const std::filesystem::path& target, Members wanted) const;
  const std::filesystem::path& path() const { return connection_.path(); }

 private:
  Store(sqlite::FileLock lock, sqlite::Connection connection, const std::filesystem::path& path);
  sqlite::FileLock lock_;
  sqlite::Connection connection_;

 public:
  MetaTable meta;
  ReadTable reads;
  MemberTable members;
  AnswerTable answers;
  FateTable fates;
  LateTable late;
  HeadcountTable headcounts;
  ClosureTable closures;
  ClosingReadTable closing_reads;
  ReportTable reports;
  SealedTable sealed;
  DeliveryTable deliveries;
  AuditTable audit;
  PurgeTable purges;
  RevisionTable revisions;
  MonthKeys keys;
};

struct RestoreOptions {
  std::string project;
  std::string keys;    // what MonthKeys::export_text gave; empty: the key files that are there
  core::Instant now;   // noted in the journal
  std::string origin;  // the backup's name, for the journal
};

struct Restored {
  BackupSummary held;
  std::vector<core::Month> lost_keys;  // months whose key is in neither place: their members are given up
};

/// Puts a backup in the place of the store at `path`, of the same project, once it is found sound. What was
/// there is kept beside, "<path>.replaced". Fails as Store::open.
[[nodiscard]] core::Result<Restored> restore(const std::filesystem::path& backup,
                                             const std::filesystem::path& path,
                                             const RestoreOptions& options);

/// The lock file, the directory of the months' keys and the daily backup that go with a store.
std::filesystem::path lock_path(const std::filesystem::path& store);
std::filesystem::path keys_directory(const std::filesystem::path& store);
std::filesystem::path daily_backup_path(const std::filesystem::path& store);

}  // namespace jauge::store
