#pragma once
// A prepared statement: bind, step, read columns.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "core/result.hpp"
#include "sqlite/connection.hpp"

struct sqlite3_stmt;

namespace jauge::sqlite {

/// Bytes to be bound as a blob. They must live until the next step.
struct Blob {
  std::string_view bytes;
  explicit Blob(std::string_view view) : bytes(view) {}
  explicit Blob(std::span<const std::uint8_t> span)
      : bytes(reinterpret_cast<const char*>(span.data()), span.size()) {}
};

class Statement {
 public:
  enum class Type { null, integer, real, text, blob };

  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  /// Parameters are numbered from 1. What is bound must live until the next step; a bind that failed is
  /// told by that step.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, Blob blob);
  Statement& bind_null(int parameter);
  /// Binds the parameters 1, 2, … An empty optional is null.
  template <class... Values>
  Statement& bind_all(const Values&... values);

  /// True: a row is there. False: the end; the statement is then reset.
  [[nodiscard]] core::Result<bool> step();
  /// Steps to the end, for a statement whose rows do not matter.
  [[nodiscard]] core::Result<void> run();
  /// Makes it ready to run again; bindings stay.
  void reset();
  /// As it was when it was prepared.
  void clear();

  /// Columns are numbered from 0. Views live until the next step or reset.
  Type type(int column) const;
  bool is_null(int column) const { return type(column) == Type::null; }
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

  int column_count() const;
  std::string_view column_name(int column) const;
  int parameter_count() const;
  /// 0 when there is none of that name; `name` with its colon.
  int parameter_index(const char* name) const;
  /// It cannot change the database.
  bool is_read_only() const;

 private:
  friend class Connection;
  friend class KeptStatement;
  Statement(sqlite3_stmt* statement, Connection::State* state) : statement_(statement), state_(state) {}
  template <class Value>
  void bind_one(int parameter, const Value& value);

  sqlite3_stmt* statement_ = nullptr;
  Connection::State* state_ = nullptr;
  int bind_failure_ = 0;
  bool running_ = false;
};

/// A statement on loan from its connection, which gets it back, cleared, when this goes. Two loans of the
/// same text are two statements.
class KeptStatement {
 public:
  ~KeptStatement();
  KeptStatement(KeptStatement&& other) noexcept;
  KeptStatement& operator=(KeptStatement&&) = delete;
  Statement* operator->() { return &statement_; }
  Statement& operator*() { return statement_; }

 private:
  friend class Connection;
  KeptStatement(Statement statement, std::string_view sql) : statement_(std::move(statement)), sql_(sql) {}
  Statement statement_;
  std::string_view sql_;  // empty once moved from
};

namespace detail {
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
}  // namespace detail

template <class Value>
void Statement::bind_one(int parameter, const Value& value) {
  if constexpr (detail::is_optional<Value>) {
    if (value) {
      bind_one(parameter, *value);
    } else {
      bind_null(parameter);
    }
  } else if constexpr (std::is_integral_v<Value>) {
    bind(parameter, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<Value, Blob>) {
    bind(parameter, value);
  } else {
    bind(parameter, std::string_view(value));
  }
}

template <class... Values>
Statement& Statement::bind_all(const Values&... values) {
  int parameter = 0;
  (bind_one(++parameter, values), ...);
  return *this;
}

}  // namespace jauge::sqlite
