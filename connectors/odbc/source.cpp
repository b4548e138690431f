#include "connectors/odbc/source.hpp"

#include <chrono>

#include "connectors/columns.hpp"
#include "connectors/odbc/fields.hpp"
#include "connectors/odbc/link.hpp"
#include "connectors/odbc/rights.hpp"
#include "connectors/odbc/wide.hpp"
#include "connectors/time_binding.hpp"
#include "core/named_parameters.hpp"

namespace jauge::connectors::odbc {
namespace {

using Steady = std::chrono::steady_clock;

/// A value bound to a placeholder; it stays where it is while the statement runs.
struct Bound {
  SQL_TIMESTAMP_STRUCT time{};
  std::string text;
  std::int64_t number = 0;
  SQLLEN length = 0;
};

/// Whole seconds, outward: rows in excess are left out by their decoded instant.
SQL_TIMESTAMP_STRUCT native(core::LocalTime exact, core::Parameter parameter) {
  using std::chrono::seconds;
  const auto time = parameter == core::Parameter::since ? std::chrono::floor<seconds>(exact)
                                                        : std::chrono::ceil<seconds>(exact);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  SQL_TIMESTAMP_STRUCT value{};
  value.year = static_cast<SQLSMALLINT>(static_cast<int>(date.year()));
  value.month = static_cast<SQLUSMALLINT>(static_cast<unsigned>(date.month()));
  value.day = static_cast<SQLUSMALLINT>(static_cast<unsigned>(date.day()));
  value.hour = static_cast<SQLUSMALLINT>(clock.hours().count());
  value.minute = static_cast<SQLUSMALLINT>(clock.minutes().count());
  value.second = static_cast<SQLUSMALLINT>(clock.seconds().count());
  return value;
}

/// The statement that cancel() ends, while it runs.
class Running {
 public:
  Running(Link& link, SQLHSTMT statement) : link_(link) { link_.set_running(statement); }
  ~Running() { link_.set_running(nullptr); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  Link& link_;
};

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
  struct Column {
    std::string name;
    Form form = Form::none;
  };
  core::Result<void> bind(SQLHSTMT statement, const core::Query& query,
                          const std::vector<core::Parameter>& parameters, std::vector<Bound>& bounds);
  core::Result<std::vector<Column>> describe(SQLHSTMT statement, std::string_view kind);

