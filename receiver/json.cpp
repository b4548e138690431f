#include "receiver/json.hpp"

#include <nlohmann/json.hpp>

namespace jauge::receiver {
namespace {

using nlohmann::json;

// nlohmann's own tree keeps the last of two equal names, and breaks the stack on deep ones.
constexpr std::size_t deepest = 32;

class StrictBuilder {
 public:
  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(json::number_integer_t value) { return put(value); }
  bool number_unsigned(json::number_unsigned_t value) {
    if (value > static_cast<json::number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) return false;
    return put(static_cast<json::number_integer_t>(value));
  }
  bool number_float(json::number_float_t value, const std::string& text) {
    // A whole number too large for its type comes here, already rounded.
    if (text.find_first_of(".eE") == std::string::npos) return false;
    return put(value);
  }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    if (stack_.back()->contains(name)) return false;
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

  json take() { return std::move(root_); }

 private:
  json* place(json value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *stack_.back();
    if (parent.is_object()) return &(parent[name_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }
  bool put(json value) { return place(std::move(value)) != nullptr; }
  bool open(json value) {
    if (stack_.size() >= deepest) return false;
    stack_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }

  json root_;
  std::vector<json*> stack_;  // an array's earlier elements are closed before it grows
  std::string name_;
};

}  // namespace

std::optional<json> parse_json(std::string_view text) {
  StrictBuilder builder;
  if (!json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace jauge::receiver
