#include "core/digest.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace jauge::core {

namespace {

// These fail only when memory or the library itself does: nothing a caller could act on.
void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL cannot compute a digest");
}

template <class T>
T* checked(T* pointer) {
  if (!pointer) throw std::runtime_error("OpenSSL cannot compute a digest");
  return pointer;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) {
  const auto position = hex_digits.find(c);
  return position == std::string_view::npos ? -1 : static_cast<int>(position);
}

using Uuid = std::array<std::uint8_t, 16>;

/// RFC 4122 §4.3 with SHA-1.
Uuid uuid5(const Uuid& space, std::string_view name) {
  std::string input(space.begin(), space.end());
  input += name;
  std::array<std::uint8_t, 20> hash{};
  check(EVP_Digest(input.data(), input.size(), hash.data(), nullptr, EVP_sha1(), nullptr));
  Uuid uuid{};
  std::copy_n(hash.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0F) | 0x50);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3F) | 0x80);
  return uuid;
}

// The name space of URLs, RFC 4122 appendix C.
constexpr Uuid url_space = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                            0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

}  // namespace

std::string Digest::hex() const {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 0x0F];
  }
  return text;
}

std::string Digest::base64() const {
  std::array<unsigned char, 45> text{};  // 44 characters and the NUL that OpenSSL adds
  const int length = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

std::optional<Digest> Digest::parse_hex(std::string_view text) {
  Digest digest;
  if (text.size() != digest.bytes.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

struct Sha256::State {
  EVP_MD_CTX* context = checked(EVP_MD_CTX_new());
  State() = default;
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  check(EVP_DigestInit_ex2(state_->context, EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
}

Digest Sha256::finish() {
  Digest digest;
  check(EVP_DigestFinal_ex(state_->context, digest.bytes.data(), nullptr));
  return digest;
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

MonthKey::~MonthKey() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

Digest MonthKey::check_value() const {
  using namespace std::string_view_literals;
  Sha256 hash;
  hash.add("jauge-month-key/1\0"sv);
  hash.add({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  return hash.finish();
}

struct KeyedHash::State {
  EVP_MAC* algorithm = checked(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);
  State() = default;
  ~State() {
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(algorithm);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

KeyedHash::KeyedHash(const MonthKey& key) : state_(std::make_unique<State>()) {
  std::string digest = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                   OSSL_PARAM_construct_end()};
  checked(state_->context);
  check(EVP_MAC_init(state_->context, key.bytes().data(), key.bytes().size(), parameters));
}
KeyedHash::~KeyedHash() = default;
KeyedHash::KeyedHash(KeyedHash&&) noexcept = default;

Key KeyedHash::operator()(std::string_view finess, std::string_view ids, std::string_view id) {
  static constexpr unsigned char zero = 0;
  EVP_MAC_CTX* context = state_->context;
  // Without a key the context starts again with the one it has: six times cheaper than a new one.
  check(EVP_MAC_init(context, nullptr, 0, nullptr));
  check(EVP_MAC_update(context, bytes_of(finess), finess.size()));
  check(EVP_MAC_update(context, &zero, 1));
  check(EVP_MAC_update(context, bytes_of(ids), ids.size()));
  check(EVP_MAC_update(context, &zero, 1));
  check(EVP_MAC_update(context, bytes_of(id), id.size()));
  std::array<std::uint8_t, 32> hash{};
  std::size_t length = 0;
  check(EVP_MAC_final(context, hash.data(), &length, hash.size()));
  Key key{};
  std::copy_n(hash.begin(), key.size(), key.begin());
  return key;
}

std::string uuid5_urn(std::string_view base, std::string_view name) {
  const Uuid uuid = uuid5(uuid5(url_space, base), name);
  std::string text = "urn:uuid:";
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += hex_digits[uuid[i] >> 4];
    text += hex_digits[uuid[i] & 0x0F];
  }
  return text;
}

}  // namespace jauge::core
