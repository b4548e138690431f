#include "connectors/fhir/source.hpp"

#include "config/sections.hpp"
#include "connectors/fhir/resolved.hpp"
#include "connectors/fhir/rows.hpp"
#include "connectors/fhir/walk.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using core::msg;

core::Failure unreadable_query(std::string_view source, std::string_view kind) {
  return core::fail(ErrorKind::invalid, msg("Source {0}, query {1}: it cannot be read.", source, kind));
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

  core::SourceSpec spec_;
  config::WebAccess web_;
  RequestForm form_;
  web::Fetcher fetcher_;
  web::JsonReader reader_;
  ServerHabits habits_;
  bool open_ = false;
  std::string value_;
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

core::Result<void> Source::read(const config::FhirSearch& search, const core::Query& query, bool interval,
                                Walk& walk, const std::function<bool(const core::Row&)>& on_row) {
  Resolved resolved(spec_.name, query.kind, [&](const std::string& key) {
    return fetcher_.get(fmt::format("{}/{}", fetcher_.base(), key), fhir_headers(), query.kind);
  });
  const auto walked =
      walk.run(search, query, form_, web_.page_size, [&](const web::Json& resource, const Page& page) {
        resolved.forget();
        const Resolver resolve = [&](std::string_view reference) {
          return resolved.find(reference, resource, page);
        };
        const bool more = give_rows(search, resource, resolve, interval,
                                    [&](const core::Row& row) { return !resolved.failure() && on_row(row); });
        return more && !resolved.failure();
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
