#pragma once
// Typed reading of a document: what is wrong is collected, what was not read is wrong.
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.hpp"

namespace jauge::config {

/// Everything wrong in a file, and in the files it names.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}
  void add(Place place, std::string key, core::Message expected);
  void add(std::vector<ConfigurationError> errors);
  bool empty() const { return errors_.empty(); }
  std::size_t size() const { return errors_.size(); }
  /// All of them, this file's first, by place.
  std::vector<ConfigurationError> take();

 private:
  std::string file_;
  std::vector<ConfigurationError> errors_;
};

class Table;

/// The value of a key, or its absence. A reader gives nothing when it is absent, and nothing and a problem
/// when it is of another type. Refers to the Value and the Problems, which outlive it.
class Field {
 public:
  Field(const Value* value, Place place, std::string path, Problems& problems)
      : value_(value), place_(place), key_place_(place), path_(std::move(path)), problems_(&problems) {}
  Field(const Entry& entry, std::string path, Problems& problems)
      : value_(&entry.value),
        place_(entry.value.place),
        key_place_(entry.place),
        path_(std::move(path)),
        problems_(&problems) {}

  bool present() const { return value_ != nullptr; }
  bool is_text() const;
  bool is_integer() const;
  bool is_list() const;
  Place place() const { return place_; }
  const std::string& path() const { return path_; }  // "source[0].timeout"
  std::string name() const;                          // "timeout"
  Problems& problems() const { return *problems_; }
  const Value* value() const { return value_; }  // null when absent
  void wrong(core::Message expected) const { problems_->add(place_, path_, std::move(expected)); }
  /// The same for its name: the place is that of the key.
  void wrong_name(core::Message expected) const { problems_->add(key_place_, path_, std::move(expected)); }

  std::optional<std::string> text() const;      // not empty
  std::optional<std::string> any_text() const;  // may be empty
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;  // integer or real, finite
  std::optional<bool> boolean() const;
  std::optional<core::Day> day() const;  // a TOML date or "YYYY-MM-DD"
  std::vector<Field> list() const;
  std::optional<Table> table() const;
  /// The tables of [[name]].
  std::vector<Table> tables() const;

 private:
  template <class T>
  const T* as() const {
    return value_ ? std::get_if<T>(&value_->content) : nullptr;
  }
  const Value* value_;
  Place place_;
  Place key_place_;
  std::string path_;
  Problems* problems_;
};

/// A table of the document that remembers which keys were asked for. Copies share that memory.
class Table {
 public:
  Table(const Value& table, std::string path, Problems& problems);

  Field operator[](std::string_view key);
  /// The same, with a problem when it is absent.
  Field required(std::string_view key);
  /// Every key not yet asked for, in the order of the file.
  std::vector<Field> others();
  /// Keys that nobody asked for are problems, with the nearest known key.
  void finish();
  /// The table itself: its place and path.
  Field self() const { return {value_, value_->place, path_, *problems_}; }

 private:
  const std::vector<Entry>& entries() const { return std::get<std::vector<Entry>>(value_->content); }
  std::string path_of(std::string_view key) const;
  const Value* value_;
  std::string path_;
  Problems* problems_;
  std::shared_ptr<std::set<std::string, std::less<>>> asked_;
};

/// The candidate that `word` most probably was meant to be; empty when none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace jauge::config
