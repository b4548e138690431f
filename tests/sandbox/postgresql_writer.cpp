#include <libpq-fe.h>

#include <stdexcept>

#include "tests/sandbox/writers.hpp"

namespace jauge::sandbox {
namespace {

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

void run(PGconn* connection, const std::string& sql) {
  const Answer answer(PQexec(connection, sql.c_str()));
  const auto status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    throw std::runtime_error(PQerrorMessage(connection));
  }
}

const char* type_name(ColumnType type) {
  switch (type) {
    case ColumnType::text:
      return "text";
    case ColumnType::day:
      return "date";
    case ColumnType::time:
      return "timestamp";
    case ColumnType::flag:
      return "smallint";
  }
  return "text";
}

void send(PGconn* connection, const std::string& lines) {
  if (PQputCopyData(connection, lines.data(), static_cast<int>(lines.size())) != 1) {
    throw std::runtime_error(PQerrorMessage(connection));
  }
}

}  // namespace

void write_postgresql(const std::vector<Table>& tables, const std::string& connection,
                      const std::string& reader) {
  const Connection opened(PQconnectdb(connection.c_str()));
  if (PQstatus(opened.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(opened.get()));
  for (const auto& table : tables) {
    std::string columns;
    for (const auto& column : table.columns) {
      columns += (columns.empty() ? "" : ", ") + column.name + " " + type_name(column.type);
    }
    run(opened.get(), fmt::format("DROP TABLE IF EXISTS {0}; CREATE TABLE {0} ({1})", table.name, columns));
    run(opened.get(), fmt::format("COPY {} FROM STDIN", table.name));
    std::string lines;
    table.rows([&](const std::vector<std::string>& cells) {
      for (std::size_t index = 0; index < cells.size(); ++index) {
        if (index > 0) lines += '\t';
        lines += cells[index].empty() ? "\\N" : cells[index];
      }
      lines += '\n';
      if (lines.size() > 1 << 20) {
        send(opened.get(), lines);
        lines.clear();
      }
    });
    send(opened.get(), lines);
    if (PQputCopyEnd(opened.get(), nullptr) != 1) throw std::runtime_error(PQerrorMessage(opened.get()));
    const Answer ended(PQgetResult(opened.get()));
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK)
      throw std::runtime_error(PQerrorMessage(opened.get()));
    while (const Answer more{PQgetResult(opened.get())}) {
    }
    if (!table.time_column.empty()) {
      run(opened.get(), fmt::format("CREATE INDEX ON {} ({})", table.name, table.time_column));
    }
    if (!reader.empty() && table.name != "usager") {
      run(opened.get(), fmt::format("GRANT SELECT ON {} TO {}", table.name, reader));
    }
    run(opened.get(), "ANALYZE " + table.name);
  }
}

}  // namespace jauge::sandbox
