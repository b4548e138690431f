#pragma once
// JSON from outside, read strictly: UTF-8, at most 32 deep, no name twice in an object, integers exact or
// refused.
#include <simdjson.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/row.hpp"

namespace jauge::connectors::web {

inline constexpr std::size_t deepest_json = 32;

enum class JsonFault { malformed, not_utf8, too_deep, name_twice, number, memory };

/// A value of a document, or the absence of one. Lives as long as the document's reader does, and until its
/// next parse.
class Json {
 public:
  Json() = default;
  explicit Json(simdjson::dom::element element) : element_(element) {}

  bool present() const { return element_.has_value(); }
  bool is_null() const { return element_ && element_->is_null(); }
  bool is_object() const { return element_ && element_->is_object(); }
  bool is_array() const { return element_ && element_->is_array(); }
  /// The member of an object; absent of anything else.
  Json operator[](std::string_view name) const;
  /// RFC 6901: "/data/0/id", "" for the whole. Absent where it leads nowhere.
  Json at(std::string_view pointer) const;
  std::optional<std::string_view> text() const;
  std::optional<std::int64_t> integer() const;
  std::optional<bool> boolean() const;
  /// The elements of an array; none of anything else.
  std::vector<Json> items() const;
  /// Name and value of each member of an object.
  void each_member(const std::function<void(std::string_view, Json)>& visit) const;
  /// As a part of a row: text, a number that is whole and exact, null; true, false, arrays and objects are
  /// unreadable.
  core::Cell cell() const;

 private:
  std::optional<simdjson::dom::element> element_;
};

class JsonReader {
 public:
  /// `body` may go afterwards.
  [[nodiscard]] tl::expected<Json, JsonFault> parse(std::string_view body);

 private:
  simdjson::dom::parser parser_;
};

/// A pointer is empty, or begins with '/' and has '~' only as "~0" and "~1".
bool is_json_pointer(std::string_view text);

/// "Source dui, query agenda_event: …": never a word of the document.
core::Failure json_failure(JsonFault fault, std::string_view source, std::string_view query);

}  // namespace jauge::connectors::web
