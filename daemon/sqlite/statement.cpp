#include "sqlite/statement.hpp"

#include <sqlite3.h>

#include <new>
#include <utility>

#include "sqlite/connection_state.hpp"

namespace jauge::sqlite {

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      state_(other.state_),
      bind_failure_(other.bind_failure_),
      running_(other.running_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(state_, other.state_);
  std::swap(bind_failure_, other.bind_failure_);
  std::swap(running_, other.running_);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_, parameter, value); code != SQLITE_OK)
    bind_failure_ = code;
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL where an empty text is meant.
  const char* start = text.data() != nullptr ? text.data() : "";
  const int code = sqlite3_bind_text64(statement_, parameter, start, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) bind_failure_ = code;
  return *this;
}

Statement& Statement::bind(int parameter, Blob blob) {
  const char* start = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
  const int code = sqlite3_bind_blob64(statement_, parameter, start, blob.bytes.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) bind_failure_ = code;
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  if (const int code = sqlite3_bind_null(statement_, parameter); code != SQLITE_OK) bind_failure_ = code;
  return *this;
}

core::Result<bool> Statement::step() {
  if (bind_failure_ != SQLITE_OK) return core::Failure(state_->error(bind_failure_));
  if (!running_ && state_->transaction_was_lost()) {
    return core::Failure(state_->error(SQLITE_ABORT_ROLLBACK));
  }
  running_ = true;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  // The error is read before the reset, which would replace it.
  auto error = state_->error(code);
  reset();
  return core::Failure(std::move(error));
}

core::Result<void> Statement::run() {
  while (true) {
    auto row = step();
    if (!row) return core::Failure(row.error());
    if (!*row) return {};
  }
}

void Statement::reset() {
  sqlite3_reset(statement_);
  running_ = false;
}

void Statement::clear() {
  reset();
  sqlite3_clear_bindings(statement_);
  bind_failure_ = SQLITE_OK;
}

Statement::Type Statement::type(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return Type::integer;
    case SQLITE_FLOAT:
      return Type::real;
    case SQLITE_TEXT:
      return Type::text;
    case SQLITE_BLOB:
      return Type::blob;
    default:
      return Type::null;
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string_view Statement::text(int column) const {
  // The pointer is asked for before the size: asking may convert the value.
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (start == nullptr) return {};
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (start == nullptr) return {};
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

int Statement::column_count() const {
  return sqlite3_column_count(statement_);
}

std::string_view Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_, column);
  return name != nullptr ? std::string_view(name) : std::string_view();
}

int Statement::parameter_count() const {
  return sqlite3_bind_parameter_count(statement_);
}
int Statement::parameter_index(const char* name) const {
  return sqlite3_bind_parameter_index(statement_, name);
}
bool Statement::is_read_only() const {
  return sqlite3_stmt_readonly(statement_) != 0;
}

KeptStatement::~KeptStatement() {
  if (sql_.empty()) return;
  statement_.clear();
  try {
    // Where another loan of it came back first, this one goes.
    statement_.state_->kept.try_emplace(sql_, std::move(statement_));
  } catch (const std::bad_alloc&) {
    // Not kept, then.
  }
}

KeptStatement::KeptStatement(KeptStatement&& other) noexcept
    : statement_(std::move(other.statement_)), sql_(std::exchange(other.sql_, {})) {}

}  // namespace jauge::sqlite
