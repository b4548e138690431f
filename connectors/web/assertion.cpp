#include "connectors/web/assertion.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>

#include "core/json_writer.hpp"

namespace jauge::connectors::web {
namespace {

using core::ErrorKind;
using core::msg;

constexpr std::chrono::seconds lifetime{240};
constexpr int smallest_rsa = 2048;
constexpr int p384_bytes = 48;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;

int no_passphrase(char*, int, int, void*) {
  return -1;
}

Key read_key(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, nullptr) : nullptr);
}

bool is_p384(EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) ==
             1 &&
         std::string_view(group.data(), size) == "secp384r1";
}

/// "RS384" or "ES384"; nothing of a key that makes neither.
std::optional<std::string_view> algorithm_of(EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= smallest_rsa) return "RS384";
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && is_p384(key)) return "ES384";
  return std::nullopt;
}

/// JOSE writes r and s one after the other, each 48 bytes (RFC 7518, 3.4), OpenSSL a DER sequence.
std::string raw_signature(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const Signature signature(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  if (!signature) return {};
  std::array<unsigned char, 2 * p384_bytes> raw{};
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), p384_bytes) != p384_bytes ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + p384_bytes, p384_bytes) != p384_bytes) {
    return {};
  }
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

/// PKCS#1 v1.5 or ECDSA over SHA-384; empty on failure.
std::string sign(EVP_PKEY* key, std::string_view text) {
  const Digest context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha384(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) {
    return {};
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                     text.size()) != 1) {
    return {};
  }
  signature.resize(size);
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? raw_signature(signature) : signature;
}

std::int64_t seconds_of(core::Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

}  // namespace

std::string base64url(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8 | static_cast<unsigned char>(c)) & 0xFFFFFFU;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += digits[(held >> bits) & 63U];
    }
  }
  if (bits > 0) out += digits[(held << (6 - bits)) & 63U];
  return out;
}

std::string random_id() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  std::string id;
  for (const unsigned char byte : bytes) id += fmt::format("{:02x}", byte);
  return id;
}

core::Result<std::string> make_assertion(std::string_view key_pem, const AssertionClaims& claims,
                                         std::string_view source) {
  ERR_clear_error();
  const Key key = read_key(key_pem);
  const auto algorithm = key ? algorithm_of(key.get()) : std::nullopt;
  if (!algorithm) {
    ERR_clear_error();
    return core::fail(
        ErrorKind::invalid, msg("Source {0}: the key of [source.smart] is not one that SMART takes.", source),
        msg("Give a private key in PEM, without passphrase: RSA of 2048 bits or more, or P-384."));
  }
  core::JsonWriter header;
  header.object([&] {
    header.key("alg").text(*algorithm);
    header.key("kid").text(claims.key_id);
    header.key("typ").text("JWT");
  });
  core::JsonWriter body;
  body.object([&] {
    body.key("iss").text(claims.client_id);
    body.key("sub").text(claims.client_id);
    body.key("aud").text(claims.audience);
    body.key("exp").number(seconds_of(claims.now + lifetime));
    body.key("iat").number(seconds_of(claims.now));
    body.key("jti").text(claims.id);
  });
  std::string token = base64url(header.finish()) + "." + base64url(body.finish());
  const std::string signature = sign(key.get(), token);
  ERR_clear_error();
  if (signature.empty()) {
    return core::fail(ErrorKind::invalid, msg("Source {0}: the key of [source.smart] cannot sign.", source));
  }
  return token + "." + base64url(signature);
}

}  // namespace jauge::connectors::web
