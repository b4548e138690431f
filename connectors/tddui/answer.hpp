#pragma once
// What the listener answers: a transaction-response, an OperationOutcome, its CapabilityStatement. Nothing of
// what was posted is repeated.
#include <string>

#include "connectors/tddui/inbox.hpp"
#include "http/message.hpp"

namespace jauge::connectors::tddui {

/// One entry for each of the Bundle's, in their order, with the names under which they are known from now on.
http::Response taken(const Submission& submission, const std::vector<Fate>& fates, core::Instant now);
http::Response refused(const Problem& problem);
/// For GET …/metadata.
http::Response capability(core::Instant now);

}  // namespace jauge::connectors::tddui
