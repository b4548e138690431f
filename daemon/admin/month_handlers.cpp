#include "admin/month_handlers.hpp"

#include <nlohmann/json.hpp>

#include "admin/parameters.hpp"

namespace jauge::admin {

using core::ErrorKind;
using core::Failure;
using core::msg;
using core::Result;
using engine::Engine;
using http::Request;

namespace {

bool is_set(const Request& request, std::string_view name) {
  return parameter(request, name) == "1";
}

Result<Json> begun(const Engine& engine, const Result<engine::WorkId>& id, core::Language language) {
  if (!id) return Failure(id.error());
  return work_json(*engine.work(*id), language);
}

template <class T>
Json number_or_null(const std::optional<T>& number) {
  return number ? Json(*number) : Json();
}

std::string_view code(engine::AuditLine::State state) {
  switch (state) {
    case engine::AuditLine::State::identical:
      return "identique";
    case engine::AuditLine::State::differs:
      return "different";
    case engine::AuditLine::State::not_reproducible:
      return "non-relisible";
    case engine::AuditLine::State::not_read:
      return "non-lu";
  }
  return {};
}

}  // namespace

Result<Json> revise(Engine& engine, const Request& request, core::Language language) {
  const auto month = month_of(request, std::nullopt);
  if (!month) return Failure(month.error());
  const engine::RevisionOrder order{std::string(parameter(request, "reason")), is_set(request, "renew"),
                                    is_set(request, "accept")};
  return begun(engine, engine.revise(*month, order), language);
}

Result<Json> audit(Engine& engine, const Request& request, core::Language language) {
  const auto month = month_of(request, std::nullopt);
  if (!month) return Failure(month.error());
  return begun(engine, engine.audit(*month), language);
}

Result<Json> audit_result(const Engine& engine, const Request& request) {
  const auto id = parse_number<engine::WorkId>(parameter(request, "id"));
  const auto* view = id ? engine.audit_result(*id) : nullptr;
  if (!view) return core::fail(ErrorKind::invalid, msg("There is no such work."));
  Json lines = Json::array();
  for (const auto& line : view->lines) {
    lines.push_back({{"finess", line.establishment.text()},
                     {"kind", line.kind},
                     {"state", code(line.state)},
                     {"frozen", line.frozen},
                     {"now", number_or_null(line.now)},
                     {"differing", number_or_null(line.differing)}});
  }
  return Json{{"month", view->month.text()}, {"revision", view->revision}, {"sets", std::move(lines)}};
}

Result<Json> purge(Engine& engine, const Request& request) {
  std::optional<core::Month> month;
  if (!parameter(request, "month").empty()) {
    const auto named = month_of(request, std::nullopt);
    if (!named) return Failure(named.error());
    month = *named;
  }
  const auto purged = engine.purge(month, {is_set(request, "key"), is_set(request, "force")});
  if (!purged) return Failure(purged.error());
  Json out = Json::array();
  for (const auto& view : *purged) {
    out.push_back({{"month", view.month.text()}, {"members", view.members}, {"key", view.key}});
  }
  return out;
}

Result<Json> closures(const Engine& engine, const Request& request) {
  auto closures = engine.closures();
  if (!closures) return Failure(closures.error());
  if (!parameter(request, "month").empty()) {
    const auto month = month_of(request, std::nullopt);
    if (!month) return Failure(month.error());
    std::erase_if(*closures, [&](const engine::ClosureView& closure) { return closure.month != *month; });
  }
  return closures_json(*closures);
}

}  // namespace jauge::admin
