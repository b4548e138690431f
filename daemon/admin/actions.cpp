#include "admin/actions.hpp"

namespace jauge::admin {

using core::Message;
using core::msg;

Message action(const std::string& establishment, const std::string& label, const std::string& kind,
               const core::Gap& gap, const std::string& reason) {
  if (!gap.reason.empty()) return msg("{0}: {1} is not computable. {2}", establishment, label, reason);
  if (!gap.target) return msg("{0}: no target is set for {1}.", establishment, label);
  const auto missing = std::max(gap.missing.value_or(0), gap.missing_within.value_or(0));
  if (missing == 0) return {};
  if (kind == "file_update") return msg("{0}: {1} files to update.", establishment, missing);
  if (kind == "personalised_project") {
    return msg("{0}: {1} more active files need a personalised project.", establishment, missing);
  }
  if (kind == "agenda_event") {
    return msg("{0}: {1} more active files need an agenda event.", establishment, missing);
  }
  return msg("{0}: {1} missing for {2}.", establishment, missing, label);
}

}  // namespace jauge::admin
