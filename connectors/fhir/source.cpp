#include "connectors/fhir/source.hpp"

#include <algorithm>
#include <set>

#include "config/fhir_query.hpp"
#include "config/sections.hpp"
#include "connectors/fhir/evaluate.hpp"
#include "connectors/fhir/resolved.hpp"
#include "connectors/fhir/walk.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using core::msg;

core::Failure unreadable_query(std::string_view source, std::string_view kind) {
  return core::fail(ErrorKind::invalid, msg("Source {0}, query {1}: it cannot be read.", source, kind));
}

/// A date of FHIR may be a year or a month: of a period, its first or its last day.
core::Cell partial_date(std::string_view text, bool end) {
  std::optional<core::Month> first;
  std::optional<core::Month> last;
  if (text.size() == 7) {
    first = last = core::Month::parse(text);
  } else if (text.size() == 4) {
    first = core::Month::parse(fmt::format("{}-01", text));
    last = core::Month::parse(fmt::format("{}-12", text));
  }
  if (!first || !last) return {core::Cell::Type::unreadable, 0, {}};
  const auto day = end ? last->last_day() : first->first_day();
  return {core::Cell::Type::date, day.time_since_epoch().count(), {}};
}

/// Of the first path that gives a FINESS, each: a person known to two establishments counts in both. Where
/// none does, what was found in its place, or nothing: one row in any case.
std::vector<std::optional<Found>> finess_of(const config::FhirSearch& search, const web::Json& resource,
                                            const Resolver& resolve) {
  std::optional<Found> other;
  for (const config::FhirPath& path : search.finess) {
    std::vector<std::optional<Found>> good;
    std::set<std::string, std::less<>> known;
    for (Found& found : evaluate(path, resource, resolve)) {
      const auto cell = found.cell();
      const auto text = cell.type == core::Cell::Type::text ? bare_finess(cell.text) : std::string_view();
      if (core::Finess::parse(text)) {
        if (known.emplace(text).second) good.emplace_back(std::move(found));
      } else if (!other) {
        other = std::move(found);
      }
    }
    if (!good.empty()) return good;
  }
  return {std::move(other)};
}

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<web::Halt> halt)
      : spec_(section.spec),
        web_(*section.web),
        form_{section.web->url, section.spec.zone, section.spec.time.value_or(core::TimeForm::timestamp)},
        fetcher_(section, std::move(halt)) {}

  core::Result<void> open() override;
  /// What a token allows is stated by the server that gave it.
  core::Result<std::vector<core::Grant>> excessive_grants() override;
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  /// `text` is "Type?parameters -> path".
  core::Result<core::Cell> read_value(const std::string& text) override;

 private:
  core::Result<void> look_for_canaries();
  core::Result<void> read(const config::FhirSearch& search, const core::Query& query, bool interval,
                          Walk& walk, const std::function<bool(const core::Row&)>& on_row);
  bool counts(const config::FhirSearch& search, const web::Json& resource, const Resolver& resolve) const;

  core::SourceSpec spec_;
  config::WebAccess web_;
  RequestForm form_;
  web::Fetcher fetcher_;
  web::JsonReader reader_;
  ServerHabits habits_;
  bool open_ = false;
  std::string value_;
};

/// The parts of a row, kept while its cells are views of them.
struct RowParts {
  std::optional<Found> finess;
  std::optional<Found> id;
  std::optional<Found> at;
  std::optional<Found> until;

  static core::Cell cell(const std::optional<Found>& found) { return found ? found->cell() : core::Cell(); }
  static core::Cell time(const std::optional<Found>& found, bool interval, bool end) {
    const auto plain = cell(found);
    const bool partial =
        plain.type == core::Cell::Type::text && (plain.text.size() == 4 || plain.text.size() == 7);
    return interval && partial ? partial_date(plain.text, end) : plain;
  }
  core::Row row(bool interval) const {
    core::Row row;
    row.finess = cell(finess);
    if (row.finess.type == core::Cell::Type::text) row.finess.text = bare_finess(row.finess.text);
    row.id = cell(id);
    row.at = time(at, interval, false);
    row.until = time(until, interval, true);
    return row;
  }
};

core::Result<void> Source::open() {
  if (auto opened = fetcher_.open(); !opened) return opened;
  if (open_) return {};
  fetcher_.start_clock();
  if (auto authorised = fetcher_.authorise(); !authorised) return authorised;
  if (auto sung = look_for_canaries(); !sung) return sung;
  open_ = true;
  return {};
}

