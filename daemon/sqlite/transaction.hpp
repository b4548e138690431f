#pragma once
// A transaction that rolls back unless it is committed. Inside another it is a savepoint of it.
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::sqlite {

class Transaction {
 public:
  [[nodiscard]] static core::Result<Transaction> begin(Connection& connection);
  static bool is_open(const Connection& connection);
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  /// The outermost one is durable when this succeeds. When it fails, all of it or nothing of it is there: if
  /// only the last sync failed, all of it. The database tells, not the caller's memory.
  [[nodiscard]] core::Result<void> commit();

 private:
  Transaction(Connection::State& state, bool nested) : state_(&state), nested_(nested) {}
  void rollback() noexcept;

  Connection::State* state_;  // null once ended
  bool nested_;
};

/// Runs `work`, which gives a Result, and commits if it succeeded.
template <class Work>
[[nodiscard]] auto in_transaction(Connection& connection, Work&& work) -> decltype(work()) {
  auto transaction = Transaction::begin(connection);
  if (!transaction) return core::Failure(transaction.error());
  auto result = work();
  if (!result) return result;
  if (auto committed = transaction->commit(); !committed) return core::Failure(committed.error());
  return result;
}

/// The same, as a part of the transaction that is open, if one is: where `work` fails then, that one is to be
/// rolled back as a whole. For what is done thousands of times in one, where a savepoint would cost more than
/// the work.
template <class Work>
[[nodiscard]] auto joining_transaction(Connection& connection, Work&& work) -> decltype(work()) {
  return Transaction::is_open(connection) ? work() : in_transaction(connection, work);
}

}  // namespace jauge::sqlite
