#include "config/parts.hpp"

#include <algorithm>

#include "core/digest.hpp"

namespace jauge::config {

namespace {

/// What names an element of a list of tables.
constexpr std::string_view names[] = {"finess", "name", "region"};

void write(const Value& value, std::string& out);

struct ContentWriter {
  std::string& out;

  void operator()(const std::string& text) const { out += fmt::format("\"{}:{}\"", text.size(), text); }
  void operator()(std::int64_t number) const { out += fmt::format("{}", number); }
  void operator()(double number) const { out += fmt::format("{}", number); }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(core::Day day) const { out += core::text(day); }
  void operator()(TimeValue) const { out += "time"; }
  void operator()(const std::vector<Value>& list) const {
    out += '[';
    for (const auto& element : list) {
      write(element, out);
      out += ',';
    }
    out += ']';
  }
  void operator()(std::vector<Entry> table) const {
    std::ranges::sort(table, {}, &Entry::key);
    out += '{';
    for (const auto& entry : table) {
      out += entry.key + '=';
      write(entry.value, out);
      out += ',';
    }
    out += '}';
  }
};

void write(const Value& value, std::string& out) {
  std::visit(ContentWriter{out}, value.content);
}

std::string digest_of(const Value& value) {
  std::string text;
  write(value, text);
  return core::sha256(text).hex();
}

/// What the element of a list calls itself; its place in the list where it does not.
std::string name_of(const Value& element, std::size_t index) {
  if (const auto* table = std::get_if<std::vector<Entry>>(&element.content)) {
    for (const auto name : names) {
      const auto entry = std::ranges::find(*table, name, &Entry::key);
      if (entry == table->end()) continue;
      if (const auto* text = std::get_if<std::string>(&entry->value.content)) return *text;
    }
  }
  return fmt::format("{}", index + 1);
}

}  // namespace

std::map<std::string, std::string> parts_of(const Value& document) {
  std::map<std::string, std::string> parts;
  const auto* entries = std::get_if<std::vector<Entry>>(&document.content);
  if (!entries) return parts;
  for (const auto& entry : *entries) {
    const auto* list = std::get_if<std::vector<Value>>(&entry.value.content);
    if (!list) {
      parts[entry.key] = digest_of(entry.value);
      continue;
    }
    for (std::size_t i = 0; i < list->size(); ++i)
      parts[entry.key + ' ' + name_of((*list)[i], i)] = digest_of((*list)[i]);
  }
  return parts;
}

}  // namespace jauge::config
