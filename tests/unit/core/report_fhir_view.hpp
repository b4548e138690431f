#pragma once
// How the tests look into a rapport.json.
#include <nlohmann/json.hpp>

#include "tests/support/example_closure.hpp"

namespace jauge::core {

using nlohmann::json;

inline constexpr const char* deqm = "http://hl7.org/fhir/uv/deqm/StructureDefinition/";

inline std::string base(std::string_view path) {
  return std::string(canonical_base) + std::string(path);
}

inline json bundle(const Closure& closure,
                   const ReportIdentity& identity = test_support::example_identity()) {
  return json::parse(write_fhir(closure, identity));
}

inline const json& bundle() {
  static const json example = bundle(test_support::example_closure());
  return example;
}

inline std::vector<json> resources(const json& of, std::string_view type) {
  std::vector<json> found;
  for (const json& entry : of["entry"]) {
    if (entry["resource"]["resourceType"] == type) found.push_back(entry["resource"]);
  }
  return found;
}

// The MeasureReport of a FINESS, REGION or PROJET.
inline json report(std::string_view subject, const json& of = bundle()) {
  for (const json& found : resources(of, "MeasureReport")) {
    const std::string key = found["identifier"][0]["value"];
    if (key.find("/" + std::string(subject) + "/") != std::string::npos) return found;
  }
  return nullptr;
}

inline json group(std::string_view subject, std::string_view indicator) {
  const json of = report(subject);
  for (const json& found : of["group"]) {
    if (found["code"]["coding"][0]["code"] == indicator) return found;
  }
  return nullptr;
}

inline std::vector<json> extensions(const json& of, const std::string& url) {
  std::vector<json> found;
  for (const json& extension : of.value("extension", json::array())) {
    if (extension["url"] == url) found.push_back(extension);
  }
  return found;
}

inline std::vector<json> ours(const json& of, std::string_view name) {
  return extensions(of, base("StructureDefinition/") + std::string(name));
}

// The value of an extension's part.
inline json part(const json& extension, const std::string& url) {
  const auto parts = extensions(extension, url);
  if (parts.empty()) return nullptr;
  for (const auto& [key, value] : parts[0].items()) {
    if (key.starts_with("value")) return value;
  }
  return parts[0];
}

inline std::map<std::string, json> populations(const json& of) {
  std::map<std::string, json> found;
  for (const json& population : of["population"]) found[population["code"]["coding"][0]["code"]] = population;
  return found;
}

}  // namespace jauge::core
