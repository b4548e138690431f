#include <sqlite3.h>

#include <stdexcept>

#include "tests/sandbox/writers.hpp"

namespace jauge::sandbox {
namespace {

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

void check(bool well, sqlite3* connection) {
  if (!well) throw std::runtime_error(sqlite3_errmsg(connection));
}

void run(sqlite3* connection, const std::string& sql) {
  check(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, connection);
}

}  // namespace

void write_sqlite(const std::vector<Table>& tables, const std::filesystem::path& file) {
  std::filesystem::remove(file);
  sqlite3* opened = nullptr;
  const int result = sqlite3_open(file.c_str(), &opened);
  const Connection connection(opened);
  check(result == SQLITE_OK, opened);
  run(opened, "PRAGMA synchronous = OFF; BEGIN");
  for (const auto& table : tables) {
    std::string columns;
    std::string marks;
    for (const auto& column : table.columns) {
      columns += (columns.empty() ? "" : ", ") + column.name +
                 (column.type == ColumnType::flag ? " INTEGER" : " TEXT");
      marks += marks.empty() ? "?" : ", ?";
    }
    run(opened, fmt::format("CREATE TABLE {} ({})", table.name, columns));
    sqlite3_stmt* prepared = nullptr;
    const auto insert = fmt::format("INSERT INTO {} VALUES ({})", table.name, marks);
    check(sqlite3_prepare_v2(opened, insert.c_str(), -1, &prepared, nullptr) == SQLITE_OK, opened);
    const Statement statement(prepared);
    table.rows([&](const std::vector<std::string>& cells) {
      for (std::size_t index = 0; index < cells.size(); ++index) {
        const int at = static_cast<int>(index) + 1;
        if (cells[index].empty()) {
          sqlite3_bind_null(prepared, at);
        } else {
          sqlite3_bind_text(prepared, at, cells[index].data(), static_cast<int>(cells[index].size()),
                            SQLITE_STATIC);
        }
      }
      check(sqlite3_step(prepared) == SQLITE_DONE, opened);
      sqlite3_reset(prepared);
    });
    if (!table.time_column.empty()) {
      run(opened, fmt::format("CREATE INDEX {0}_{1} ON {0} ({1})", table.name, table.time_column));
    }
  }
  run(opened, "COMMIT");
}

}  // namespace jauge::sandbox
