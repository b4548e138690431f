#include "tests/support/server_account.hpp"

#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

namespace jauge::test_support {
namespace {

const passwd& account(const std::string& user) {
  const passwd* entry = getpwnam(user.c_str());
  if (!entry) entry = getpwnam("nobody");
  if (!entry) throw std::runtime_error("no unprivileged user");
  return *entry;
}

}  // namespace

std::vector<std::string> as_user(const std::string& user, const std::vector<std::string>& command) {
  if (geteuid() != 0) return command;
  const passwd& entry = account(user);
  // setpriv replaces itself with the program: the pid stays the server's.
  std::vector<std::string> wrapped{"setpriv", "--reuid=" + std::to_string(entry.pw_uid),
                                   "--regid=" + std::to_string(entry.pw_gid), "--clear-groups"};
  wrapped.insert(wrapped.end(), command.begin(), command.end());
  return wrapped;
}

void give_to(const std::string& user, const std::filesystem::path& path) {
  if (geteuid() != 0) return;
  const passwd& entry = account(user);
  if (chown(path.c_str(), entry.pw_uid, entry.pw_gid) != 0)
    throw std::runtime_error("chown " + path.string());
}

}  // namespace jauge::test_support
