#include "core/named_parameters.hpp"

#include <algorithm>

namespace jauge::core {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name(char c) {
  return is_letter(c) || is_digit(c);
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Reads a query once, from left to right, and copies it with its parameters replaced.
class Scanner {
 public:
  Scanner(std::string_view query, Dialect dialect, std::string_view source, std::string_view kind)
      : query_(query), dialect_(dialect), source_(source), kind_(kind) {}

  Result<ParameterisedQuery> scan() {
    while (place_ < query_.size()) {
      if (const auto step = next(); !step) return Failure(step.error());
    }
    if (std::all_of(result_.text.begin(), result_.text.end(), is_space)) {
      return fail(ErrorKind::invalid, msg("Source {0}, query {1}: it is empty.", source_, kind_));
    }
    return std::move(result_);
  }

 private:
  char at(std::size_t offset) const {
    return place_ + offset < query_.size() ? query_[place_ + offset] : '\0';
  }
  /// What was written `count` places ago: a comment is a space there, a parameter its placeholder.
  char before(std::size_t count = 1) const {
    const auto& text = result_.text;
    return text.size() >= count ? text[text.size() - count] : '\0';
  }
  bool starts(std::string_view text) const { return query_.substr(place_).starts_with(text); }

  Failure unclosed() const {
    return fail(ErrorKind::invalid,
                msg("Source {0}, query {1}: a quote or a comment is not closed.", source_, kind_));
  }
  Failure unknown(std::string_view name) const {
    return fail(
        ErrorKind::invalid, msg("Source {0}, query {1}: {2} is no parameter.", source_, kind_, name),
        msg("A query has two parameters, :since and :until; write a quoted text where a colon is meant."));
  }

  void copy(std::size_t count) {
    result_.text.append(query_.substr(place_, count));
    place_ += count;
  }
  /// Comments say nothing to the server; a space keeps the words around them apart.
  void skip_to(std::size_t end) {
    result_.text.push_back(' ');
    place_ = end;
  }

  Result<void> next() {
    const char c = at(0);
    if (!is_space(c) && !starts_comment() && ended_) {
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: it holds more than one statement.", source_, kind_));
    }
    if (starts_comment()) return comment();
    if (c == '\'' || c == '"') return quoted(c, escapes(c));
    if (c == '`' && dialect_ != Dialect::postgresql) return quoted(c, false);
    if (c == '[' && (dialect_ == Dialect::sqlite || dialect_ == Dialect::odbc)) return bracketed();
    if (c == '$' && dialect_ == Dialect::postgresql && !is_name(before())) return dollar();
    if (c == '?' && dialect_ != Dialect::postgresql) return unknown("?");
    if ((c == '@' || c == '$') && dialect_ == Dialect::sqlite && is_name(at(1)) && !is_name(before())) {
      return unknown(query_.substr(place_, 1 + name_length(1)));
    }
    if (c == ':') return colon();
    if (c == ';') {
      ended_ = true;
      ++place_;
      return {};
    }
    copy(1);
    return {};
  }

  bool starts_comment() const {
    if (starts("/*")) return true;
    // MariaDB takes "--" for a comment only where a space follows: 1--1 is a sum.
    if (starts("--")) return dialect_ != Dialect::mariadb || at(2) == '\0' || is_space(at(2));
    return at(0) == '#' && dialect_ == Dialect::mariadb;
  }

  Result<void> comment() {
    if (!starts("/*")) {
      skip_to(std::min(query_.find('\n', place_), query_.size()));
      return {};
    }
    if ((dialect_ == Dialect::mariadb || dialect_ == Dialect::odbc) && (starts("/*!") || starts("/*M!"))) {
      // The server runs what stands in it, so a parameter in it would count.
      return fail(ErrorKind::invalid,
                  msg("Source {0}, query {1}: a comment that the server runs is not taken.", source_, kind_),
                  msg("Write what is between /*! and */ without the comment."));
    }
    std::size_t depth = 1;
    std::size_t end = place_ + 2;
    while (depth > 0) {
      const std::size_t mark = std::min(query_.find("*/", end), query_.size());
      // Only PostgreSQL nests them.
      const std::size_t inner = dialect_ == Dialect::postgresql ? query_.find("/*", end) : mark;
      if (mark == query_.size()) return unclosed();
      if (inner < mark) {
        ++depth;
        end = inner + 2;
      } else {
        --depth;
        end = mark + 2;
      }
    }
    skip_to(end);
    return {};
  }

