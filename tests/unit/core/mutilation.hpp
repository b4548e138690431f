#pragma once
// A JSON text with one thing in it that is not there, or is not what it should be.
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace jauge::core {

/// One of each kind of place in `json`: items of a list are of one kind, but for FHIR extensions of another
/// URL.
inline std::vector<nlohmann::json::json_pointer> places_in(const nlohmann::json& json) {
  std::map<std::string, std::string> found;  // pointer by kind
  const auto visit = [&](const auto& self, const nlohmann::json& value, const std::string& pointer,
                         const std::string& kind) -> void {
    if (!pointer.empty()) found.emplace(kind, pointer);
    if (value.is_object()) {
      for (const auto& [name, inner] : value.items())
        self(self, inner, pointer + "/" + name, kind + "/" + name);
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        const auto which =
            value[i].is_object() ? value[i].value("url", value[i].value("resourceType", "")) : "";
        self(self, value[i], pointer + "/" + std::to_string(i), kind + "/*" + which);
      }
    }
  };
  visit(visit, json, "", "");
  std::vector<nlohmann::json::json_pointer> places;
  for (const auto& [kind, pointer] : found) places.emplace_back(pointer);
  return places;
}

/// `json` without what is at `place`, and with something else in its stead.
inline std::vector<std::string> mutilated(const nlohmann::json& json,
                                          const nlohmann::json::json_pointer& place) {
  auto without = json;
  auto& holder = without.at(place.parent_pointer());
  if (holder.is_array()) {
    holder.erase(static_cast<std::size_t>(std::stoul(place.back())));
  } else {
    holder.erase(place.back());
  }
  auto other = json;
  auto& value = other.at(place);
  if (value.is_string()) {
    value = value.get<std::string>() + "x";
  } else if (value.is_structured()) {
    value = nlohmann::json::array();
  } else {
    value = "x";
  }
  return {without.dump(), other.dump()};
}

}  // namespace jauge::core
