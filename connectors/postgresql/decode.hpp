#pragma once
// PostgreSQL's binary values as cells, and what is asked of the server so that none is large.
#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "core/row.hpp"

namespace jauge::connectors::postgresql {

/// A column of a result, by the object id of its type and its modifier: the length of a varchar.
class Column {
 public:
  Column() = default;
  Column(std::string name, Oid type, int modifier);

  /// What to select so that decode() reads it: the column as it is, or as a text of at most 201 characters,
  /// one more than a key may have.
  std::string expression() const;
  /// `index` is the column's place in `row`, of which the cell is a view.
  core::Cell decode(const PGresult* row, int index) const;

 private:
  enum class Form {
    none,
    text,
    decimal,
    uuid,
    int2,
    int4,
    int8,
    oid,
    float4,
    float8,
    date,
    timestamp,
    timestamptz
  };
  std::string name_;
  Form form_ = Form::none;
  bool is_short_ = false;  // it cannot hold more than a key may have
  bool is_plain_ = false;  // text as it is stored
};

/// "name" between quotes, as SQL writes it.
std::string quoted(std::string_view name);

}  // namespace jauge::connectors::postgresql
