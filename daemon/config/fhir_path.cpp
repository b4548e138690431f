#include "config/fhir_path.hpp"

namespace jauge::config {
namespace {

constexpr std::size_t longest = 1000;
constexpr int deepest = 4;  // a where() within a where()

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<FhirPath> whole() {
    auto path = read_path(0);
    skip_spaces();
    if (!rest_.empty()) return std::nullopt;
    return path;
  }

 private:
  void skip_spaces() {
    while (rest_.starts_with(' ') || rest_.starts_with('\n')) rest_.remove_prefix(1);
  }
  bool take(std::string_view word) {
    skip_spaces();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::string> name() {
    skip_spaces();
    std::size_t size = 0;
    while (size < rest_.size() && (is_letter(rest_[size]) || (size > 0 && is_digit(rest_[size])))) ++size;
    if (size == 0) return std::nullopt;
    std::string found(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return found;
  }
  /// 'text', with \' and \\ within.
  std::optional<std::string> literal() {
    if (!take("'")) return std::nullopt;
    std::string found;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '\'') {
        rest_.remove_prefix(i + 1);
        return found;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      found += rest_[i];
    }
    return std::nullopt;
  }
  std::optional<FhirStep> function(const std::string& called, int depth);
  std::optional<std::vector<FhirCondition>> conditions(int depth);
  std::optional<FhirPath> read_path(int depth);

  std::string_view rest_;
};

std::optional<std::vector<FhirCondition>> Parser::conditions(int depth) {
  std::vector<FhirCondition> all;
  do {
    FhirCondition condition;
    auto path = read_path(depth + 1);
    if (!path) return std::nullopt;
    condition.path = std::move(*path);
    if (take("!=")) {
      condition.equal = false;
    } else if (!take("=")) {
      return std::nullopt;
    }
    auto text = literal();
    if (!text) return std::nullopt;
    condition.text = std::move(*text);
    all.push_back(std::move(condition));
  } while (take("and "));
  return all;
}

std::optional<FhirStep> Parser::function(const std::string& called, int depth) {
  using Kind = FhirStep::Kind;
  FhirStep step;
  if (called == "where") {
    step.kind = Kind::where;
    auto found = conditions(depth);
    if (!found) return std::nullopt;
    step.conditions = std::move(*found);
  } else if (called == "extension") {
    step.kind = Kind::extension;
    auto url = literal();
    if (!url) return std::nullopt;
    step.text = std::move(*url);
  } else if (called == "getReferenceKey") {
    step.kind = Kind::reference_key;
    step.text = name().value_or("");
  } else if (called == "getResourceKey") {
    step.kind = Kind::resource_key;
  } else if (called == "resolve") {
    step.kind = Kind::resolve;
  } else if (called == "first") {
    step.kind = Kind::first;
  } else {
    return std::nullopt;
  }
  if (!take(")")) return std::nullopt;
  return step;
}

std::optional<FhirPath> Parser::read_path(int depth) {
  if (depth > deepest) return std::nullopt;
  FhirPath path;
  skip_spaces();
  if (rest_.starts_with('\'')) {
    auto text = literal();
    if (!text) return std::nullopt;
    path.push_back({FhirStep::Kind::literal, std::move(*text)});
    return path;
  }
  do {
    auto word = name();
    if (!word) return std::nullopt;
    if (!rest_.starts_with('(')) {
      path.push_back({FhirStep::Kind::member, std::move(*word)});
      continue;
    }
    rest_.remove_prefix(1);
    auto step = function(*word, depth);
    if (!step) return std::nullopt;
    path.push_back(std::move(*step));
  } while (take("."));
  return path;
}

}  // namespace

std::optional<FhirPath> parse_fhir_path(std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  return Parser(text).whole();
}

}  // namespace jauge::config
