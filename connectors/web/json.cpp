#include "connectors/web/json.hpp"

#include <algorithm>
#include <limits>

#include "connectors/cells.hpp"

namespace jauge::connectors::web {
namespace {

namespace dom = simdjson::dom;
using core::msg;

JsonFault fault_of(simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return JsonFault::too_deep;
    case simdjson::UTF8_ERROR:
      return JsonFault::not_utf8;
    case simdjson::NUMBER_ERROR:
      return JsonFault::number;
    case simdjson::MEMALLOC:
      return JsonFault::memory;
    default:
      return JsonFault::malformed;
  }
}

/// Of two members of one name a reader may take either: such a document says nothing certain.
bool has_name_twice(const dom::object& object) {
  constexpr std::size_t few = 16;
  std::vector<std::string_view> names;
  for (const dom::key_value_pair member : object) names.push_back(member.key);
  if (names.size() <= few) {
    for (std::size_t i = 1; i < names.size(); ++i) {
      const auto end = names.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::find(names.begin(), end, names[i]) != end) return true;
    }
    return false;
  }
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

std::optional<JsonFault> fault_within(const dom::element& element, std::size_t depth) {
  if (element.is_object()) {
    if (depth >= deepest_json) return JsonFault::too_deep;
    const dom::object object = element.get_object().value_unsafe();
    if (has_name_twice(object)) return JsonFault::name_twice;
    for (const dom::key_value_pair member : object) {
      if (const auto fault = fault_within(member.value, depth + 1)) return fault;
    }
  } else if (element.is_array()) {
    if (depth >= deepest_json) return JsonFault::too_deep;
    const dom::array array = element.get_array().value_unsafe();
    for (const dom::element child : array) {
      if (const auto fault = fault_within(child, depth + 1)) return fault;
    }
  }
  return std::nullopt;
}

}  // namespace

Json Json::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const auto found = element_->get_object().value_unsafe().at_key(name);
  return found.error() == simdjson::SUCCESS ? Json(found.value_unsafe()) : Json();
}

Json Json::at(std::string_view pointer) const {
  if (!element_ || !is_json_pointer(pointer)) return {};
  if (pointer.empty()) return *this;
  const auto found = element_->at_pointer(pointer);
  return found.error() == simdjson::SUCCESS ? Json(found.value_unsafe()) : Json();
}

std::optional<std::string_view> Json::text() const {
  if (!element_ || !element_->is_string()) return std::nullopt;
  return element_->get_string().value_unsafe();
}

std::optional<std::int64_t> Json::integer() const {
  if (!element_ || !element_->is_int64()) return std::nullopt;
  return element_->get_int64().value_unsafe();
}

std::optional<bool> Json::boolean() const {
  if (!element_ || !element_->is_bool()) return std::nullopt;
  return element_->get_bool().value_unsafe();
}

std::vector<Json> Json::items() const {
  std::vector<Json> items;
  if (!is_array()) return items;
  const dom::array array = element_->get_array().value_unsafe();
  for (const dom::element element : array) items.emplace_back(element);
  return items;
}

void Json::each_member(const std::function<void(std::string_view, Json)>& visit) const {
  if (!is_object()) return;
  const dom::object object = element_->get_object().value_unsafe();
  for (const dom::key_value_pair member : object) visit(member.key, Json(member.value));
}

core::Cell Json::cell() const {
  if (!element_ || element_->is_null()) return {};
  if (element_->is_string()) return {core::Cell::Type::text, 0, element_->get_string().value_unsafe()};
  if (element_->is_int64()) return {core::Cell::Type::integer, element_->get_int64().value_unsafe(), {}};
  // Above 2^63 it is exact, and no cell holds it.
  if (element_->is_double()) return floating_cell(element_->get_double().value_unsafe());
  return {core::Cell::Type::unreadable, 0, {}};
}

tl::expected<Json, JsonFault> JsonReader::parse(std::string_view body) {
  // Arrays and objects count alike; the walk below is exact.
  if (parser_.max_depth() != deepest_json + 1) {
    if (const auto code = parser_.allocate(std::max<std::size_t>(body.size(), 1024), deepest_json + 1))
      return tl::unexpected(fault_of(code));
  }
  const auto parsed = parser_.parse(body.data(), body.size());
  if (parsed.error() != simdjson::SUCCESS) return tl::unexpected(fault_of(parsed.error()));
  const dom::element root = parsed.value_unsafe();
  if (const auto fault = fault_within(root, 0)) return tl::unexpected(*fault);
  return Json(root);
}

bool is_json_pointer(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 >= text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

core::Failure json_failure(JsonFault fault, std::string_view source, std::string_view query) {
  using core::ErrorKind;
  const auto fail = [&](const core::Message& sentence) {
    return core::fail(
        ErrorKind::invalid, sentence,
        msg("The whole answer was set aside: nothing was counted of it. Report it to the vendor."));
  };
  switch (fault) {
    case JsonFault::malformed:
      return fail(msg("Source {0}, query {1}: the answer is not JSON.", source, query));
    case JsonFault::not_utf8:
      return fail(msg("Source {0}, query {1}: the answer is not in UTF-8.", source, query));
    case JsonFault::too_deep:
      return fail(
          msg("Source {0}, query {1}: the answer is more than {2} deep.", source, query, deepest_json));
    case JsonFault::name_twice:
      return fail(
          msg("Source {0}, query {1}: the answer holds an object that has a name twice.", source, query));
    case JsonFault::number:
      return fail(msg("Source {0}, query {1}: the answer holds a number that cannot be read exactly.", source,
                      query));
    case JsonFault::memory:
      break;
  }
  return fail(msg("Source {0}, query {1}: the answer takes more memory than is allowed.", source, query));
}

}  // namespace jauge::connectors::web
