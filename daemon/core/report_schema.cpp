#include "core/report_schema.hpp"

#include <nlohmann/json.hpp>
#include <regex>

#include "core/schema.hpp"

namespace jauge::core {

namespace {

using Json = nlohmann::json;
using Fault = std::optional<std::string>;

// The texts that a pattern is for are short; std::regex recurses once per character, so longer ones never
// reach it.
constexpr std::size_t longest_for_a_pattern = 256;

class Checker {
 public:
  explicit Checker(const Json& root) : root_(root) {}

  Fault check(const Json& schema, const Json& value, const std::string& path) {
    const Json& rules = resolve(schema);
    if (const auto any = rules.find("anyOf"); any != rules.end()) return check_any(*any, value, path);
    if (const auto wanted = rules.find("const"); wanted != rules.end() && value != *wanted) return path;
    if (const auto list = rules.find("enum"); list != rules.end()) {
      if (std::ranges::find(*list, value) == list->end()) return path;
    }
    if (const auto type = rules.find("type");
        type != rules.end() && !has_type(value, type->get_ref<const std::string&>())) {
      return path;
    }
    if (value.is_object()) return check_object(rules, value, path);
    if (value.is_array()) return check_array(rules, value, path);
    if (value.is_string()) return check_text(rules, value.get_ref<const std::string&>(), path);
    if (value.is_number()) return check_number(rules, value, path);
    return std::nullopt;
  }

 private:
  const Json& resolve(const Json& schema) const {
    const Json* rules = &schema;
    while (rules->contains("$ref")) {
      const auto& reference = rules->at("$ref").get_ref<const std::string&>();
      rules = &root_.at(Json::json_pointer(reference.substr(1)));  // after '#'
    }
    return *rules;
  }

  static bool has_type(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
  }

  // Of the alternatives, the one that went furthest is the one that was meant.
  Fault check_any(const Json& alternatives, const Json& value, const std::string& path) {
    Fault deepest = path;
    for (const Json& alternative : alternatives) {
      const Fault fault = check(alternative, value, path);
      if (!fault) return std::nullopt;
      if (fault->size() > deepest->size()) deepest = fault;
    }
    return deepest;
  }

  Fault check_object(const Json& rules, const Json& value, const std::string& path) {
    if (const auto required = rules.find("required"); required != rules.end()) {
      for (const Json& name : *required) {
        if (!value.contains(name.get_ref<const std::string&>())) return path;
      }
    }
    const auto properties = rules.find("properties");
    if (properties == rules.end()) return std::nullopt;
    for (const auto& [name, inner] : value.items()) {
      const auto known = properties->find(name);
      if (known == properties->end()) return path;
      if (const Fault fault = check(*known, inner, path + "/" + name)) return fault;
    }
    return std::nullopt;
  }

  Fault check_array(const Json& rules, const Json& value, const std::string& path) {
    if (value.size() < rules.value("minItems", std::size_t{0})) return path;
    if (value.size() > rules.value("maxItems", std::numeric_limits<std::size_t>::max())) return path;
    const auto items = rules.find("items");
    if (items == rules.end()) return std::nullopt;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (const Fault fault = check(*items, value[i], fmt::format("{}/{}", path, i))) return fault;
    }
    return std::nullopt;
  }

  Fault check_text(const Json& rules, const std::string& value, const std::string& path) {
    if (value.size() < rules.value("minLength", std::size_t{0})) return path;
    if (value.size() > rules.value("maxLength", std::numeric_limits<std::size_t>::max())) return path;
    const auto pattern = rules.find("pattern");
    if (pattern == rules.end()) return std::nullopt;
    if (value.size() > longest_for_a_pattern || !std::regex_search(value, compiled(*pattern))) return path;
    return std::nullopt;
  }

  static Fault check_number(const Json& rules, const Json& value, const std::string& path) {
    const auto minimum = rules.find("minimum");
    const auto maximum = rules.find("maximum");
    if (minimum != rules.end() && value < *minimum) return path;
    if (maximum != rules.end() && value > *maximum) return path;
    return std::nullopt;
  }

  const std::regex& compiled(const Json& pattern) {
    const auto known = patterns_.find(&pattern);
    if (known != patterns_.end()) return known->second;
    return patterns_.emplace(&pattern, std::regex(pattern.get_ref<const std::string&>())).first->second;
  }

  const Json& root_;
  std::map<const Json*, std::regex> patterns_;
};

}  // namespace

std::optional<std::string> schema_fault(std::string_view schema, std::string_view json) {
  const Json rules = Json::parse(schema);
  const Json value = Json::parse(json, nullptr, false);
  if (value.is_discarded()) return "";
  return Checker(rules).check(rules, value, "");
}

std::optional<std::string> report_fault(std::string_view rapport_json) {
  return schema_fault(schema_file("report/rapport.schema.json"), rapport_json);
}

}  // namespace jauge::core
