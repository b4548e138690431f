#include "connectors/mariadb/source.hpp"

#include <errmsg.h>

#include <algorithm>
#include <chrono>

#include "connectors/columns.hpp"
#include "connectors/mariadb/fields.hpp"
#include "connectors/mariadb/grants.hpp"
#include "connectors/mariadb/link.hpp"
#include "connectors/time_binding.hpp"
#include "core/named_parameters.hpp"

namespace jauge::connectors::mariadb {
namespace {

using Steady = std::chrono::steady_clock;

struct CloseStatement {
  // Of rows left unread, it reads and drops them.
  void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
};
struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using Statement = std::unique_ptr<MYSQL_STMT, CloseStatement>;
using Description = std::unique_ptr<MYSQL_RES, FreeResult>;

/// A value bound to a placeholder.
struct Bound {
  enum_field_types type = MYSQL_TYPE_STRING;
  MYSQL_TIME time{};
  std::string text;
  std::int64_t number = 0;
};

MYSQL_TIME native(core::LocalTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  MYSQL_TIME value{};
  value.year = static_cast<unsigned>(static_cast<int>(date.year()));
  value.month = static_cast<unsigned>(date.month());
  value.day = static_cast<unsigned>(date.day());
  value.hour = static_cast<unsigned>(clock.hours().count());
  value.minute = static_cast<unsigned>(clock.minutes().count());
  value.second = static_cast<unsigned>(clock.seconds().count());
  value.second_part = static_cast<unsigned long>(clock.subseconds().count());
  value.time_type = MYSQL_TIMESTAMP_DATETIME;
  return value;
}

std::vector<MYSQL_BIND> binds(std::vector<Bound>& bounds) {
  std::vector<MYSQL_BIND> binds(bounds.size());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    auto& bound = bounds[i];
    auto& bind = binds[i];
    bind.buffer_type = bound.type;
    if (bound.type == MYSQL_TYPE_DATETIME) {
      bind.buffer = &bound.time;
    } else if (bound.type == MYSQL_TYPE_LONGLONG) {
      bind.buffer = &bound.number;
    } else {
      bind.buffer = bound.text.data();
      bind.buffer_length = bound.text.size();
    }
  }
  return binds;
}

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<Link> link)
      : spec_(section.spec),
        time_(section.spec.time.value_or(core::TimeForm::timestamp)),
        link_(std::move(link)) {}

  core::Result<void> open() override { return link_->open(); }
  core::Result<std::vector<core::Grant>> excessive_grants() override;
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string& text) override;

 private:
  core::Failure failed(MYSQL_STMT* statement, std::string_view kind) {
    // While rows are fetched one by one, the library leaves the error with the connection.
    if (const unsigned number = mysql_stmt_errno(statement)) {
      return link_->failed(number, mysql_stmt_sqlstate(statement), kind);
    }
    const unsigned number = mysql_errno(link_->get());
    // It tells of a row that is too large as of a lost connection; what stopped it is 1, or 2: the network.
    const bool too_large = number == CR_SERVER_LOST && link_->get()->net.error == 1;
    return link_->failed(too_large ? CR_NET_PACKET_TOO_LARGE : number, mysql_sqlstate(link_->get()), kind);
  }
  core::Failure timed_out(std::string_view kind) const {
    return failure(Cause::time_limit, spec_.name, kind, "SQLSTATE 70100, 1969");
  }
  Bound bind(const core::Query& query, core::Parameter parameter) const;
  core::Result<core::Query> widened(const core::Query& query);
  core::Result<Statement> execute(const core::ParameterisedQuery& query, std::vector<Bound> bounds,
                                  std::string_view kind);

  core::SourceSpec spec_;
  core::TimeForm time_;
  std::shared_ptr<Link> link_;
  std::unique_ptr<Fields> value_;  // what the cell of read_value() is a view of
};

core::Result<std::vector<core::Grant>> Source::excessive_grants() {
  auto grants = mariadb::excessive_grants([&](const std::string& sql) { return link_->run(sql, "-"); });
  if (grants) return grants;
  return failure(Cause::rights_unread, spec_.name, {}, grants.error().sentence.arguments.back());
}

Bound Source::bind(const core::Query& query, core::Parameter parameter) const {
  const auto time = bound(query, parameter);
  Bound value;
  switch (time_) {
    case core::TimeForm::timestamp:
      value.type = MYSQL_TYPE_DATETIME;
      value.time = native(time);
      break;
    case core::TimeForm::iso_t:
    case core::TimeForm::iso_space:
      value.text = day_text(time, parameter);
      break;
    case core::TimeForm::epoch:
    case core::TimeForm::epoch_ms:
      value.type = MYSQL_TYPE_LONGLONG;
      value.number = epoch_number(time, parameter, time_, spec_.zone);
      break;
  }
  return value;
}

