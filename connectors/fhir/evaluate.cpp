#include "connectors/fhir/evaluate.hpp"

#include <algorithm>

namespace jauge::connectors::fhir {
namespace {

using config::FhirStep;
using Kind = FhirStep::Kind;

constexpr std::size_t most = 1000;

bool is_type_name(std::string_view text) {
  return !text.empty() && text[0] >= 'A' && text[0] <= 'Z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

/// [A-Za-z0-9-.]{1,64}, and the '_' that some servers add.
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

std::string_view last_segment(std::string_view& text) {
  const std::size_t slash = text.rfind('/');
  const std::string_view segment = slash == std::string_view::npos ? text : text.substr(slash + 1);
  text = slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
  return segment;
}

/// Lists are walked through, as FHIRPath does.
void add(std::vector<Found>& found, const web::Json& value) {
  if (!value.present() || value.is_null() || found.size() >= most) return;
  if (!value.is_array()) {
    found.push_back({value, {}});
    return;
  }
  for (const web::Json& item : value.items()) {
    if (!item.is_null() && !item.is_array() && found.size() < most) found.push_back({item, {}});
  }
}

bool equals(const Found& found, const std::string& text) {
  if (!found.value.present()) return found.text == text;
  if (const auto own = found.value.text()) return *own == text;
  if (const auto truth = found.value.boolean()) return text == (*truth ? "true" : "false");
  if (const auto number = found.value.integer()) return text == fmt::format("{}", *number);
  return false;
}

class Evaluation {
 public:
  explicit Evaluation(const Resolver& resolve) : resolve_(resolve) {}

  std::vector<Found> run(const config::FhirPath& path, const web::Json& start) const {
    std::vector<Found> found{{start, {}}};
    for (const FhirStep& step : path) {
      std::vector<Found> next;
      for (const Found& element : found) apply(step, element, next);
      if (step.kind == Kind::first && next.size() > 1) next.resize(1);
      found = std::move(next);
    }
    return found;
  }

 private:
  bool meets(const FhirStep& step, const web::Json& element) const {
    return std::all_of(
        step.conditions.begin(), step.conditions.end(), [&](const config::FhirCondition& condition) {
          const auto found = run(condition.path, element);
          const bool any = std::any_of(found.begin(), found.end(),
                                       [&](const Found& one) { return equals(one, condition.text); });
          return any == condition.equal;
        });
  }

  void apply(const FhirStep& step, const Found& element, std::vector<Found>& next) const {
    const web::Json& value = element.value;
    switch (step.kind) {
      case Kind::literal:
        next.push_back({{}, step.text});
        break;
      case Kind::member:
        add(next, value[step.text]);
        break;
      case Kind::where:
        if (value.present() && meets(step, value)) next.push_back(element);
        break;
      case Kind::extension:
        for (const web::Json& extension : value["extension"].items()) {
          if (extension["url"].text() == std::string_view(step.text)) add(next, extension);
        }
        break;
      case Kind::resolve:
        if (const auto reference = value["reference"].text()) add(next, resolve_(*reference));
        break;
      case Kind::resource_key:
        if (auto key = resource_key(value); !key.empty()) next.push_back({{}, std::move(key)});
        break;
      case Kind::reference_key:
        if (const auto reference = value["reference"].text()) {
          auto key = reference_key(*reference);
          const bool wanted = step.text.empty() || key.starts_with(step.text + "/");
          if (!key.empty() && wanted) next.push_back({{}, std::move(key)});
        }
        break;
      case Kind::first:
        next.push_back(element);
        break;
    }
    if (next.size() > most) next.resize(most);
  }

  const Resolver& resolve_;
};

}  // namespace

core::Cell Found::cell() const {
  if (value.present()) return value.cell();
  return {core::Cell::Type::text, 0, text};
}

std::vector<Found> evaluate(const config::FhirPath& path, const web::Json& resource,
                            const Resolver& resolve) {
  return Evaluation(resolve).run(path, resource);
}

std::optional<Found> first_of(const std::vector<config::FhirPath>& paths, const web::Json& resource,
                              const Resolver& resolve) {
  for (const config::FhirPath& path : paths) {
    auto found = evaluate(path, resource, resolve);
    if (!found.empty()) return std::move(found.front());
  }
  return std::nullopt;
}

std::string reference_key(std::string_view reference) {
  if (reference.starts_with('#') || reference.starts_with("urn:")) return std::string(reference);
  reference = reference.substr(0, reference.find_first_of("?#"));
  std::string_view id = last_segment(reference);
  std::string_view type = last_segment(reference);
  if (type == "_history") {
    id = last_segment(reference);
    type = last_segment(reference);
  }
  if (!is_type_name(type) || !is_id(id)) return {};
  return fmt::format("{}/{}", type, id);
}

std::string resource_key(const web::Json& resource) {
  const auto type = resource["resourceType"].text();
  const auto id = resource["id"].text();
  if (!type || !id || !is_type_name(*type) || !is_id(*id)) return {};
  return fmt::format("{}/{}", *type, *id);
}

std::string_view bare_finess(std::string_view text) {
  constexpr std::size_t finess = 9;
  if (text.size() == finess + 1 && text.front() == '1') return text.substr(1);
  if (text.size() > finess + 1 && text.front() == '3' && text[finess + 1] == '/')
    return text.substr(1, finess);
  return text;
}

}  // namespace jauge::connectors::fhir
