#pragma once
// Refusals as RFC 9457 problem details, in French.
#include "core/message.hpp"
#include "http/message.hpp"

namespace jauge::receiver {

/// `detail` says what is wrong and what to do.
http::Response problem(int status, const core::Message& detail);

}  // namespace jauge::receiver
