#include <mariadb/mysql.h>

#include <map>
#include <sstream>
#include <stdexcept>

#include "tests/sandbox/writers.hpp"

namespace jauge::sandbox {
namespace {

struct Close {
  void operator()(MYSQL* connection) const { mysql_close(connection); }
};
using Connection = std::unique_ptr<MYSQL, Close>;

void run(MYSQL* connection, const std::string& sql) {
  if (mysql_real_query(connection, sql.data(), sql.size()) != 0)
    throw std::runtime_error(mysql_error(connection));
}

const char* type_name(ColumnType type) {
  switch (type) {
    case ColumnType::text:
      return "VARCHAR(64)";
    case ColumnType::day:
      return "DATE";
    case ColumnType::time:
      return "DATETIME";
    case ColumnType::flag:
      return "TINYINT";
  }
  return "TEXT";
}

Connection connect(const std::string& text) {
  std::map<std::string, std::string> values;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    values[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  Connection connection(mysql_init(nullptr));
  mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  const auto or_null = [&](const char* name) {
    return values.contains(name) ? values[name].c_str() : nullptr;
  };
  const auto port = values.contains("port") ? static_cast<unsigned>(std::stoi(values["port"])) : 0U;
  if (!mysql_real_connect(connection.get(), or_null("host"), or_null("user"), or_null("password"),
                          or_null("dbname"), port, or_null("socket"), 0)) {
    throw std::runtime_error(mysql_error(connection.get()));
  }
  return connection;
}

}  // namespace

void write_mariadb(const std::vector<Table>& tables, const std::string& connection) {
  const auto opened = connect(connection);
  run(opened.get(), "SET autocommit = 0");
  for (const auto& table : tables) {
    std::string columns;
    for (const auto& column : table.columns) {
      columns += (columns.empty() ? "" : ", ") + column.name + " " + type_name(column.type);
    }
    run(opened.get(), "DROP TABLE IF EXISTS " + table.name);
    run(opened.get(),
        fmt::format("CREATE TABLE {} ({}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", table.name, columns));
    const auto head = fmt::format("INSERT INTO {} VALUES ", table.name);
    std::string insert = head;
    table.rows([&](const std::vector<std::string>& cells) {
      if (insert.size() > head.size()) insert += ',';
      insert += '(';
      for (std::size_t index = 0; index < cells.size(); ++index) {
        if (index > 0) insert += ',';
        if (cells[index].empty()) {
          insert += "NULL";
          continue;
        }
        std::string escaped(cells[index].size() * 2 + 1, '\0');
        escaped.resize(
            mysql_real_escape_string(opened.get(), escaped.data(), cells[index].data(), cells[index].size()));
        insert += '\'' + escaped + '\'';
      }
      insert += ')';
      if (insert.size() > 1 << 19) {
        run(opened.get(), insert);
        insert = head;
      }
    });
    if (insert.size() > head.size()) run(opened.get(), insert);
    if (!table.time_column.empty()) {
      run(opened.get(), fmt::format("CREATE INDEX {0}_{1} ON {0} ({1})", table.name, table.time_column));
    }
  }
  run(opened.get(), "COMMIT");
}

}  // namespace jauge::sandbox
