#pragma once
// What the seal's tests share: an authority over an intermediate, a seal, documents, and a container made of
// them.
#include <gtest/gtest.h>

#include "core/report.hpp"
#include "seal/asice.hpp"
#include "seal/cades.hpp"
#include "seal/certificate.hpp"
#include "seal/signer.hpp"
#include "seal/verify.hpp"
#include "tests/support/certificates.hpp"

namespace jauge::seal {

using test_support::Authority;
using test_support::CertificateRequest;
using test_support::Issued;

inline core::Instant instant(const char* text) {
  return core::parse_utc(text).value();
}

inline const core::Instant noon = instant("2026-11-06T12:00:00Z");

/// Keys are costly: made once in each process.
struct Pki {
  Authority root{"AC racine de test"};
  Authority authority = root.subordinate("AC organisations de test");
  Issued seal = authority.issue();
  std::string chain = authority.certificate() + root.certificate();
};

inline const Pki& pki() {
  static const Pki made;
  return made;
}

inline core::Documents documents() {
  return {"{\"resourceType\":\"Bundle\"}", "\xEF\xBB\xBFprojet;region\r\n",
          "<!DOCTYPE html><title>Rapport</title>"};
}

inline Identity identity(const Issued& issued, const std::string& chain = pki().chain) {
  return load_identity(issued.certificate, issued.key, chain).value();
}

inline std::unique_ptr<CadesSigner> signer(const Issued& issued = pki().seal,
                                           const std::string& identifier = "1670000157",
                                           const std::string& chain = pki().chain) {
  return std::move(CadesSigner::make({issued.certificate, issued.key, chain, identifier}).value());
}

inline const std::string& sealed() {
  static const std::string bytes = signer()->seal(documents(), noon).value();
  return bytes;
}

inline VerifySettings settings(core::Instant at = noon) {
  return {.ca_pem = pki().root.certificate(), .crl_pem = {}, .organisation = "1670000157", .at = at};
}

/// The sentence of an error with its arguments in place; empty when there was none.
template <class T>
std::string sentence(const core::Result<T>& result) {
  if (result) return {};
  auto text = result.error().sentence.id;
  for (std::size_t i = 0; i < result.error().sentence.arguments.size(); ++i) {
    const auto hole = fmt::format("{{{}}}", i);
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole))
      text.replace(at, hole.size(), result.error().sentence.arguments[i]);
  }
  return text;
}

/// EXPECT that `result` is an error whose sentence has `part`.
#define EXPECT_REFUSED(result, part) \
  EXPECT_NE(sentence(result).find(part), std::string::npos) << sentence(result)

}  // namespace jauge::seal
