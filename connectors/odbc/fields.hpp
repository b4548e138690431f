#pragma once
// Columns of a result as arrays of a thousand rows: where the driver writes them, and what they say as cells.
#include <sql.h>
#include <sqlext.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/row.hpp"

namespace jauge::connectors::odbc {

/// What is asked of the driver for a column, by its ODBC type.
enum class Form { none, text, uuid, decimal, integer, floating, date, timestamp, written_time };

Form form_of(SQLSMALLINT type, bool is_unsigned);

/// A date or time as ODBC has it; `unreadable` for a day that does not exist.
core::Cell date_cell(const SQL_DATE_STRUCT& date);
core::Cell timestamp_cell(const SQL_TIMESTAMP_STRUCT& time);

class Fields {
 public:
  static constexpr std::size_t rowset = 1000;

  /// Tells the driver of the arrays; `columns` are numbered from 1. Not moved once bound.
  SQLRETURN bind(SQLHSTMT statement, const std::vector<std::pair<SQLUSMALLINT, Form>>& columns);
  /// Rows that the last fetch gave.
  std::size_t rows() const { return fetched_; }
  /// The driver could not give that row: what it holds is not known.
  bool is_broken(std::size_t row) const { return status_[row] == SQL_ROW_ERROR; }
  /// The cell of the `column`-th bound column; a view until the next call for that column.
  core::Cell cell(std::size_t column, std::size_t row);

 private:
  static constexpr std::size_t letters = 202;  // 201 and an end: a longer key is refused, whatever its end
  struct Column {
    Form form = Form::none;
    std::size_t width = 0;  // bytes of a row
    std::vector<char> values;
    std::vector<SQLLEN> lengths;
    std::string text;
  };
  SQLULEN fetched_ = 0;
  std::array<SQLUSMALLINT, rowset> status_{};
  std::vector<std::unique_ptr<Column>> columns_;
};

}  // namespace jauge::connectors::odbc
