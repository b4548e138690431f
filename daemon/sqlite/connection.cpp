#include "sqlite/connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "sqlite/checksum_vfs.hpp"
#include "sqlite/connection_state.hpp"
#include "sqlite/error.hpp"
#include "sqlite/page_checksum.hpp"
#include "sqlite/statement.hpp"

namespace jauge::sqlite {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

/// A setting, the question that reads it back and the answer it must give.
struct Setting {
  const char* set;
  const char* get;
  std::string_view expected;
};

// journal_mode comes first: reading the schema rolls a crashed transaction back, and that has to happen
// before the lock mode is exclusive, or the journal would be zeroed in place.
constexpr Setting own_file_settings[] = {
    {"PRAGMA synchronous=EXTRA", "PRAGMA synchronous", "3"},
    {"PRAGMA journal_mode=TRUNCATE", "PRAGMA journal_mode", "truncate"},
    {"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
    {"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
    // REPLACE would otherwise delete rows without asking the triggers that keep them.
    {"PRAGMA recursive_triggers=ON", "PRAGMA recursive_triggers", "1"},
    {"PRAGMA auto_vacuum=NONE", "PRAGMA auto_vacuum", "0"},
};
constexpr Setting exclusive_settings[] = {
    {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA locking_mode", "exclusive"},
};
constexpr Setting read_only_settings[] = {
    {"PRAGMA query_only=ON", "PRAGMA query_only", "1"},
};
constexpr Setting common_settings[] = {
    {"PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0"},
    {"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
    {"PRAGMA mmap_size=0", "PRAGMA mmap_size", "0"},
    {"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
    {"PRAGMA cache_size=-2048", "PRAGMA cache_size", "-2048"},
};
constexpr const char* new_file_page_size = "PRAGMA page_size=4096";
constexpr std::string_view count_pages = "PRAGMA page_count";
constexpr const char* take_lock = "BEGIN EXCLUSIVE; COMMIT";

constexpr std::string_view quick_check_sql = "PRAGMA quick_check(1)";
constexpr std::string_view integrity_check_sql = "PRAGMA integrity_check(1)";
constexpr std::string_view foreign_key_check_sql = "PRAGMA foreign_key_check";

/// Makes an empty file that only its owner may read: SQLite would take the mode from the umask.
Result<void> make_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
    return {};
  }
  if (errno == EEXIST) return {};
  if (errno == ENOSPC || errno == EDQUOT) return core::Failure(error_of(SQLITE_FULL, errno, path));
  return core::fail(ErrorKind::invalid, msg("{0} cannot be made: {1}.", path.string(), std::strerror(errno)),
                    msg("Check that its directory exists and may be written by this user."));
}

Result<void> set_all(const Connection& connection, std::span<const Setting> settings) {
  for (const auto& setting : settings) {
    if (auto done = connection.execute(setting.set); !done) return done;
    auto read_back = connection.text(setting.get);
    if (!read_back) return core::Failure(read_back.error());
    // A database that cannot be mapped gives no row for its mapping's size.
    const bool nothing_to_map = !*read_back && std::string_view(setting.get) == "PRAGMA mmap_size";
    if (!nothing_to_map && (!*read_back || **read_back != setting.expected)) {
      return core::fail(ErrorKind::invalid,
                        msg("{0} does not take the setting {1}.", connection.path().string(), setting.set),
                        msg("The SQLite library of this machine is not one that Jauge can rely on."));
    }
  }
  return {};
}

/// What SQLite's checks answer. A page that the disk does not give is told in the same words as damage, with
/// its result code at the end.
Result<void> verdict_of(std::string_view answer, const Connection::State& state) {
  constexpr std::string_view told = "error code";
  if (answer == "ok") return {};
  if (const auto at = answer.find(told); at != std::string_view::npos) {
    const auto number = answer.substr(std::min(at + told.size() + 1, answer.size()));
    int code = 0;
    std::from_chars(number.data(), number.data() + number.size(), code);
    if ((code & 0xff) == SQLITE_IOERR) return core::Failure(state.error(code));
  }
  return core::Failure(damaged(state.path));
}

/// Switches that protect against a hostile schema. Each is read back.
Result<void> harden(sqlite3* database, const Connection::State& state) {
  const std::pair<int, int> switches[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 1}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
  };
  for (const auto& [name, wanted] : switches) {
    int now = -1;
    const int code = sqlite3_db_config(database, name, wanted, &now);
    if (code != SQLITE_OK) return core::Failure(state.error(code));
    if (now != wanted) return core::Failure(state.error(SQLITE_MISUSE));
  }
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  return {};
}

/// A function that SQL may call (Connection::define); it is its own user data.
void call_defined(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  const auto function = reinterpret_cast<std::string (*)(std::string_view)>(sqlite3_user_data(context));
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(arguments[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  try {
    const auto result = function({bytes, size});
    sqlite3_result_blob64(context, result.data(), result.size(), SQLITE_TRANSIENT);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

Connection::State::~State() {
  kept.clear();
  if (database != nullptr) sqlite3_close(database);
}

core::Error Connection::State::error(int code) const {
  return error_of(code, database != nullptr ? sqlite3_system_errno(database) : 0, path);
}

bool Connection::State::transaction_was_lost() const {
  return open_transactions > 0 && sqlite3_get_autocommit(database) != 0;
}

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

Result<Connection> Connection::open(const std::filesystem::path& path, const Options& options) {
  if (options.create && !options.read_only) {
    if (auto made = make_file(path); !made) return core::Failure(made.error());
  }
  // Nobody asks for its counts of memory, which cost a lock at each allocation.
  static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(uncounted);
  auto state = std::make_unique<State>();
  state->path = path;
  state->checksums = options.checksums;
  const int flags = (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
  const int code =
      sqlite3_open_v2(path.c_str(), &state->database, flags, options.checksums ? checksum_vfs() : nullptr);
  if (code != SQLITE_OK) return core::Failure(state->error(code));
  sqlite3_extended_result_codes(state->database, 1);
  sqlite3_busy_timeout(state->database, static_cast<int>(options.patience.count()));
  if (auto hardened = harden(state->database, *state); !hardened) return core::Failure(hardened.error());

  Connection connection(std::move(state));
  if (options.checksums && !options.read_only) {
    // The first look rolls back what a cut of the power left of a transaction: of the first one, nothing.
    const auto pages = connection.integer(count_pages);
    if (!pages) return core::Failure(pages.error());
    if (pages->value_or(0) == 0) {
      if (auto done = connection.execute(new_file_page_size); !done) return core::Failure(done.error());
      int reserved = static_cast<int>(checksum_size);
      sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    }
  }
  std::vector<std::span<const Setting>> wanted{common_settings};
  if (options.read_only) {
    wanted.emplace_back(read_only_settings);
  } else {
    wanted.emplace_back(own_file_settings);
  }
  if (options.exclusive) wanted.emplace_back(exclusive_settings);
  for (const auto& settings : wanted) {
    if (auto applied = set_all(connection, settings); !applied) return core::Failure(applied.error());
  }
  if (options.exclusive && !options.read_only) {
    if (auto taken = connection.execute(take_lock); !taken) return core::Failure(taken.error());
  }
  return connection;
}

Result<Statement> Connection::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(state_->database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return core::Failure(state_->error(code));
  return Statement(statement, state_.get());
}

Result<KeptStatement> Connection::keep(std::string_view sql) const {
  if (auto found = state_->kept.extract(sql)) return KeptStatement(std::move(found.mapped()), sql);
  auto made = prepare(sql);
  if (!made) return core::Failure(made.error());
  return KeptStatement(std::move(*made), sql);
}

Result<void> Connection::execute(std::string_view script) const {
  if (state_->transaction_was_lost()) return core::Failure(state_->error(SQLITE_ABORT_ROLLBACK));
  const int code = sqlite3_exec(state_->database, std::string(script).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return core::Failure(state_->error(code));
  return {};
}

Result<void> Connection::define(const char* name, std::string (*function)(std::string_view)) const {
  const int code =
      sqlite3_create_function_v2(state_->database, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                 reinterpret_cast<void*>(function), call_defined, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return core::Failure(state_->error(code));
  return {};
}

Result<std::optional<std::int64_t>> Connection::integer(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return core::Failure(statement.error());
  auto row = statement->step();
  if (!row) return core::Failure(row.error());
  if (!*row || statement->is_null(0)) return std::nullopt;
  return statement->integer(0);
}

Result<std::optional<std::string>> Connection::text(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return core::Failure(statement.error());
  auto row = statement->step();
  if (!row) return core::Failure(row.error());
  if (!*row || statement->is_null(0)) return std::nullopt;
  return std::string(statement->text(0));
}

std::int64_t Connection::changes() const {
  return sqlite3_changes64(state_->database);
}
std::int64_t Connection::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(state_->database);
}
bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(state_->database) == 0;
}
void Connection::interrupt() const {
  sqlite3_interrupt(state_->database);
}
const std::filesystem::path& Connection::path() const {
  return state_->path;
}
sqlite3* Connection::handle() const {
  return state_->database;
}

Result<void> Connection::verify_pages() const {
  if (!state_->checksums) return {};
  int code = SQLITE_OK;
  const int asked = sqlite3_file_control(state_->database, "main", verify_pages_control, &code);
  if (asked != SQLITE_OK) return core::Failure(state_->error(asked));
  if (code != SQLITE_OK) return core::Failure(state_->error(code));
  return {};
}

Result<void> Connection::quick_check() const {
  if (auto pages = verify_pages(); !pages) return pages;
  auto answer = text(quick_check_sql);
  if (!answer) return core::Failure(answer.error());
  return verdict_of(answer->value_or(""), *state_);
}

Result<void> Connection::integrity_check() const {
  if (auto pages = verify_pages(); !pages) return pages;
  auto answer = text(integrity_check_sql);
  if (!answer) return core::Failure(answer.error());
  if (auto sound = verdict_of(answer->value_or(""), *state_); !sound) return sound;
  auto orphans = prepare(foreign_key_check_sql);
  if (!orphans) return core::Failure(orphans.error());
  auto orphan = orphans->step();
  if (!orphan) return core::Failure(orphan.error());
  if (*orphan) return core::Failure(damaged(state_->path));
  return {};
}

}  // namespace jauge::sqlite
