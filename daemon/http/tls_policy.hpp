#pragma once
// The TLS of both sides: ECDHE and AEAD alone (ANSSI, Recommandations de sécurité relatives à TLS, v1.2).

namespace jauge::http {

inline constexpr const char* tls_suites =  // of TLS 1.2; TLS 1.3 has no others
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
inline constexpr const char* tls_curves = "X25519:P-256:P-384:P-521:X448";

}  // namespace jauge::http
