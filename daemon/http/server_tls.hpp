#pragma once
// The TLS of a listener. Of this folder alone.
#include "http/server.hpp"

struct ssl_ctx_st;

namespace jauge::http {

/// Sets policy, identity and trust. Fails `invalid` on texts that cannot be read, or a key that is not the
/// certificate's.
[[nodiscard]] core::Result<void> set_up_tls(ssl_ctx_st* context, const ServerTls& tls);

}  // namespace jauge::http
