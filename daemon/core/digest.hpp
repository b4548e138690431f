#pragma once
// SHA-256 and the keyed hash that makes members of identifiers.
#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jauge::core {

/// A SHA-256 digest.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;     // lower case
  std::string base64() const;  // with padding
  static std::optional<Digest> parse_hex(std::string_view text);
  auto operator<=>(const Digest&) const = default;
};

Digest sha256(std::string_view bytes);

/// SHA-256 over several pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view bytes);
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A month's secret, 32 random bytes; cleansed when it goes.
class MonthKey {
 public:
  explicit MonthKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  ~MonthKey();
  MonthKey(const MonthKey&) = default;
  MonthKey& operator=(const MonthKey&) = default;
  const std::array<std::uint8_t, 32>& bytes() const { return bytes_; }
  /// SHA-256 of the key under a fixed label: tells two keys apart without telling either.
  Digest check_value() const;

 private:
  std::array<std::uint8_t, 32> bytes_;
};

/// A member's key: the first 16 bytes of HMAC-SHA-256(month key, FINESS ‖ 0 ‖ ids ‖ 0 ‖ id).
using Key = std::array<std::uint8_t, 16>;

/// Computes Keys under one month key; one re-initialised HMAC context. Not for several threads.
class KeyedHash {
 public:
  explicit KeyedHash(const MonthKey& key);
  ~KeyedHash();
  KeyedHash(KeyedHash&&) noexcept;
  Key operator()(std::string_view finess, std::string_view ids, std::string_view id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// UUID version 5 (RFC 4122) of `name` in the name space `uuid5(URL, base)`, as "urn:uuid:…".
std::string uuid5_urn(std::string_view base, std::string_view name);

}  // namespace jauge::core
