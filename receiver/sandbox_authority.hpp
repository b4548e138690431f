#pragma once
// A certificate authority for a trial on one machine. Its key is never written: what it has issued is all
// there will ever be.
#include <memory>
#include <string>

#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::receiver {

/// PEM texts.
struct IssuedCertificate {
  std::string certificate;
  std::string key;
};

class SandboxAuthority {
 public:
  enum class Use {
    seal,    // of reports (ORG_SIGN) and of receipts
    client,  // TLS (ORG_AUTH_CLI)
    server,  // TLS, for 127.0.0.1, ::1 and localhost
  };

  /// Everything it issues is in force from `begin` to `end`.
  [[nodiscard]] static core::Result<SandboxAuthority> make(const std::string& name, core::Instant begin,
                                                           core::Instant end);
  ~SandboxAuthority();
  SandboxAuthority(SandboxAuthority&&) noexcept;
  SandboxAuthority& operator=(SandboxAuthority&&) noexcept;

  const std::string& certificate() const;
  /// `organisation` becomes the OU.
  [[nodiscard]] core::Result<IssuedCertificate> issue(Use use, const std::string& name,
                                                      const std::string& organisation) const;

 private:
  struct State;
  explicit SandboxAuthority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jauge::receiver
