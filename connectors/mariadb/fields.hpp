#pragma once
// Columns of a prepared statement: where libmariadb writes a row, and what it says as cells.
#include <mysql.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "core/row.hpp"

namespace jauge::connectors::mariadb {

/// Buffers for the columns of one result. Not moved once bound.
class Fields {
 public:
  /// `offset`: the session's, where it has one instead of a zone; a TIMESTAMP is then an instant.
  Fields(const MYSQL_FIELD* fields, unsigned count, const std::vector<std::size_t>& wanted,
         std::optional<std::chrono::seconds> offset);
  MYSQL_BIND* binds() { return binds_.data(); }
  /// The cell of column `index` of the row last fetched, of which it is a view.
  core::Cell cell(std::size_t index) const;

 private:
  enum class Form { none, text, uuid, decimal, integer, unsigned_integer, floating, date, datetime, instant };
  struct Buffer {
    Form form = Form::none;
    my_bool is_null = 0;
    my_bool is_cut = 0;
    unsigned long length = 0;
    std::int64_t integer = 0;
    double floating = 0;
    MYSQL_TIME time{};
    std::array<char, 808> text{};  // 201 characters and a little: a longer key is refused, whatever its end
    mutable std::array<char, 24> digits{};
  };
  static Form form_of(const MYSQL_FIELD& field, bool offset);
  static void bind(Buffer& buffer, MYSQL_BIND& bind);

  std::optional<std::chrono::seconds> offset_;
  std::vector<std::unique_ptr<Buffer>> buffers_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace jauge::connectors::mariadb
