#include "connectors/postgresql/link.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "connectors/postgresql/sqlstate.hpp"
#include "core/cleansing.hpp"

namespace jauge::connectors::postgresql {
namespace {

using core::ErrorKind;
using core::msg;
using Steady = std::chrono::steady_clock;

// A file that cannot be: what the client library would look for in the home directory decides nothing.
constexpr const char* no_file = "/dev/null/none";
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

// Keys of the configuration say these; in the connection they would say it twice.
constexpr std::array reserved{"password",         "passfile",        "service",
                              "sslmode",          "sslrootcert",     "requiressl",
                              "options",          "sslpassword",     "fallback_application_name",
                              "application_name", "client_encoding", "replication",
                              "connect_timeout",  "gssencmode"};

constexpr const char* limits_sql =
    "SELECT pg_catalog.set_config('statement_timeout', $1, false),"
    " pg_catalog.set_config('lock_timeout', $2, false),"
    " pg_catalog.set_config('idle_in_transaction_session_timeout', $1, false),"
    " pg_catalog.set_config('default_transaction_read_only', 'on', false)";
constexpr const char* zone_sql = "SELECT pg_catalog.set_config('TimeZone', $1, false)";
constexpr const char* check_sql =
    "SELECT pg_catalog.set_config('client_connection_check_interval', '5000', false)";
constexpr Oid text_type = 25;
constexpr int has_connection_check = 140000;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

/// The library's environment variables would fill what the connection leaves out.
void forget_environment() {
  const Options known(PQconndefaults());
  for (const auto* option = known.get(); option && option->keyword; ++option) {
    if (option->envvar) unsetenv(option->envvar);
  }
  for (const char* name : {"PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL", "PGLOCALEDIR"}) unsetenv(name);
}

const char* tls_mode(config::SourceSection::Tls tls) {
  switch (tls) {
    case config::SourceSection::Tls::verify:
      return "verify-full";
    case config::SourceSection::Tls::require:
      return "require";
    case config::SourceSection::Tls::off:
      return "disable";
  }
  return "verify-full";
}

/// Arguments of PQconnectStartParams; cleansed, as they hold the password.
class Arguments {
 public:
  ~Arguments() {
    for (auto& [name, value] : pairs_) core::cleanse(value.data(), value.size());
  }
  void add(std::string name, std::string value) { pairs_.emplace_back(std::move(name), std::move(value)); }
  PGconn* start() const {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : pairs_) {
      names.push_back(name.c_str());
      values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectStartParams(names.data(), values.data(), 0);
  }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

std::int64_t milliseconds(std::chrono::seconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

/// Drives the connection until it stands, fails or `limit` has passed.
bool complete(PGconn* connection, Steady::duration limit) {
  const auto end = Steady::now() + limit;
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
    if (state == PGRES_POLLING_FAILED || left <= 0) return false;
    const short wanted = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    pollfd ready{PQsocket(connection), wanted, 0};
    if (poll(&ready, 1, static_cast<int>(left)) == 0) return false;
    state = PQconnectPoll(connection);
  }
  return true;
}

}  // namespace

Link::~Link() = default;

core::Result<void> Link::open() {
  if (!connection_) {
    if (auto connected = connect(); !connected) return connected;
    return limit();
  }
  if (PQstatus(connection_.get()) == CONNECTION_OK) {
    if (const auto alive = run("SELECT 1", {}, "-", false); alive) return {};
  }
  return failure(Cause::lost, section_.spec.name, {}, "SQLSTATE 08006");
}

core::Result<void> Link::connect() {
  const auto& name = section_.spec.name;
  const Options given(PQconninfoParse(section_.connection.c_str(), nullptr));
  if (!given) {
    return core::fail(ErrorKind::invalid, msg("Source {0}: its connection cannot be read.", name),
                      msg("Write it as host=… dbname=… user=…, values with spaces between single quotes."));
  }
  Arguments arguments;
  for (const auto* option = given.get(); option->keyword; ++option) {
    if (!option->val) continue;
    const std::string_view keyword = option->keyword;
    if (std::ranges::find(reserved, keyword) != reserved.end()) {
      return core::fail(
          ErrorKind::invalid, msg("Source {0}: its connection may not hold {1}.", name, keyword),
          msg("password, tls and tls_ca are keys of the source; Jauge sets the others itself."));
    }
    arguments.add(option->keyword, option->val);
  }
  if (section_.password) {
    const auto secret = config::read_secret(*section_.password);
    if (!secret) return core::Failure(secret.error());
    arguments.add("password", std::string(secret->text()));
  }
  arguments.add("sslmode", tls_mode(section_.tls));
  const bool verify = section_.tls == config::SourceSection::Tls::verify;
  arguments.add("sslrootcert",
                verify ? (section_.tls_ca.empty() ? system_authorities : section_.tls_ca) : no_file);
  for (const char* file : {"sslcert", "sslkey", "sslcrl"}) {
    const auto* option = given.get();
    while (option->keyword && std::string_view(option->keyword) != file) ++option;
    if (!option->keyword || !option->val) arguments.add(file, no_file);
  }
  arguments.add("ssl_min_protocol_version", "TLSv1.2");
  arguments.add("passfile", no_file);
  arguments.add("gssencmode", "disable");
  arguments.add("application_name", "jauge");
  arguments.add("client_encoding", "UTF8");
  arguments.add("tcp_user_timeout", std::to_string(milliseconds(section_.spec.timeout)));
  forget_environment();

  connection_.reset(arguments.start());
  if (!connection_) return failure(Cause::busy, name, {}, "SQLSTATE 53200");
  // The server's words may quote values: only its code is asked for.
  PQsetErrorVerbosity(connection_.get(), PQERRORS_SQLSTATE);
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  const auto limit = std::min(section_.spec.timeout, std::chrono::seconds(10));
  if (!complete(connection_.get(), limit)) {
    const auto failed = unconnected();
    connection_.reset();
    return failed;
  }
  // An SQL_ASCII database does not say what its bytes are: they come as they are, and each text is checked.
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (encoding && std::string_view(encoding) == "SQL_ASCII")
    PQsetClientEncoding(connection_.get(), "SQL_ASCII");
  const std::lock_guard lock(cancel_mutex_);
  cancel_.reset(PQgetCancel(connection_.get()));
  return {};
}

core::Failure Link::unconnected() const {
  const auto& name = section_.spec.name;
  const std::string_view words = PQerrorMessage(connection_.get());
  if (const auto state = find_sqlstate(words); !state.empty()) {
    return failure(connection_cause(state), name, {}, fmt::format("SQLSTATE {}", state));
  }
  if (words.find("no password supplied") != words.npos)
    return failure(Cause::account, name, {}, "SQLSTATE 28P01");
  for (const char* mark : {"SSL error", "not support SSL", "certificate", "SSL SYSCALL"}) {
    if (words.find(mark) != words.npos) return failure(Cause::tls, name, {}, "SQLSTATE 08001");
  }
  return failure(Cause::unreachable, name, {}, "SQLSTATE 08001");
}

core::Result<void> Link::limit() {
  const auto& spec = section_.spec;
  const auto statement = milliseconds(spec.timeout);
  const auto lock = std::min<std::int64_t>(statement, 5000);
  const auto limits = run(
      limits_sql, {{text_type, std::to_string(statement)}, {text_type, std::to_string(lock)}}, "-", false);
  if (!limits) return failure(Cause::session, spec.name, {}, limits.error().sentence.arguments.back());
  const auto zone = run(zone_sql, {{text_type, std::string(spec.zone.name())}}, "-", false);
  if (!zone) return failure(Cause::zone, spec.name, {}, zone.error().sentence.arguments.back());
  // Servers on some systems cannot watch their clients and refuse it; statement_timeout then ends the
  // statement.
  if (PQserverVersion(connection_.get()) >= has_connection_check) {
    static_cast<void>(run(check_sql, {}, "-", false));
  }
  return {};
}

core::Result<Answer> Link::run(const char* sql, const std::vector<Bound>& bounds, std::string_view query,
                               bool binary) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  for (const auto& bound : bounds) {
    types.push_back(bound.type);
    values.push_back(bound.value.c_str());
  }
  Answer answer(PQexecParams(connection_.get(), sql, static_cast<int>(bounds.size()), types.data(),
                             values.data(), nullptr, nullptr, binary ? 1 : 0));
  const auto status = PQresultStatus(answer.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return failed(answer.get(), query);
  return answer;
}

core::Result<Answer> Link::describe(const char* sql, const std::vector<Bound>& bounds,
                                    std::string_view query) {
  std::vector<Oid> types;
  for (const auto& bound : bounds) types.push_back(bound.type);
  const Answer prepared(PQprepare(connection_.get(), "", sql, static_cast<int>(types.size()), types.data()));
  if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return failed(prepared.get(), query);
  Answer described(PQdescribePrepared(connection_.get(), ""));
  if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) return failed(described.get(), query);
  return described;
}

core::Result<void> Link::start(const char* sql, const std::vector<Bound>& bounds, std::string_view query) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  for (const auto& bound : bounds) {
    types.push_back(bound.type);
    values.push_back(bound.value.c_str());
  }
  if (PQsendQueryParams(connection_.get(), sql, static_cast<int>(bounds.size()), types.data(), values.data(),
                        nullptr, nullptr, 1) != 1 ||
      PQsetSingleRowMode(connection_.get()) != 1) {
    return failed(nullptr, query);
  }
  return {};
}

core::Failure Link::failed(const PGresult* answer, std::string_view query) const {
  const auto& name = section_.spec.name;
  const char* state = answer ? PQresultErrorField(answer, PG_DIAG_SQLSTATE) : nullptr;
  if (PQstatus(connection_.get()) != CONNECTION_OK || !state) {
    return failure(Cause::lost, name, query, fmt::format("SQLSTATE {}", state ? state : "08006"));
  }
  return failure(query_cause(state), name, query, fmt::format("SQLSTATE {}", state));
}

void Link::cancel() {
  const std::lock_guard lock(cancel_mutex_);
  char words[256];
  if (cancel_) PQcancel(cancel_.get(), words, sizeof words);
}

}  // namespace jauge::connectors::postgresql
