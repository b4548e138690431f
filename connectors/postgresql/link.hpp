#pragma once
// A connection to PostgreSQL: made from the configuration alone, limited before anything is run on it.
#include <libpq-fe.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "connectors/failure.hpp"

namespace jauge::connectors::postgresql {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

/// A value bound to $1, $2, …, as text; `type` is the object id of its PostgreSQL type.
struct Bound {
  Oid type;
  std::string value;
};

class Link {
 public:
  explicit Link(const config::SourceSection& section) : section_(section) {}
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Connects and sets the session's limits; of an open one, whether it still stands.
  core::Result<void> open();
  /// One statement, its whole answer; for small ones. `query` names it in an error, `binary` is the result's
  /// form.
  core::Result<Answer> run(const char* sql, const std::vector<Bound>& bounds, std::string_view query,
                           bool binary);
  /// The columns that a statement would give: the server parses it, and neither plans nor runs it.
  core::Result<Answer> describe(const char* sql, const std::vector<Bound>& bounds, std::string_view query);
  /// Starts a statement whose rows come one by one, in binary.
  core::Result<void> start(const char* sql, const std::vector<Bound>& bounds, std::string_view query);
  /// The next of them; null at the end.
  Answer next() { return Answer(PQgetResult(connection_.get())); }
  core::Failure failed(const PGresult* answer, std::string_view query) const;
  /// Ends the running statement; from any thread.
  void cancel();

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct FreeCancel {
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
  };
  core::Result<void> connect();
  core::Failure unconnected() const;
  core::Result<void> limit();

  config::SourceSection section_;
  std::unique_ptr<PGconn, Finish> connection_;
  std::mutex cancel_mutex_;
  std::unique_ptr<PGcancel, FreeCancel> cancel_;
};

}  // namespace jauge::connectors::postgresql
