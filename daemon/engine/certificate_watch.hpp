#pragma once
// Certificates that near their end, told 90, 30 and 7 days before, and those that cannot be used.
#include <map>
#include <string>

#include "engine/settings.hpp"
#include "engine/views.hpp"

namespace jauge::engine {

/// What to tell of one certificate at `now`; nothing while all is well.
std::optional<Advice> advise_on_certificate(const CertificateView& certificate, core::Instant now);

/// Tells the log what a look shows, once a day, and again only when it gets worse or changes.
class CertificateWatch {
 public:
  void look(const Doors& doors, core::Instant now);

 private:
  std::optional<core::Instant> last_look_;
  std::map<std::string, Advice> told_;  // by role and path
};

}  // namespace jauge::engine
