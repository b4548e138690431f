#include "connectors/mariadb/link.hpp"

#include <charconv>

#include "config/connection.hpp"
#include "connectors/mariadb/error_number.hpp"
#include "core/cleansing.hpp"

namespace jauge::connectors::mariadb {
namespace {

using core::ErrorKind;
using core::msg;

constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";
// A field of 300 MB would cost twice its size here; what a row of ours needs is far below.
constexpr unsigned long packet_limit = 1ul << 20;
constexpr unsigned unknown_zone = 1298;
constexpr unsigned unknown_variable = 1193;

std::string code(unsigned number, const char* state) {
  return fmt::format("SQLSTATE {}, {}", state, number);
}

struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

template <class Value>
void set(MYSQL* connection, mysql_option option, const Value& value) {
  mysql_optionsv(connection, option, &value);
}

}  // namespace

std::string offset_text(std::chrono::seconds offset) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::abs(offset)).count();
  return fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

core::Result<void> Link::open() {
  const auto& name = section_.spec.name;
  if (lost_) return failure(Cause::lost, name, {}, "SQLSTATE HY000, 2013");
  if (connection_) {
    if (mysql_ping(connection_.get()) == 0) return {};
    return failed(mysql_errno(connection_.get()), mysql_sqlstate(connection_.get()), {});
  }
  auto connected = connect(std::min(section_.spec.timeout, std::chrono::seconds(10)));
  if (!connected) return core::Failure(connected.error());
  connection_ = std::move(*connected);
  id_ = mysql_thread_id(connection_.get());
  return limit();
}

core::Result<Link::Handle> Link::connect(std::chrono::seconds limit) const {
  const auto& name = section_.spec.name;
  const auto parameter = [&](const char* key) {
    return config::connection_parameter(section_.connection, key);
  };
  const auto socket = parameter("socket");
  const auto host = parameter("host");
  const auto user = parameter("user");
  const auto database = parameter("dbname");
  const auto port_text = parameter("port");
  unsigned port = 3306;
  const auto* const end = port_text.data() + port_text.size();
  const bool port_read = port_text.empty() || std::from_chars(port_text.data(), end, port).ptr == end;
  if (user.empty() || database.empty() || socket.empty() == host.empty() || !port_read) {
    return core::fail(ErrorKind::invalid, msg("Source {0}: its connection cannot be read.", name),
                      msg("Write it as socket=… dbname=… user=…, or host=… port=… dbname=… user=…."));
  }
  std::optional<config::Secret> password;
  if (section_.password) {
    auto secret = config::read_secret(*section_.password);
    if (!secret) return core::Failure(secret.error());
    password.emplace(std::move(*secret));
  }

  Handle connection(mysql_init(nullptr));
  if (!connection) return failure(Cause::busy, name, {}, "SQLSTATE HY001");
  MYSQL* const handle = connection.get();
  const auto seconds = static_cast<unsigned>(limit.count());
  set(handle, MYSQL_OPT_CONNECT_TIMEOUT, seconds);
  set(handle, MYSQL_OPT_READ_TIMEOUT, static_cast<unsigned>(section_.spec.timeout.count()) + 5);
  set(handle, MYSQL_OPT_WRITE_TIMEOUT, seconds);
  set(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, packet_limit);
  set(handle, MYSQL_OPT_LOCAL_INFILE, 0u);
  set(handle, MYSQL_OPT_RECONNECT, my_bool{0});
  set(handle, MYSQL_OPT_PROTOCOL,
      static_cast<unsigned>(socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET));
  mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_optionsv(handle, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "jauge");
  if (socket.empty() && section_.tls != config::SourceSection::Tls::off) {
    const bool verify = section_.tls == config::SourceSection::Tls::verify;
    const auto& authorities = section_.tls_ca;
    if (verify) {
      mysql_ssl_set(handle, nullptr, nullptr, authorities.empty() ? system_authorities : authorities.c_str(),
                    nullptr, nullptr);
    }
    mysql_optionsv(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
    set(handle, MYSQL_OPT_SSL_ENFORCE, my_bool{1});
    set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, static_cast<my_bool>(verify ? 1 : 0));
  }
  const std::string secret(password ? password->text() : std::string_view{});
  const bool connected = mysql_real_connect(handle, socket.empty() ? host.c_str() : nullptr, user.c_str(),
                                            secret.c_str(), database.c_str(), socket.empty() ? port : 0,
                                            socket.empty() ? nullptr : socket.c_str(), 0) != nullptr;
  core::cleanse(const_cast<char*>(secret.data()), secret.size());
  if (connected) return connection;
  const unsigned number = mysql_errno(handle);
  return failure(connection_cause(number), name, {}, code(number, mysql_sqlstate(handle)));
}

