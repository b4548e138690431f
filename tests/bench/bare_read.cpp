#include "tests/bench/bare_read.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

namespace jauge::bench {
namespace {

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};

}  // namespace

BareRead read_bare(const std::string& connection, const std::vector<std::string>& queries) {
  const auto begin = std::chrono::steady_clock::now();
  BareRead read;
  const std::unique_ptr<PGconn, Close> opened(PQconnectdb(connection.c_str()));
  if (PQstatus(opened.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(opened.get()));
  for (const auto& query : queries) {
    if (PQsendQueryParams(opened.get(), query.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) != 1 ||
        PQsetSingleRowMode(opened.get()) != 1) {
      throw std::runtime_error(PQerrorMessage(opened.get()));
    }
    while (const std::unique_ptr<PGresult, Close> row{PQgetResult(opened.get())}) {
      const auto status = PQresultStatus(row.get());
      if (status == PGRES_FATAL_ERROR) throw std::runtime_error(PQerrorMessage(opened.get()));
      if (status != PGRES_SINGLE_TUPLE) continue;
      ++read.rows;
      for (int column = 0; column < PQnfields(row.get()); ++column) {
        read.bytes += static_cast<std::uint64_t>(PQgetlength(row.get(), 0, column));
      }
    }
  }
  read.time = std::chrono::steady_clock::now() - begin;
  return read;
}

}  // namespace jauge::bench
