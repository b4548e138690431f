#include "connectors/sqlite/source.hpp"

#include "connectors/cells.hpp"
#include "connectors/columns.hpp"
#include "connectors/sqlite/database.hpp"
#include "connectors/time_binding.hpp"
#include "core/named_parameters.hpp"

namespace jauge::connectors::sqlite {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

core::Cell cell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return {core::Cell::Type::integer, sqlite3_column_int64(statement, column), {}};
    case SQLITE_FLOAT:
      return floating_cell(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return {core::Cell::Type::text, 0, {text, size}};
    }
    default:
      return {core::Cell::Type::unreadable, 0, {}};
  }
}

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<Database> database)
      : spec_(section.spec),
        time_(section.spec.time.value_or(core::TimeForm::iso_space)),
        database_(std::move(database)) {}

  core::Result<void> open() override { return database_->open(); }
  /// The file is opened read-only: there is no right to take away.
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string& text) override;

 private:
  core::Result<Statement> prepare(const core::ParameterisedQuery& query, std::string_view kind);
  void bind(sqlite3_stmt* statement, int place, const core::Query& query, core::Parameter parameter) const;

  core::SourceSpec spec_;
  core::TimeForm time_;
  std::shared_ptr<Database> database_;
  Statement value_;  // what the cell of read_value() is a view of
};

core::Result<Statement> Source::prepare(const core::ParameterisedQuery& query, std::string_view kind) {
  database_->start_clock();
  sqlite3_stmt* handle = nullptr;
  const int prepared = sqlite3_prepare_v2(database_->get(), query.text.data(),
                                          static_cast<int>(query.text.size()), &handle, nullptr);
  Statement statement(handle);
  if (prepared != SQLITE_OK) return database_->failed(kind);
  return statement;
}

void Source::bind(sqlite3_stmt* statement, int place, const core::Query& query,
                  core::Parameter parameter) const {
  const auto time = bound(query, parameter);
  if (time_ == core::TimeForm::epoch || time_ == core::TimeForm::epoch_ms) {
    sqlite3_bind_int64(statement, place, epoch_number(time, parameter, time_, spec_.zone));
    return;
  }
  const auto text = day_text(time, parameter);
  sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto parameterised = core::parameterise(query.text, core::Dialect::sqlite, spec_.name, query.kind);
  if (!parameterised) return core::Failure(parameterised.error());
  const auto prepared = prepare(*parameterised, query.kind);
  if (!prepared) return core::Failure(prepared.error());
  sqlite3_stmt* const statement = prepared->get();
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement); ++i)
    names.emplace_back(sqlite3_column_name(statement, i));
  const auto places = find_columns(names, spec_.name, query.kind);
  if (!places) return core::Failure(places.error());
  for (std::size_t i = 0; i < parameterised->parameters.size(); ++i) {
    bind(statement, static_cast<int>(i) + 1, query, parameterised->parameters[i]);
  }

  const int finess = static_cast<int>(places->finess);
  const int id = static_cast<int>(places->id);
  const int at = places->at ? static_cast<int>(*places->at) : -1;
  const int until = places->until ? static_cast<int>(*places->until) : -1;
  on_columns(places->columns());
  int state = SQLITE_DONE;
  while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
    core::Row row;
    row.finess = cell(statement, finess);
    row.id = cell(statement, id);
    if (at >= 0) row.at = cell(statement, at);
    if (until >= 0) row.until = cell(statement, until);
    if (!on_row(row)) return {};
  }
  if (state != SQLITE_DONE) return database_->failed(query.kind);
  return {};
}

core::Result<core::Cell> Source::read_value(const std::string& text) {
  constexpr const char* kind = "fresh";
  const auto parameterised = core::parameterise(text, core::Dialect::sqlite, spec_.name, kind);
  if (!parameterised) return core::Failure(parameterised.error());
  auto prepared = prepare(*parameterised, kind);
  if (!prepared) return core::Failure(prepared.error());
  value_ = std::move(*prepared);
  switch (sqlite3_step(value_.get())) {
    case SQLITE_ROW:
      return cell(value_.get(), 0);
    case SQLITE_DONE:
      return core::Cell{};
    default:
      return database_->failed(kind);
  }
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto database = std::make_shared<Database>(section);
  return {std::make_unique<Source>(section, database), [database] { database->interrupt(); }};
}

}  // namespace jauge::connectors::sqlite
