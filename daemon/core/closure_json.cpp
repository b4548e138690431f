#include <nlohmann/json.hpp>

#include "core/closure_fields.hpp"
#include "core/json_writer.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view format = "jauge-closure/1";

// To the microsecond: utc_text alone stops at the second.
std::string exact_text(Instant instant) {
  std::string written = utc_text(instant);
  const auto rest = instant - std::chrono::floor<std::chrono::seconds>(instant);
  if (rest.count() != 0) written.insert(written.size() - 1, fmt::format(".{:06}", rest.count()));
  return written;
}

// An identifier that was never set is an empty text, not nine NULs.
std::string_view text_of(const Finess& finess) {
  return finess == Finess{} ? "" : finess.text();
}

class Writer {
 public:
  explicit Writer(JsonWriter& json) : json_(json) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    json_.key(name);
    write(value);
  }

 private:
  void write(const std::string& value) { json_.text(value); }
  void write(bool value) { json_.boolean(value); }
  void write(int value) { json_.number(value); }
  void write(std::int64_t value) { json_.number(value); }
  void write(Month value) { json_.text(value.text()); }
  void write(Day value) { json_.text(text(value)); }
  void write(Instant value) { json_.text(exact_text(value)); }
  void write(const Finess& value) { json_.text(text_of(value)); }
  void write(const RegionCode& value) { json_.text(value.text()); }
  void write(const Digest& value) { json_.text(value.hex()); }
  void write(const Zone& value) { json_.text(value.name()); }

  template <class Enum>
  requires std::is_enum_v<Enum>
  void write(Enum value) {
    for (const auto& [enumerator, name] : names_of(value)) {
      if (enumerator == value) json_.text(name);
    }
  }
  template <class T>
  void write(const std::optional<T>& value) {
    if (value) {
      write(*value);
    } else {
      json_.null();
    }
  }
  template <class T>
  void write(const std::vector<T>& values) {
    json_.array([&] {
      for (const auto& value : values) write(value);
    });
  }
  void write(const Targets& targets) {
    json_.object([&] {
      for (const auto& [indicator, target] : targets) json_.key(indicator).number(target);
    });
  }
  template <class T>
  requires requires(Writer& io, const T& value) { describe(io, value); }
  void write(const T& value) {
    json_.object([&] { describe(*this, value); });
  }

  JsonWriter& json_;
};

// The text is JSON, but not what a closure is made of.
struct Unreadable {};

template <class T>
T expected(std::optional<T> value) {
  if (!value) throw Unreadable{};
  return *std::move(value);
}

class Reader {
 public:
  explicit Reader(const nlohmann::json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, T& value) {
    read(object_.at(name), value);
  }

 private:
  using Json = nlohmann::json;

  static const std::string& string(const Json& json) { return json.get_ref<const std::string&>(); }

  static void read(const Json& json, std::string& value) { value = string(json); }
  static void read(const Json& json, bool& value) { value = json.get<bool>(); }
  static void read(const Json& json, int& value) { value = json.get<int>(); }
  static void read(const Json& json, std::int64_t& value) { value = json.get<std::int64_t>(); }
  static void read(const Json& json, Month& value) { value = expected(Month::parse(string(json))); }
  static void read(const Json& json, Day& value) { value = expected(parse_day(string(json))); }
  static void read(const Json& json, Instant& value) { value = expected(parse_utc(string(json))); }
  static void read(const Json& json, Finess& value) {
    value = string(json).empty() ? Finess{} : expected(Finess::parse(string(json)));
  }
  static void read(const Json& json, RegionCode& value) {
    value = string(json).empty() ? RegionCode{} : expected(RegionCode::parse(string(json)));
  }
  static void read(const Json& json, Digest& value) { value = expected(Digest::parse_hex(string(json))); }
  static void read(const Json& json, Zone& value) {
    const auto zone = Zone::find(string(json));
    if (!zone) throw Unreadable{};
    value = *zone;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  static void read(const Json& json, Enum& value) {
    for (const auto& [enumerator, name] : names_of(value)) {
      if (name != string(json)) continue;
      value = enumerator;
      return;
    }
    throw Unreadable{};
  }
  template <class T>
  static void read(const Json& json, std::optional<T>& value) {
    value.reset();
    if (!json.is_null()) read(json, value.emplace());
  }
  template <class T>
  static void read(const Json& json, std::vector<T>& values) {
    values.clear();
    for (const Json& item : json.get_ref<const Json::array_t&>()) read(item, values.emplace_back());
  }
  static void read(const Json& json, Targets& targets) {
    targets.clear();
    for (const auto& [indicator, target] : json.get_ref<const Json::object_t&>())
      read(target, targets[indicator]);
  }
  template <class T>
  requires requires(Reader& io, T& value) { describe(io, value); }
  static void read(const Json& json, T& value) {
    Reader inner(json);
    describe(inner, value);
  }

  const Json& object_;
};

Failure damaged() {
  return fail(ErrorKind::damaged, msg("A stored closure is not what was written."),
              msg("Restore the store from a backup with `jauge restore`."));
}

}  // namespace

std::string to_json(const Closure& closure) {
  JsonWriter json;
  json.object([&] {
    json.key("format").text(format);
    Writer writer(json);
    describe(writer, closure);
  });
  return json.finish();
}

Result<Closure> closure_from_json(std::string_view text) {
  Closure closure;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Reader reader(json);
    describe(reader, closure);
  } catch (const nlohmann::json::exception&) {
    return damaged();
  } catch (const Unreadable&) {
    return damaged();
  }
  // Whatever reading let pass (an unknown key, a number with a fraction, other white space) shows here.
  if (to_json(closure) != text) return damaged();
  return closure;
}

const RollUp* Closure::roll_up(const std::optional<RegionCode>& region) const {
  const auto found = std::ranges::find(roll_ups, region, &RollUp::region);
  return found == roll_ups.end() ? nullptr : &*found;
}

}  // namespace jauge::core
