#pragma once
// A whole trial on real programs: a made-up grappe, a receiver with its certificates, jauged and jauge.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::test_support {

class Trial {
 public:
  /// Starts the receiver. Throws when it does not come up.
  Trial();
  ~Trial();

  /// jauge-sandbox with these options beside --output, --append and --last; throws when it fails.
  void make_grappe(const std::vector<std::string>& options);
  /// `jauged --config … <arguments>` to its end.
  Finished jauged(const std::vector<std::string>& arguments,
                  std::chrono::seconds limit = std::chrono::seconds(300)) const;
  Finished jauge(const std::vector<std::string>& arguments) const;
  /// jauged as a service; its log is `log()`.
  std::unique_ptr<Process> start_jauged() const;
  /// Differences between `jauge indicators --json` of the last month and the truth; exit code and words.
  Finished compare() const;
  void stop_receiver() { receiver_.reset(); }

  std::filesystem::path path(std::string_view name) const { return directory_ / name; }
  std::filesystem::path configuration() const { return directory_ / "jauge.toml"; }
  std::filesystem::path log() const { return directory_ / "jauged.log"; }
  /// Replaces the first `old_text` of the configuration; throws when there is none.
  void edit_configuration(const std::string& old_text, const std::string& new_text) const;
  void append_configuration(const std::string& text) const;
  /// The last ended month of the machine's clock.
  static std::string last_month();
  static std::string program(const std::string& name);

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Process> receiver_;
};

}  // namespace jauge::test_support
