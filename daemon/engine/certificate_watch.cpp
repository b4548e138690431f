#include "engine/certificate_watch.hpp"

namespace jauge::engine {
namespace {

using core::msg;
using Level = Advice::Level;

constexpr std::int64_t note_days = 90;
constexpr std::int64_t warning_days = 30;
constexpr std::int64_t alarm_days = 7;
constexpr std::chrono::hours between_looks{24};

Notice::Level notice_level(Level level) {
  switch (level) {
    case Level::note:
      return Notice::Level::info;
    case Level::warning:
      return Notice::Level::warning;
    case Level::alarm:
      break;
  }
  return Notice::Level::error;
}

}  // namespace

std::optional<Advice> advise_on_certificate(const CertificateView& certificate, core::Instant now) {
  if (!certificate.problem.empty())
    return Advice{Level::alarm, "certificat-inutilisable", certificate.problem};
  if (!certificate.not_after) return std::nullopt;
  const auto days = std::chrono::floor<std::chrono::days>(*certificate.not_after - now).count();
  if (days > note_days) return std::nullopt;
  if (days < 0) {
    return Advice{Level::alarm, "certificat-echu",
                  msg("The certificate {0} ({1}) ended on {2}: renew it.", certificate.path,
                      certificate.subject, core::utc_text(*certificate.not_after))};
  }
  const Level level = days <= alarm_days ? Level::alarm : days <= warning_days ? Level::warning : Level::note;
  return Advice{level, "certificat-a-renouveler",
                msg("The certificate {0} ({1}) ends on {2}, in {3} days: renew it.", certificate.path,
                    certificate.subject, core::utc_text(*certificate.not_after), days)};
}

void CertificateWatch::look(const Doors& doors, core::Instant now) {
  if (!doors.certificates) return;
  if (last_look_ && *last_look_ <= now && now < *last_look_ + between_looks) return;
  last_look_ = now;
  for (const auto& certificate : doors.certificates(now)) {
    const auto key = certificate.role + " " + certificate.path;
    const auto advice = advise_on_certificate(certificate, now);
    if (!advice) {
      told_.erase(key);
      continue;
    }
    const auto told = told_.find(key);
    const bool known =
        told != told_.end() && told->second.code == advice->code && told->second.level == advice->level;
    if (!known) doors.notice({notice_level(advice->level), advice->code, advice->sentence});
    told_.insert_or_assign(key, *advice);
  }
}

}  // namespace jauge::engine