/// Where the session has an offset: that of the window's begin, and the window made larger by what the offset
/// changes within it, so that no row of a TIMESTAMP column is missed.
core::Result<core::Query> Source::widened(const core::Query& query) {
  if (!link_->uses_offsets() || time_ != core::TimeForm::timestamp) return query;
  const auto since = spec_.zone.to_instant(query.since);
  const auto until = spec_.zone.to_instant(query.until);
  if (auto set = link_->use_offset_of(since); !set) return core::Failure(set.error());
  const auto change = std::chrono::abs(spec_.zone.period_at(until).offset - link_->offset());
  core::Query wider = query;
  wider.since -= change;
  wider.until += change;
  return wider;
}

core::Result<Statement> Source::execute(const core::ParameterisedQuery& query, std::vector<Bound> bounds,
                                        std::string_view kind) {
  Statement statement(mysql_stmt_init(link_->get()));
  if (!statement) return failure(Cause::busy, spec_.name, {}, "SQLSTATE HY001");
  auto values = binds(bounds);
  if (mysql_stmt_prepare(statement.get(), query.text.data(), query.text.size()) != 0 ||
      (!values.empty() && mysql_stmt_bind_param(statement.get(), values.data()) != 0) ||
      mysql_stmt_execute(statement.get()) != 0) {
    return failed(statement.get(), kind);
  }
  return statement;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto parameterised = core::parameterise(query.text, core::Dialect::mariadb, spec_.name, query.kind);
  if (!parameterised) return core::Failure(parameterised.error());
  if (!link_->get()) {
    if (auto opened = link_->open(); !opened) return opened;
  }
  const auto window = widened(query);
  if (!window) return core::Failure(window.error());
  std::vector<Bound> bounds;
  for (const auto parameter : parameterised->parameters) bounds.push_back(bind(*window, parameter));

  const auto begin = Steady::now();
  auto executed = execute(*parameterised, std::move(bounds), query.kind);
  if (!executed) return core::Failure(executed.error());
  MYSQL_STMT* const statement = executed->get();
  const Description description(mysql_stmt_result_metadata(statement));
  if (!description) return failure(Cause::syntax, spec_.name, query.kind, "SQLSTATE 42000");
  const MYSQL_FIELD* fields = mysql_fetch_fields(description.get());
  const unsigned count = mysql_num_fields(description.get());
  std::vector<std::string> names;
  for (unsigned i = 0; i < count; ++i) names.emplace_back(fields[i].name, fields[i].name_length);
  const auto places = find_columns(names, spec_.name, query.kind);
  if (!places) return core::Failure(places.error());

  std::vector<std::size_t> wanted{places->finess, places->id};
  if (places->at) wanted.push_back(*places->at);
  if (places->until) wanted.push_back(*places->until);
  Fields row_fields(fields, count, wanted,
                    link_->uses_offsets() ? std::optional(link_->offset()) : std::nullopt);
  if (mysql_stmt_bind_result(statement, row_fields.binds()) != 0) return failed(statement, query.kind);

  on_columns(places->columns());
  int state = 0;
  while ((state = mysql_stmt_fetch(statement)) == 0 || state == MYSQL_DATA_TRUNCATED) {
    core::Row row;
    row.finess = row_fields.cell(places->finess);
    row.id = row_fields.cell(places->id);
    if (places->at) row.at = row_fields.cell(*places->at);
    if (places->until) row.until = row_fields.cell(*places->until);
    if (!on_row(row)) {
      link_->cancel();
      return {};
    }
  }
  if (state != MYSQL_NO_DATA) return failed(statement, query.kind);
  // Some functions that the time limit cuts short give a row and no error.
  if (Steady::now() - begin >= spec_.timeout) return timed_out(query.kind);
  return {};
}

core::Result<core::Cell> Source::read_value(const std::string& text) {
  constexpr const char* kind = "fresh";
  const auto parameterised = core::parameterise(text, core::Dialect::mariadb, spec_.name, kind);
  if (!parameterised) return core::Failure(parameterised.error());
  const auto executed = execute(*parameterised, {}, kind);
  if (!executed) return core::Failure(executed.error());
  MYSQL_STMT* const statement = executed->get();
  const Description description(mysql_stmt_result_metadata(statement));
  if (!description) return failure(Cause::syntax, spec_.name, kind, "SQLSTATE 42000");
  value_ = std::make_unique<Fields>(mysql_fetch_fields(description.get()),
                                    mysql_num_fields(description.get()), std::vector<std::size_t>{0},
                                    link_->uses_offsets() ? std::optional(link_->offset()) : std::nullopt);
  if (mysql_stmt_bind_result(statement, value_->binds()) != 0) return failed(statement, kind);
  const int state = mysql_stmt_fetch(statement);
  if (state == MYSQL_NO_DATA) return core::Cell{};
  if (state != 0 && state != MYSQL_DATA_TRUNCATED) return failed(statement, kind);
  return value_->cell(0);
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto link = std::make_shared<Link>(section);
  return {std::make_unique<Source>(section, link), [link] { link->cancel(); }};
}

}  // namespace jauge::connectors::mariadb