  core::SourceSpec spec_;
  core::TimeForm time_;
  std::shared_ptr<Link> link_;
  std::unique_ptr<Fields> value_;  // what the cell of read_value() is a view of
};

core::Result<std::vector<core::Grant>> Source::excessive_grants() {
  auto grants = odbc::excessive_grants(
      link_->engine(), [&](const std::string& sql) { return link_->run(sql, "-"); },
      [&] { return link_->table_privileges(); });
  if (grants) return grants;
  return failure(Cause::rights_unread, spec_.name, {}, grants.error().sentence.arguments.back());
}

core::Result<void> Source::bind(SQLHSTMT statement, const core::Query& query,
                                const std::vector<core::Parameter>& parameters, std::vector<Bound>& bounds) {
  bounds.resize(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto& value = bounds[i];
    const auto place = static_cast<SQLUSMALLINT>(i + 1);
    const auto time = bound(query, parameters[i]);
    SQLRETURN done = SQL_ERROR;
    switch (time_) {
      case core::TimeForm::timestamp:
        value.time = native(time, parameters[i]);
        done = SQLBindParameter(statement, place, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP,
                                19, 0, &value.time, sizeof value.time, &value.length);
        break;
      case core::TimeForm::iso_t:
      case core::TimeForm::iso_space:
        value.text = day_text(time, parameters[i]);
        value.length = static_cast<SQLLEN>(value.text.size());
        done = SQLBindParameter(statement, place, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, value.text.size(),
                                0, value.text.data(), value.length, &value.length);
        break;
      case core::TimeForm::epoch:
      case core::TimeForm::epoch_ms:
        value.number = epoch_number(time, parameters[i], time_, spec_.zone);
        done = SQLBindParameter(statement, place, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 19, 0,
                                &value.number, sizeof value.number, &value.length);
        break;
    }
    if (!succeeded(done)) return link_->failed(statement, query.kind);
  }
  return {};
}

core::Result<std::vector<Source::Column>> Source::describe(SQLHSTMT statement, std::string_view kind) {
  SQLSMALLINT count = 0;
  if (!succeeded(SQLNumResultCols(statement, &count))) return link_->failed(statement, kind);
  if (count == 0) return failure(Cause::syntax, spec_.name, kind, "SQLSTATE 07005");
  std::vector<Column> columns;
  for (SQLSMALLINT i = 1; i <= count; ++i) {
    std::array<SQLWCHAR, 257> name{};
    SQLSMALLINT length = 0;
    SQLSMALLINT type = 0;
    SQLULEN size = 0;
    SQLSMALLINT digits = 0;
    SQLSMALLINT nullable = 0;
    const auto place = static_cast<SQLUSMALLINT>(i);
    if (!succeeded(SQLDescribeColW(statement, place, name.data(), static_cast<SQLSMALLINT>(name.size()),
                                   &length, &type, &size, &digits, &nullable))) {
      return link_->failed(statement, kind);
    }
    SQLLEN is_unsigned = SQL_FALSE;
    SQLColAttributeW(statement, place, SQL_DESC_UNSIGNED, nullptr, 0, nullptr, &is_unsigned);
    auto& column = columns.emplace_back();
    append_utf8(name.data(),
                std::min(static_cast<std::size_t>(std::max<SQLSMALLINT>(length, 0)), name.size() - 1),
                column.name);
    column.form = form_of(type, is_unsigned == SQL_TRUE);
  }
  return columns;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto parameterised = core::parameterise(query.text, core::Dialect::odbc, spec_.name, query.kind);
  if (!parameterised) return core::Failure(parameterised.error());
  auto made = link_->statement();
  if (!made) return core::Failure(made.error());
  SQLHSTMT const statement = made->get();
  const Running running(*link_, statement);
  const auto begin = Steady::now();

  auto text = to_wide(parameterised->text);
  if (!succeeded(SQLPrepareW(statement, text.data(), SQL_NTS))) return link_->failed(statement, query.kind);
  std::vector<Bound> bounds;
  if (auto bound_all = bind(statement, query, parameterised->parameters, bounds); !bound_all)
    return bound_all;
  if (const auto executed = SQLExecute(statement); !succeeded(executed) && executed != SQL_NO_DATA) {
    return link_->failed(statement, query.kind);
  }
  const auto columns = describe(statement, query.kind);
  if (!columns) return core::Failure(columns.error());
  std::vector<std::string> names;
  for (const auto& column : *columns) names.push_back(column.name);
  const auto places = find_columns(names, spec_.name, query.kind);
  if (!places) return core::Failure(places.error());

  std::vector<std::size_t> wanted{places->finess, places->id};
  if (places->at) wanted.push_back(*places->at);
  if (places->until) wanted.push_back(*places->until);
  std::vector<std::pair<SQLUSMALLINT, Form>> bindings;
  for (const auto place : wanted)
    bindings.emplace_back(static_cast<SQLUSMALLINT>(place + 1), (*columns)[place].form);
  Fields fields;
  if (!succeeded(fields.bind(statement, bindings))) return link_->failed(statement, query.kind);

  on_columns(places->columns());
  const std::size_t at = places->at ? 2 : 0;
  const std::size_t until = places->until ? (places->at ? 3 : 2) : 0;
  const core::Cell broken{core::Cell::Type::unreadable, 0, {}};
  for (;;) {
    const auto fetched = SQLFetch(statement);
    if (fetched == SQL_NO_DATA) break;
    if (!succeeded(fetched) && fields.rows() == 0) return link_->failed(statement, query.kind);
    for (std::size_t i = 0; i < fields.rows(); ++i) {
      core::Row row{broken, broken, broken, broken};
      if (!fields.is_broken(i)) {
        row.finess = fields.cell(0, i);
        row.id = fields.cell(1, i);
        row.at = at > 0 ? fields.cell(at, i) : core::Cell{};
        row.until = until > 0 ? fields.cell(until, i) : core::Cell{};
      }
      if (!on_row(row)) {
        SQLCancel(statement);
        return {};
      }
    }
    if (!succeeded(fetched)) return link_->failed(statement, query.kind);
  }
  // Some functions that a time limit cuts short give a row and no error.
  if (Steady::now() - begin >= spec_.timeout) {
    return failure(Cause::time_limit, spec_.name, query.kind, "SQLSTATE HYT00");
  }
  return {};
}

core::Result<core::Cell> Source::read_value(const std::string& text) {
  constexpr const char* kind = "fresh";
  const auto parameterised = core::parameterise(text, core::Dialect::odbc, spec_.name, kind);
  if (!parameterised) return core::Failure(parameterised.error());
  auto made = link_->statement();
  if (!made) return core::Failure(made.error());
  SQLHSTMT const statement = made->get();
  const Running running(*link_, statement);
  auto wide = to_wide(parameterised->text);
  if (!succeeded(SQLExecDirectW(statement, wide.data(), SQL_NTS))) return link_->failed(statement, kind);
  const auto columns = describe(statement, kind);
  if (!columns) return core::Failure(columns.error());
  value_ = std::make_unique<Fields>();
  if (!succeeded(value_->bind(statement, {{SQLUSMALLINT{1}, columns->front().form}}))) {
    return link_->failed(statement, kind);
  }
  const auto fetched = SQLFetch(statement);
  if (fetched == SQL_NO_DATA || (succeeded(fetched) && value_->rows() == 0)) return core::Cell{};
  if (!succeeded(fetched)) return link_->failed(statement, kind);
  return value_->cell(0, 0);
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto link = std::make_shared<Link>(section);
  return {std::make_unique<Source>(section, link), [link] { link->cancel(); }};
}

}  // namespace jauge::connectors::odbc
