#pragma once
// What a team has to do to reach a target, in one sentence.
#include <string>

#include "core/gap.hpp"
#include "core/message.hpp"

namespace jauge::admin {

/// `kind`: the last kind of the indicator's numerator, which tells what is to be done. `label` and `reason`
/// are in the reader's language. Nothing where the target is reached.
core::Message action(const std::string& establishment, const std::string& label, const std::string& kind,
                     const core::Gap& gap, const std::string& reason);

}  // namespace jauge::admin
