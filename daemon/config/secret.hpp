#pragma once
// Secrets: named in the configuration, read from a file or a systemd credential when needed, cleansed after
// use.
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace jauge::config {

/// A secret's bytes. Not copied, cleansed when it goes.
class Secret {
 public:
  explicit Secret(std::string value);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret& operator=(Secret&&) = delete;
  std::string_view text() const { return value_; }

 private:
  std::string value_;
};

/// Where a secret is: { credential = "name" } under $CREDENTIALS_DIRECTORY, or { file = "/path" }.
struct SecretRef {
  enum class Kind { credential, file };
  Kind kind = Kind::file;
  std::string name;
  bool operator==(const SecretRef&) const = default;
};

/// Reads it; a final line feed is dropped. Fails `invalid` when it is missing, empty, or a file that group or
/// others may use or that another user than ours or root owns (a credential may be shared with its group).
[[nodiscard]] core::Result<Secret> read_secret(const SecretRef& reference);

}  // namespace jauge::config
