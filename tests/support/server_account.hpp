#pragma once
// Database servers refuse to run as root: their tests give them an unprivileged user.
#include <filesystem>
#include <string>
#include <vector>

namespace jauge::test_support {

/// `command`, to be run as `user` (nobody where there is none such) when the test runs as root.
std::vector<std::string> as_user(const std::string& user, const std::vector<std::string>& command);
/// Gives `path` to that user.
void give_to(const std::string& user, const std::filesystem::path& path);

}  // namespace jauge::test_support
