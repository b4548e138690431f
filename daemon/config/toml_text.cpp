#include "config/toml_text.hpp"

#include <fmt/format.h>

#include "core/month.hpp"

namespace jauge::config {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string key_text(const std::string& key) {
  constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return !key.empty() && key.find_first_not_of(bare) == std::string::npos ? key : in_quotes(key);
}

std::string written(const Value& value);

struct Writer {
  std::string operator()(const std::string& text) const { return in_quotes(text); }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(double number) const { return fmt::format("{:#}", number); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const core::Day& day) const { return core::text(day); }
  std::string operator()(const TimeValue&) const { return in_quotes(""); }
  std::string operator()(const std::vector<Value>& list) const {
    std::string out = "[";
    for (const Value& element : list) out += (out.size() > 1 ? ", " : "") + written(element);
    return out + "]";
  }
  std::string operator()(const std::vector<Entry>& table) const {
    std::string out = "{";
    for (const Entry& entry : table) {
      out += (out.size() > 1 ? ", " : " ") + key_text(entry.key) + " = " + written(entry.value);
    }
    return out + " }";
  }
};

std::string written(const Value& value) {
  return std::visit(Writer(), value.content);
}

std::string lines(const std::vector<Entry>& table) {
  std::string out;
  for (const Entry& entry : table) {
    out += (out.empty() ? "" : "\n") + key_text(entry.key) + " = " + written(entry.value);
  }
  return out;
}

}  // namespace

std::string toml_text(const Value& value, std::string_view name) {
  if (const auto* const table = std::get_if<std::vector<Entry>>(&value.content)) return lines(*table);
  const auto* const list = std::get_if<std::vector<Value>>(&value.content);
  if (list == nullptr) return written(value);
  std::string out;
  for (const Value& element : *list) {
    const auto* const table = std::get_if<std::vector<Entry>>(&element.content);
    if (table == nullptr) continue;
    out += fmt::format("{}[[{}]]\n{}", out.empty() ? "" : "\n", name, lines(*table));
  }
  return out;
}

}  // namespace jauge::config
