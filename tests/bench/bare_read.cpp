#include "tests/bench/bare_read.hpp"

#include <libpq-fe.h>
#include <mariadb/mysql.h>

#include <memory>
#include <stdexcept>

#include "tests/bench/measure.hpp"

namespace jauge::bench {
namespace {

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
  void operator()(MYSQL* connection) const { mysql_close(connection); }
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

void demand(bool well, const char* words) {
  if (!well) throw std::runtime_error(words);
}

}  // namespace

BareRead read_bare_postgresql(const std::string& connection, const std::vector<std::string>& queries) {
  BareRead read;
  read.wall = timed([&] {
    const std::unique_ptr<PGconn, Close> opened(PQconnectdb(connection.c_str()));
    PGconn* const server = opened.get();
    demand(PQstatus(server) == CONNECTION_OK, PQerrorMessage(server));
    for (const auto& query : queries) {
      const int sent = PQsendQueryParams(server, query.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1);
      demand(sent == 1 && PQsetSingleRowMode(server) == 1, PQerrorMessage(server));
      while (const std::unique_ptr<PGresult, Close> row{PQgetResult(server)}) {
        const auto status = PQresultStatus(row.get());
        demand(status != PGRES_FATAL_ERROR, PQerrorMessage(server));
        if (status != PGRES_SINGLE_TUPLE) continue;
        ++read.rows;
        for (int column = 0; column < PQnfields(row.get()); ++column) {
          read.bytes += static_cast<std::uint64_t>(PQgetlength(row.get(), 0, column));
        }
      }
    }
  });
  return read;
}

BareRead read_bare_mariadb(const std::string& socket, const std::string& user,
                           const std::vector<std::string>& queries) {
  BareRead read;
  read.wall = timed([&] {
    const std::unique_ptr<MYSQL, Close> opened(mysql_init(nullptr));
    MYSQL* const server = opened.get();
    demand(mysql_real_connect(server, nullptr, user.c_str(), nullptr, "dui", 0, socket.c_str(), 0) != nullptr,
           mysql_error(server));
    for (const auto& query : queries) {
      demand(mysql_real_query(server, query.data(), query.size()) == 0, mysql_error(server));
      const std::unique_ptr<MYSQL_RES, Close> result(mysql_use_result(server));
      demand(result != nullptr, mysql_error(server));
      const unsigned columns = mysql_num_fields(result.get());
      while (mysql_fetch_row(result.get()) != nullptr) {
        ++read.rows;
        const auto* const lengths = mysql_fetch_lengths(result.get());
        for (unsigned column = 0; column < columns; ++column) read.bytes += lengths[column];
      }
      demand(mysql_errno(server) == 0, mysql_error(server));
    }
  });
  return read;
}

const std::vector<std::string>& all_rows() {
  static const std::vector<std::string> queries{
      "SELECT finess, dossier, entree, sortie FROM sejour",
      "SELECT finess, dossier, ecrit_le FROM ecriture WHERE technique = 0",
      "SELECT finess, dossier, debut, fin FROM projet WHERE statut IN ('PREPARATION','ACTIF','TERMINE')",
      "SELECT finess, dossier, debut FROM agenda WHERE annule = 0",
      "SELECT finess, dossier, qualifiee_le FROM identite",
      "SELECT finess, message_id, envoye_le FROM mssante",
      "SELECT finess, document_id, depose_le FROM dmp",
      "SELECT finess, prescription_id, importee_le FROM prescription",
      "SELECT finess, note_id, ecrite_le FROM liaison",
  };
  return queries;
}

}  // namespace jauge::bench