  bool escapes(char quote) const {
    if (dialect_ == Dialect::mariadb) return true;
    if (dialect_ != Dialect::postgresql || quote != '\'') return false;
    const bool marked = before() == 'e' || before() == 'E';
    return marked && !is_name(before(2));
  }

  Result<void> quoted(char quote, bool backslash) {
    std::size_t length = 1;
    for (;; ++length) {
      if (place_ + length >= query_.size()) return unclosed();
      const bool doubled = at(length) == quote && at(length + 1) == quote;
      if (doubled || (at(length) == '\\' && backslash)) {
        ++length;
      } else if (at(length) == quote) {
        copy(length + 1);
        return {};
      }
    }
  }

  Result<void> bracketed() {
    const std::size_t end = query_.find(']', place_);
    if (end == std::string_view::npos) return unclosed();
    copy(end + 1 - place_);
    return {};
  }

  /// $tag$ … $tag$, or a driver's own placeholder.
  Result<void> dollar() {
    if (is_digit(at(1))) return unknown(query_.substr(place_, 1 + name_length(1)));
    const std::size_t length = 1 + name_length(1);
    if (at(length) != '$') {
      copy(1);
      return {};
    }
    const auto tag = query_.substr(place_, length + 1);
    const std::size_t end = query_.find(tag, place_ + tag.size());
    if (end == std::string_view::npos) return unclosed();
    copy(end + tag.size() - place_);
    return {};
  }

  Result<void> colon() {
    if (at(1) == ':') {
      copy(2);
      return {};
    }
    if (!is_letter(at(1))) {
      copy(1);
      return {};
    }
    const auto name = query_.substr(place_, 1 + name_length(1));
    if (name != ":since" && name != ":until") return unknown(name);
    place_ += name.size();
    write_placeholder(name == ":since" ? Parameter::since : Parameter::until);
    return {};
  }

  std::size_t name_length(std::size_t offset) const {
    std::size_t length = 0;
    while (is_name(at(offset + length))) ++length;
    return length;
  }

  /// Kept apart from what stands beside it: with a name or a sign it would be read as one (a$1, $$1$).
  void write_placeholder(Parameter parameter) {
    if (is_name(before()) || before() == '$' || before() == '?') result_.text.push_back(' ');
    result_.text += placeholder(parameter);
    if (at(0) == '$') result_.text.push_back(' ');
  }

  std::string placeholder(Parameter parameter) {
    auto& parameters = result_.parameters;
    if (dialect_ == Dialect::mariadb || dialect_ == Dialect::odbc) {
      parameters.push_back(parameter);
      return "?";
    }
    auto known = std::find(parameters.begin(), parameters.end(), parameter);
    if (known == parameters.end()) known = parameters.insert(known, parameter);
    return {dialect_ == Dialect::postgresql ? '$' : '?',
            static_cast<char>('1' + (known - parameters.begin()))};
  }

  std::string_view query_;
  Dialect dialect_;
  std::string_view source_;
  std::string_view kind_;
  std::size_t place_ = 0;
  bool ended_ = false;
  ParameterisedQuery result_;
};

}  // namespace

std::optional<Dialect> dialect_of(std::string_view type) {
  if (type == "postgresql") return Dialect::postgresql;
  if (type == "mariadb") return Dialect::mariadb;
  if (type == "sqlite") return Dialect::sqlite;
  if (type == "odbc") return Dialect::odbc;
  return std::nullopt;
}

Result<ParameterisedQuery> parameterise(std::string_view query, Dialect dialect, std::string_view source,
                                        std::string_view kind) {
  return Scanner(query, dialect, source, kind).scan();
}

}  // namespace jauge::core
