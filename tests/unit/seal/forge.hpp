#pragma once
// Signatures that our signer would never make, as other tools or an adversary make them.
#include <openssl/obj_mac.h>

#include <string>
#include <string_view>
#include <vector>

#include "seal/certificate.hpp"

namespace jauge::seal {

struct Forgery {
  bool detached = true;
  bool cades = true;            // signingCertificateV2
  bool by_sha1 = false;         // signingCertificate, which names the certificate by its SHA-1
  bool odd_time = false;        // a signingTime that is no time
  bool capabilities = false;    // S/MIME capabilities
  bool attributes = true;       // signed attributes at all
  bool pss = false;             // RSA-PSS
  bool streamed = false;        // BER of indefinite lengths
  bool key_identifier = false;  // the signer by its key's identifier
  bool named_digest = false;    // sha256WithRSAEncryption where ours says rsaEncryption
  int type = NID_pkcs7_data;    // of the content
  const char* digest = "SHA256";
  std::vector<Certificate> certificates{};  // beside the signer's
  std::string crl{};                        // PEM, embedded
  bool unsigned_attribute = false;
  const Identity* second_signer = nullptr;
};

/// DER (BER when streamed) of a signature over `content`.
std::string forge(std::string_view content, const Identity& signer, const Forgery& forgery);

/// What a signature holds, as OpenSSL reads it.
struct Anatomy {
  std::vector<int> signed_attributes;  // NIDs, ascending
  int unsigned_attributes = 0;
  std::vector<core::Digest> certificates;  // of their DER, ascending
  int crls = 0;
};
Anatomy dissect(std::string_view der);

}  // namespace jauge::seal
