#include "sqlite/transaction.hpp"

#include <sqlite3.h>

#include <utility>

#include "sqlite/connection_state.hpp"

namespace jauge::sqlite {

namespace {

constexpr const char* begin_outer = "BEGIN IMMEDIATE";
constexpr const char* commit_outer = "COMMIT";
constexpr const char* rollback_outer = "ROLLBACK";
constexpr const char* begin_nested = "SAVEPOINT jauge";
constexpr const char* commit_nested = "RELEASE jauge";
constexpr const char* rollback_nested = "ROLLBACK TO jauge; RELEASE jauge";

int run(const Connection::State& state, const char* sql) {
  return sqlite3_exec(state.database, sql, nullptr, nullptr, nullptr);
}

}  // namespace

core::Result<Transaction> Transaction::begin(Connection& connection) {
  auto& state = connection.state();
  if (state.transaction_was_lost()) return core::Failure(state.error(SQLITE_ABORT_ROLLBACK));
  const bool nested = state.open_transactions > 0;
  if (const int code = run(state, nested ? begin_nested : begin_outer); code != SQLITE_OK) {
    return core::Failure(state.error(code));
  }
  ++state.open_transactions;
  return Transaction(state, nested);
}

bool Transaction::is_open(const Connection& connection) {
  return connection.state().open_transactions > 0;
}

Transaction::Transaction(Transaction&& other) noexcept
    : state_(std::exchange(other.state_, nullptr)), nested_(other.nested_) {}

Transaction::~Transaction() {
  if (state_ != nullptr) rollback();
}

core::Result<void> Transaction::commit() {
  // Of a transaction that SQLite has rolled back, the commit itself fails.
  if (!nested_ && state_->must_roll_back) return core::Failure(state_->error(SQLITE_ABORT_ROLLBACK));
  if (const int code = run(*state_, nested_ ? commit_nested : commit_outer); code != SQLITE_OK) {
    auto error = state_->error(code);
    rollback();
    return core::Failure(std::move(error));
  }
  --state_->open_transactions;
  state_ = nullptr;
  return {};
}

void Transaction::rollback() noexcept {
  // After a full disk or an input/output error SQLite may have rolled everything back already.
  const bool still_there = sqlite3_get_autocommit(state_->database) == 0;
  if (still_there) {
    const int code = run(*state_, nested_ ? rollback_nested : rollback_outer);
    if (code != SQLITE_OK && nested_) state_->must_roll_back = true;
  }
  --state_->open_transactions;
  if (state_->open_transactions == 0) state_->must_roll_back = false;
  state_ = nullptr;
}

}  // namespace jauge::sqlite
