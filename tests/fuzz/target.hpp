#pragma once
// A parser of outside bytes under test: JAUGE_FUZZ_TARGET(name) { … bytes … }. With libFuzzer each target is
// a program; with any other compiler all of them are in one, which replays what is in corpus/<name>/.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace jauge::fuzz {

using Target = void (*)(std::string_view bytes);

/// Makes a target known to the program that replays.
struct Registration {
  Registration(const char* name, Target target);
};

/// What must hold whatever the bytes.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Takes the first line off: several documents in one input stay such as one can read and write by hand.
inline std::string_view next_line(std::string_view& bytes) {
  const auto line = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(line.size() < bytes.size() ? line.size() + 1 : line.size());
  return line;
}

}  // namespace jauge::fuzz

#ifdef JAUGE_FUZZING
#define JAUGE_FUZZ_TARGET(name)                                                       \
  static void fuzz_##name(std::string_view bytes);                                    \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz_##name({reinterpret_cast<const char*>(data), size});                         \
    return 0;                                                                         \
  }                                                                                   \
  static void fuzz_##name(std::string_view bytes)
#else
#define JAUGE_FUZZ_TARGET(name)                                                  \
  static void fuzz_##name(std::string_view bytes);                               \
  static const jauge::fuzz::Registration registered_##name(#name, &fuzz_##name); \
  static void fuzz_##name(std::string_view bytes)
#endif
