#pragma once
// A streaming JSON writer without white space: the same calls give the same bytes, decimals are exact.
#include <cstdint>
#include <string>
#include <string_view>

namespace jauge::core {

/// Values are written in the order of the calls; keys are neither sorted nor checked for repeats.
class JsonWriter {
 public:
  /// `body()` writes the members, each as key() and a value.
  template <class Body>
  void object(Body body) {
    open('{');
    body();
    close('}');
  }
  template <class Body>
  void array(Body body) {
    open('[');
    body();
    close(']');
  }
  /// The name of the next value: `json.key("count").number(3)`.
  JsonWriter& key(std::string_view name);

  /// UTF-8; bytes that are not become U+FFFD.
  void text(std::string_view value);
  void number(std::int64_t value);
  void boolean(bool value);
  void null();
  /// `units` × 10^−`places`, with every place written: decimal(1220, 3) is 1.220. `places` is 0 to 18.
  void decimal(std::int64_t units, int places);

  /// What was written; the writer is empty afterwards.
  std::string finish();

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;  // no comma before the next value or key
};

/// `text` with each byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string well_formed(std::string_view text);

}  // namespace jauge::core
