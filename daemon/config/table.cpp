#include "config/table.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace jauge::config {

using core::msg;

namespace {

/// "source.query" of "source[0].query": how the header of a table names it.
std::string header_name(std::string_view path) {
  std::string name;
  bool index = false;
  for (const char c : path) {
    index = index || c == '[';
    if (!index) name += c;
    index = index && c != ']';
  }
  return name;
}

}  // namespace

void Problems::add(Place place, std::string key, core::Message expected) {
  errors_.push_back({file_, place.line, place.column, std::move(key), std::move(expected)});
}

void Problems::add(std::vector<ConfigurationError> errors) {
  std::move(errors.begin(), errors.end(), std::back_inserter(errors_));
}

std::vector<ConfigurationError> Problems::take() {
  const auto order = [&](const ConfigurationError& error) {
    return std::tuple(error.file != file_, error.file, error.line, error.column);
  };
  std::stable_sort(errors_.begin(), errors_.end(),
                   [&](const auto& left, const auto& right) { return order(left) < order(right); });
  return std::exchange(errors_, {});
}

bool Field::is_text() const {
  return as<std::string>() != nullptr;
}
bool Field::is_integer() const {
  return as<std::int64_t>() != nullptr;
}
bool Field::is_list() const {
  return as<std::vector<Value>>() != nullptr;
}

std::string Field::name() const {
  const auto dot = path_.rfind('.');
  return dot == std::string::npos ? path_ : path_.substr(dot + 1);
}

std::optional<std::string> Field::any_text() const {
  if (!present()) return std::nullopt;
  if (const auto* text = as<std::string>()) return *text;
  wrong(msg("expected a text between quotes"));
  return std::nullopt;
}

std::optional<std::string> Field::text() const {
  auto text = any_text();
  if (text && text->empty()) {
    wrong(msg("expected a text that is not empty"));
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> Field::integer() const {
  if (!present()) return std::nullopt;
  if (const auto* integer = as<std::int64_t>()) return *integer;
  wrong(msg("expected a whole number without quotes"));
  return std::nullopt;
}

std::optional<double> Field::number() const {
  if (!present()) return std::nullopt;
  if (const auto* integer = as<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* real = as<double>(); real && std::isfinite(*real)) return *real;
  wrong(msg("expected a number without quotes"));
  return std::nullopt;
}

std::optional<bool> Field::boolean() const {
  if (!present()) return std::nullopt;
  if (const auto* boolean = as<bool>()) return *boolean;
  wrong(msg("expected true or false without quotes"));
  return std::nullopt;
}

std::optional<core::Day> Field::day() const {
  if (!present()) return std::nullopt;
  if (const auto* day = as<core::Day>()) return *day;
  if (const auto* text = as<std::string>()) {
    if (const auto day = core::parse_day(*text)) return day;
  }
  wrong(msg("expected a day, such as 2026-01-31"));
  return std::nullopt;
}

std::vector<Field> Field::list() const {
  std::vector<Field> fields;
  if (!present()) return fields;
  const auto* list = as<std::vector<Value>>();
  if (!list) {
    wrong(msg("expected a list between [ and ]"));
    return fields;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    fields.emplace_back(&(*list)[i], (*list)[i].place, fmt::format("{}[{}]", path_, i), *problems_);
  }
  return fields;
}

std::optional<Table> Field::table() const {
  if (!present()) return std::nullopt;
  if (as<std::vector<Entry>>()) return Table(*value_, path_, *problems_);
  wrong(msg("expected a table, written [{0}]", header_name(path_)));
  return std::nullopt;
}

std::vector<Table> Field::tables() const {
  std::vector<Table> tables;
  if (!present()) return tables;
  const auto* list = as<std::vector<Value>>();
  const auto is_table = [](const Value& value) {
    return std::holds_alternative<std::vector<Entry>>(value.content);
  };
  if (!list || !std::all_of(list->begin(), list->end(), is_table)) {
    wrong(msg("expected tables, each written [[{0}]]", header_name(path_)));
    return tables;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    tables.emplace_back((*list)[i], fmt::format("{}[{}]", path_, i), *problems_);
  }
  return tables;
}

Table::Table(const Value& table, std::string path, Problems& problems)
    : value_(&table),
      path_(std::move(path)),
      problems_(&problems),
      asked_(std::make_shared<std::set<std::string, std::less<>>>()) {}

std::string Table::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

Field Table::operator[](std::string_view key) {
  asked_->emplace(key);
  for (const Entry& entry : entries()) {
    if (entry.key == key) return {entry, path_of(key), *problems_};
  }
  return {nullptr, value_->place, path_of(key), *problems_};
}

Field Table::required(std::string_view key) {
  Field field = (*this)[key];
  if (!field.present()) field.wrong(msg("is missing here and has no default"));
  return field;
}

std::vector<Field> Table::others() {
  std::vector<Field> fields;
  for (const Entry& entry : entries()) {
    if (asked_->emplace(entry.key).second) {
      fields.emplace_back(entry, path_of(entry.key), *problems_);
    }
  }
  return fields;
}

void Table::finish() {
  const std::vector<std::string> known(asked_->begin(), asked_->end());
  for (const Entry& entry : entries()) {
    if (asked_->contains(entry.key)) continue;
    const std::string meant = nearest(entry.key, known);
    problems_->add(entry.place, path_of(entry.key),
                   meant.empty() ? msg("is not a key that is known here")
                                 : msg("is not a key that is known here; did you mean \"{0}\"?", meant));
  }
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  // Levenshtein distance with exchanged neighbours as one step: "timout" and "tiemout" are both 1 from
  // "timeout".
  const auto distance = [](std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      for (std::size_t j = 1; j <= b.size(); ++j) {
        d[i][j] =
            std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.size()][b.size()];
  };
  std::string best;
  // A word of three letters is not a slip of another word of three letters with two of them changed.
  std::size_t best_distance = std::min<std::size_t>(word.size() / 3, 3) + 1;
  if (word.size() > 64) return best;
  for (const std::string& candidate : candidates) {
    const std::size_t steps = distance(word, candidate);
    if (steps < best_distance) {
      best = candidate;
      best_distance = steps;
    }
  }
  return best;
}

}  // namespace jauge::config
