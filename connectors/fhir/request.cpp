#include "connectors/fhir/request.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "connectors/time_binding.hpp"
#include "connectors/web/link.hpp"

namespace jauge::connectors::fhir {
namespace {

std::string bound_text(const core::Query& window, Parameter parameter, const RequestForm& form) {
  const auto time = bound(window, parameter);
  switch (form.time) {
    case core::TimeForm::iso_t:
    case core::TimeForm::iso_space:
      return day_text(time, parameter);
    case core::TimeForm::epoch_ms:
      return fmt::format("{}", epoch_number(time, parameter, form.time, form.zone));
    case core::TimeForm::epoch:
    case core::TimeForm::timestamp:
      break;
  }
  const auto seconds = epoch_number(time, parameter, core::TimeForm::epoch, form.zone);
  if (form.time == core::TimeForm::epoch) return fmt::format("{}", seconds);
  return core::utc_text(core::Instant(std::chrono::seconds(seconds)));
}

void replace_all(std::string& text, std::string_view from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// It only shapes the answer (R4, 3.1.1.6).
bool shapes_only(std::string_view name) {
  constexpr std::array<std::string_view, 7> shaping{
      "_elements", "_sort", "_include", "_revinclude", "_contained", "_containedType", "_maxresults"};
  return std::ranges::find(shaping, name.substr(0, name.find(':'))) != shaping.end();
}

}  // namespace

std::string search_url(const config::FhirSearch& search, const core::Query& window, const RequestForm& form,
                       std::int64_t page_size) {
  std::string url = fmt::format("{}/{}", form.base, search.resource);
  for (const auto& [name, written] : search.parameters) {
    std::string value = written;
    replace_all(value, ":since", bound_text(window, Parameter::since, form));
    replace_all(value, ":until", bound_text(window, Parameter::until, form));
    url = web::with_parameter(std::move(url), name, value);
  }
  return web::with_parameter(std::move(url), "_count", fmt::format("{}", page_size));
}

std::optional<std::string> dropped_parameter(const config::FhirSearch& search, std::string_view self) {
  std::map<std::string, int> said;
  for (const auto& [name, value] : web::query_of(self)) ++said[name];
  for (const auto& [name, value] : search.parameters) {
    if (!shapes_only(name) && --said[name] < 0) return name;
  }
  return std::nullopt;
}

}  // namespace jauge::connectors::fhir
