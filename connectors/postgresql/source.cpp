#include "connectors/postgresql/source.hpp"

#include "connectors/columns.hpp"
#include "connectors/postgresql/decode.hpp"
#include "connectors/postgresql/link.hpp"
#include "connectors/postgresql/rights.hpp"
#include "connectors/time_binding.hpp"
#include "core/named_parameters.hpp"

namespace jauge::connectors::postgresql {
namespace {

constexpr Oid int8_type = 20;
constexpr Oid text_type = 25;
constexpr Oid timestamp_type = 1114;

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<Link> link)
      : name_(section.spec.name),
        zone_(section.spec.zone),
        time_(section.spec.time.value_or(core::TimeForm::timestamp)),
        link_(std::move(link)) {}

  core::Result<void> open() override { return link_->open(); }

  core::Result<std::vector<core::Grant>> excessive_grants() override {
    auto grants = postgresql::excessive_grants([&](const std::string& sql) -> core::Result<Answers> {
      const auto answer = link_->run(sql.c_str(), {}, "-", false);
      if (!answer) return core::Failure(answer.error());
      Answers rows;
      for (int row = 0; row < PQntuples(answer->get()); ++row) {
        auto& texts = rows.emplace_back();
        for (int column = 0; column < PQnfields(answer->get()); ++column) {
          texts.emplace_back(PQgetvalue(answer->get(), row, column));
        }
      }
      return rows;
    });
    if (grants) return grants;
    return failure(Cause::rights_unread, name_, {}, grants.error().sentence.arguments.back());
  }

  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string& text) override;

 private:
  Bound bind(const core::Query& query, core::Parameter parameter) const;
  core::Result<std::vector<Column>> describe(const std::string& text, const std::vector<Bound>& bounds,
                                             const std::string& kind, std::vector<std::string>& names);

  std::string name_;
  core::Zone zone_;
  core::TimeForm time_;
  std::shared_ptr<Link> link_;
  Answer value_;  // what the cell of read_value() is a view of
};

Bound Source::bind(const core::Query& query, core::Parameter parameter) const {
  const auto time = bound(query, parameter);
  switch (time_) {
    case core::TimeForm::timestamp:
      return {timestamp_type, timestamp_text(time)};
    case core::TimeForm::iso_t:
    case core::TimeForm::iso_space:
      return {text_type, day_text(time, parameter)};
    case core::TimeForm::epoch:
    case core::TimeForm::epoch_ms:
      break;
  }
  return {int8_type, std::to_string(epoch_number(time, parameter, time_, zone_))};
}

/// The columns of `text` and their types; it is not run.
core::Result<std::vector<Column>> Source::describe(const std::string& text, const std::vector<Bound>& bounds,
                                                   const std::string& kind, std::vector<std::string>& names) {
  const std::string sql = fmt::format("SELECT * FROM (\n{}\n) AS jauge", text);
  const auto answer = link_->describe(sql.c_str(), bounds, kind);
  if (!answer) return core::Failure(answer.error());
  std::vector<Column> columns;
  for (int i = 0; i < PQnfields(answer->get()); ++i) {
    names.emplace_back(PQfname(answer->get(), i));
    columns.emplace_back(names.back(), PQftype(answer->get(), i), PQfmod(answer->get(), i));
  }
  return columns;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto parameterised = core::parameterise(query.text, core::Dialect::postgresql, name_, query.kind);
  if (!parameterised) return core::Failure(parameterised.error());
  std::vector<Bound> bounds;
  for (const auto parameter : parameterised->parameters) bounds.push_back(bind(query, parameter));

  std::vector<std::string> names;
  const auto described = describe(parameterised->text, bounds, query.kind, names);
  if (!described) return core::Failure(described.error());
  const auto places = find_columns(names, name_, query.kind);
  if (!places) return core::Failure(places.error());

  // Only the needed columns cross the wire, in this order, cut before they do.
  std::vector<Column> columns{(*described)[places->finess], (*described)[places->id]};
  const int at = places->at ? static_cast<int>(columns.size()) : -1;
  if (places->at) columns.push_back((*described)[*places->at]);
  const int until = places->until ? static_cast<int>(columns.size()) : -1;
  if (places->until) columns.push_back((*described)[*places->until]);
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ", ") + column.expression();
  const std::string sql = fmt::format("SELECT {} FROM (\n{}\n) AS jauge", list, parameterised->text);

  if (auto started = link_->start(sql.c_str(), bounds, query.kind); !started) return started;
  on_columns(places->columns());
  bool wanted = true;
  core::Result<void> result;
  core::Row row;
  while (const Answer answer = link_->next()) {
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_SINGLE_TUPLE) {
      if (!wanted) continue;
      row.finess = columns[0].decode(answer.get(), 0);
      row.id = columns[1].decode(answer.get(), 1);
      if (at > 0) row.at = columns[static_cast<std::size_t>(at)].decode(answer.get(), at);
      if (until > 0) row.until = columns[static_cast<std::size_t>(until)].decode(answer.get(), until);
      wanted = on_row(row);
      if (!wanted) link_->cancel();
    } else if (status != PGRES_TUPLES_OK && wanted) {
      result = link_->failed(answer.get(), query.kind);
    }
  }
  return result;
}

core::Result<core::Cell> Source::read_value(const std::string& text) {
  constexpr const char* kind = "fresh";
  const auto parameterised = core::parameterise(text, core::Dialect::postgresql, name_, kind);
  if (!parameterised) return core::Failure(parameterised.error());
  std::vector<std::string> names;
  const auto columns = describe(parameterised->text, {}, kind, names);
  if (!columns) return core::Failure(columns.error());
  if (columns->empty()) return core::Cell{};
  const std::string sql = fmt::format("SELECT {} FROM (\n{}\n) AS jauge LIMIT 1",
                                      columns->front().expression(), parameterised->text);
  auto answer = link_->run(sql.c_str(), {}, kind, true);
  if (!answer) return core::Failure(answer.error());
  value_ = std::move(*answer);
  if (PQntuples(value_.get()) == 0) return core::Cell{};
  return columns->front().decode(value_.get(), 0);
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto link = std::make_shared<Link>(section);
  return {std::make_unique<Source>(section, link), [link] { link->cancel(); }};
}

}  // namespace jauge::connectors::postgresql