core::Result<void> Link::limit() {
  const auto timeout = section_.spec.timeout.count();
  const auto lock = std::min<std::int64_t>(timeout, 5);
  // sql_mode is fixed, as the reading of a query's quotes depends on it; a limit of rows would cut silently.
  const std::string common = fmt::format(
      "SET SESSION lock_wait_timeout = {0}, SESSION innodb_lock_wait_timeout = {0}, SESSION autocommit = 1,"
      " SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',"
      " SESSION sql_select_limit = 18446744073709551615",
      lock);
  const auto set_limit = [&](const std::string& sql) -> core::Result<void> {
    if (mysql_real_query(connection_.get(), sql.data(), sql.size()) == 0) return {};
    return failure(Cause::session, section_.spec.name, {},
                   code(mysql_errno(connection_.get()), mysql_sqlstate(connection_.get())));
  };
  auto timed = set_limit(fmt::format("SET SESSION max_statement_time = {}", timeout));
  if (!timed && mysql_errno(connection_.get()) == unknown_variable) {
    timed =
        set_limit(fmt::format("SET SESSION max_execution_time = {}", timeout * 1000));  // MySQL's name for it
  }
  if (!timed) return timed;
  for (const auto& sql : {common, std::string("SET SESSION TRANSACTION READ ONLY")}) {
    if (auto done = set_limit(sql); !done) return done;
  }
  return set_zone();
}

core::Result<void> Link::set_zone() {
  const auto& spec = section_.spec;
  offset_.reset();
  const std::string sql = fmt::format("SET SESSION time_zone = '{}'", spec.zone.name());
  if (mysql_real_query(connection_.get(), sql.data(), sql.size()) == 0) return {};
  const unsigned number = mysql_errno(connection_.get());
  if (number != unknown_zone) return failed(number, mysql_sqlstate(connection_.get()), {});
  // The tables of time zones are empty after an installation. A session's offset serves as well: it matters
  // to TIMESTAMP columns only, and each read sets that of its window.
  const auto now = run("SELECT CAST(UNIX_TIMESTAMP() AS SIGNED)", {});
  if (!now) return core::Failure(now.error());
  std::int64_t seconds = 0;
  const auto& text = now->at(0).at(0);
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  offset_.emplace(std::chrono::seconds(0));
  return use_offset_of(core::Instant(std::chrono::seconds(seconds)));
}

core::Result<void> Link::use_offset_of(core::Instant instant) {
  offset_ = section_.spec.zone.period_at(instant).offset;
  const std::string sql = fmt::format("SET SESSION time_zone = '{}'", offset_text(*offset_));
  if (mysql_real_query(connection_.get(), sql.data(), sql.size()) == 0) return {};
  return failed(mysql_errno(connection_.get()), mysql_sqlstate(connection_.get()), {});
}

core::Result<std::vector<std::vector<std::string>>> Link::run(const std::string& sql,
                                                              std::string_view query) {
  MYSQL* const handle = connection_.get();
  const bool sent = mysql_real_query(handle, sql.data(), sql.size()) == 0;
  const std::unique_ptr<MYSQL_RES, FreeResult> result(sent ? mysql_store_result(handle) : nullptr);
  if (mysql_errno(handle) != 0) return failed(mysql_errno(handle), mysql_sqlstate(handle), query);
  std::vector<std::vector<std::string>> rows;
  if (!result) return rows;
  while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    auto& texts = rows.emplace_back();
    for (unsigned i = 0; i < mysql_num_fields(result.get()); ++i) {
      texts.emplace_back(row[i] ? std::string(row[i], lengths[i]) : std::string());
    }
  }
  return rows;
}

core::Failure Link::failed(unsigned number, const char* state, std::string_view query) {
  const Cause cause = query_cause(number);
  if (cause == Cause::lost) lost_ = true;
  auto failed = failure(cause, section_.spec.name, query, code(number, state));
  // After a packet that was too large the rest of the stream is not to be understood: a new connection is
  // made.
  if (cause == Cause::too_large) connection_.reset();
  return failed;
}

void Link::cancel() const {
  const auto id = id_.load();
  if (id == 0) return;
  const auto other = connect(std::chrono::seconds(1));
  if (!other) return;
  const std::string sql = fmt::format("KILL QUERY {}", id);
  mysql_real_query(other->get(), sql.data(), sql.size());
}

}  // namespace jauge::connectors::mariadb
