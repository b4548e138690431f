#pragma once
// A Dovecot of a test's own: IMAPS on a free port of 127.0.0.1, one account, mail as files, ended by its own
// pid.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/month.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::test_support {

/// Started as an unprivileged user when the test runs as root. Any account, with the password "secret".
/// Throws when it does not start.
class DovecotServer {
 public:
  struct Options {
    std::string certificate;    // PEM text
    std::string key;            // PEM text
    std::string sent = "Sent";  // the folder of sent messages
    bool marks_sent = true;     // as such (RFC 6154)
    std::string capabilities;   // told instead of its own; empty: its own
    std::string client_ca =
        {};  // PEM text: who has no certificate of this authority cannot log in; empty: none asked
  };
  explicit DovecotServer(const Options& options);
  ~DovecotServer();

  /// Puts a message in the sent folder: its header lines, the instant at which it came, and flags ("S", "D").
  void add(const std::vector<std::string>& header, core::Instant came, std::string_view flags = "S");
  int port() const { return port_; }
  std::string log() const { return read_file(directory_ / "log"); }
  /// Every file of the mailbox with its size, to see that nothing was changed.
  std::string state() const;

 private:
  std::filesystem::path folder() const;
  TemporaryDirectory directory_;
  std::string sent_;
  int port_ = 0;
  int count_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace jauge::test_support
