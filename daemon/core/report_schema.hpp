#pragma once
// What may stand in a rapport.json, and nothing else (schema/report/rapport.schema.json).
#include <optional>
#include <string>
#include <string_view>

namespace jauge::core {

/// The place of the first thing that our closed schema does not allow, as a JSON pointer ("" is the whole
/// text); nothing when there is none. Names of members that the schema does not know are not repeated.
std::optional<std::string> report_fault(std::string_view rapport_json);

/// The same for any schema that keeps to its keywords: `$ref` within it, anyOf, const, enum, type,
/// properties, required, additionalProperties false, items, minItems, maxItems, minimum, maximum, minLength,
/// maxLength, pattern.
std::optional<std::string> schema_fault(std::string_view schema, std::string_view json);

}  // namespace jauge::core
