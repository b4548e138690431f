#include "receiver/report_facts.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/report.hpp"
#include "receiver/json.hpp"

namespace jauge::receiver {
namespace {

using core::msg;
using nlohmann::json;

constexpr int largest_revision = 9999;

core::Failure refused(core::Message sentence) {
  return core::fail(core::ErrorKind::refused, std::move(sentence));
}

/// A member's text; empty where it is missing or no text.
std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string canonical(std::string_view path) {
  return fmt::format("{}{}", core::canonical_base, path);
}

bool is_resource(const json& entry, std::string_view type) {
  const auto resource = entry.find("resource");
  return resource != entry.end() && resource->is_object() && text_of(*resource, "resourceType") == type;
}

/// The extensions of that URL.
std::vector<const json*> extensions(const json& resource, std::string_view name) {
  std::vector<const json*> out;
  const auto list = resource.find("extension");
  if (list == resource.end() || !list->is_array()) return out;
  const std::string url = canonical(fmt::format("StructureDefinition/{}", name));
  for (const json& extension : *list) {
    if (extension.is_object() && text_of(extension, "url") == url) out.push_back(&extension);
  }
  return out;
}

}  // namespace

std::optional<int> parse_revision(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > largest_revision) {
    return std::nullopt;
  }
  return std::to_string(value) == text ? std::optional(value) : std::nullopt;
}

std::optional<ReportKey> parse_report_key(std::string_view text) {
  std::vector<std::string_view> parts;
  while (parts.size() < 4) {
    const std::size_t end = text.find('/');
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (parts.size() == 4) return std::nullopt;
  }
  if (parts.size() != 4 || parts[0].empty()) return std::nullopt;
  const auto region = core::RegionCode::parse(parts[1]);
  const auto month = core::Month::parse(parts[2]);
  const auto revision = parse_revision(parts[3]);
  if (!region || !month || !revision) return std::nullopt;
  return ReportKey{std::string(parts[0]), *region, *month, *revision};
}

core::Result<ReportFacts> read_report_facts(std::string_view rapport_json) {
  const auto bundle = parse_json(rapport_json);
  if (!bundle || !bundle->is_object()) return refused(msg("rapport.json is not strict JSON."));
  if (text_of(*bundle, "resourceType") != "Bundle" || text_of(*bundle, "type") != "collection") {
    return refused(msg("rapport.json is not a FHIR Bundle of type collection."));
  }
  const auto identifier = bundle->find("identifier");
  if (identifier == bundle->end() || !identifier->is_object() ||
      text_of(*identifier, "system") != canonical("NamingSystem/rapport")) {
    return refused(msg("rapport.json has no Bundle.identifier of a report."));
  }
  auto key = parse_report_key(text_of(*identifier, "value"));
  if (!key) return refused(msg("Bundle.identifier is not project/region/month/revision."));

  const json* provenance = nullptr;
  const auto entries = bundle->find("entry");
  if (entries != bundle->end() && entries->is_array()) {
    for (const json& entry : *entries) {
      if (!entry.is_object() || !is_resource(entry, "Provenance")) continue;
      if (provenance != nullptr) return refused(msg("rapport.json has more than one Provenance."));
      provenance = &entry["resource"];
    }
  }
  if (provenance == nullptr) return refused(msg("rapport.json has no Provenance."));

  ReportFacts facts{std::move(*key), 0, std::nullopt};
  const auto sequences = extensions(*provenance, "sequence");
  if (sequences.size() == 1) {
    const auto number = sequences[0]->find("valueInteger");
    if (number != sequences[0]->end() && number->is_number_integer()) {
      const auto value = number->get<std::int64_t>();
      // FHIR's integer has 31 bits.
      if (value >= 1 && value <= std::numeric_limits<std::int32_t>::max())
        facts.sequence = static_cast<int>(value);
    }
  }
  if (facts.sequence == 0) return refused(msg("The Provenance of rapport.json has no sequence from 1 on."));
  const auto previous = extensions(*provenance, "previous");
  if (previous.size() == 1) facts.previous = core::Digest::parse_hex(text_of(*previous[0], "valueString"));
  if (facts.previous.has_value() != (facts.sequence > 1) || previous.size() > 1 ||
      (previous.size() == 1 && !facts.previous)) {
    return refused(
        msg("The Provenance of rapport.json names the report before it if, and only if, there is one."));
  }
  return facts;
}

}  // namespace jauge::receiver