/// A lenient server answers an unknown search with nothing, without a word: what must be there is looked for
/// first.
core::Result<void> Source::look_for_canaries() {
  for (const auto& canary : web_.canary) {
    config::FhirSearch search;
    search.resource = canary.substr(0, canary.find('?'));
    if (search.resource.size() < canary.size())
      search.parameters =
          config::split_parameters(std::string_view(canary).substr(search.resource.size() + 1));
    bool found = false;
    Walk walk(fetcher_, reader_, habits_, "canary");
    const auto walked = walk.run(search, {}, form_, 1, [&](const web::Json&, const Page&) {
      found = true;
      return false;
    });
    if (!walked) return walked;
    if (!found) {
      return core::fail(
          ErrorKind::refused,
          msg("Source {0}: the server finds nothing where `canary` says that there is something.",
              spec_.name),
          msg("It may ignore parameters, or hide what the account may not see. Nothing was read."));
    }
  }
  return {};
}

core::Result<std::vector<core::Grant>> Source::excessive_grants() {
  std::vector<core::Grant> grants;
  if (config::grants_writing(fetcher_.granted_scope())) {
    grants.push_back({"SMART", fetcher_.granted_scope(), "system/*.rs", true});
  }
  return grants;
}

bool Source::counts(const config::FhirSearch& search, const web::Json& resource,
                    const Resolver& resolve) const {
  if (!search.status.empty()) {
    const auto found = evaluate(search.status_path, resource, resolve);
    const bool wanted = std::any_of(found.begin(), found.end(), [&](const Found& status) {
      const auto cell = status.cell();
      return cell.type == core::Cell::Type::text &&
             std::ranges::find(search.status, cell.text) != search.status.end();
    });
    if (!wanted) return false;
  }
  return std::all_of(search.having.begin(), search.having.end(), [&](const config::FhirPath& path) {
    return !evaluate(path, resource, resolve).empty();
  });
}

core::Result<void> Source::read(const config::FhirSearch& search, const core::Query& query, bool interval,
                                Walk& walk, const std::function<bool(const core::Row&)>& on_row) {
  Resolved resolved(fetcher_, query.kind);
  const auto walked =
      walk.run(search, query, form_, web_.page_size, [&](const web::Json& resource, const Page& page) {
        resolved.forget();
        const Resolver resolve = [&](std::string_view reference) {
          return resolved.find(reference, resource, page);
        };
        if (!counts(search, resource, resolve)) return !resolved.failure();
        RowParts parts;
        parts.id = first_of(search.id, resource, resolve);
        parts.at = first_of(search.at, resource, resolve);
        parts.until = first_of(search.until, resource, resolve);
        for (auto& finess : finess_of(search, resource, resolve)) {
          parts.finess = std::move(finess);
          if (resolved.failure() || !on_row(parts.row(interval))) return false;
        }
        return !resolved.failure();
      });
  if (resolved.failure()) return core::Failure(*resolved.failure());
  return walked;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto parsed = config::parse_fhir_query(query.text);
  if (!parsed) return unreadable_query(spec_.name, query.kind);
  fetcher_.start_clock();
  on_columns({parsed->has_at, parsed->has_until});
  bool ended = false;
  const auto until_ended = [&](const core::Row& row) {
    ended = !on_row(row);
    return !ended;
  };
  for (const auto& search : parsed->searches) {
    Walk walk(fetcher_, reader_, habits_, query.kind);
    if (auto walked = read(search, query, parsed->has_until, walk, until_ended); !walked || ended)
      return walked;
  }
  return {};
}

core::Result<core::Cell> Source::read_value(const std::string& text) {
  constexpr std::string_view kind = "fresh";
  const auto arrow = text.find(" -> ");
  const auto path =
      arrow == std::string::npos ? std::nullopt : config::parse_fhir_path(text.substr(arrow + 4));
  if (!path) {
    return core::fail(ErrorKind::invalid, msg("Source {0}, query {1}: it cannot be read.", spec_.name, kind),
                      msg("Write it as \"Type?parameters -> path\"."));
  }
  config::FhirSearch search;
  const std::string asked = text.substr(0, arrow);
  search.resource = asked.substr(0, asked.find('?'));
  if (search.resource.size() < asked.size())
    search.parameters = config::split_parameters(std::string_view(asked).substr(search.resource.size() + 1));
  core::Cell cell;
  Walk walk(fetcher_, reader_, habits_, kind);
  const auto walked =
      walk.run(search, {}, form_, web_.page_size, [&](const web::Json& resource, const Page&) {
        const auto found = first_of({*path}, resource, [](std::string_view) { return web::Json(); });
        if (found) cell = found->cell();
        value_ = cell.text;
        cell.text = value_;
        return false;
      });
  if (!walked) return core::Failure(walked.error());
  return cell;
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto halt = std::make_shared<web::Halt>();
  return {std::make_unique<Source>(section, halt), [halt] { halt->stop(); }};
}

}  // namespace jauge::connectors::fhir
