#pragma once
// A configuration tried out before it is kept: its sources checked and its first figures shown, by the
// account of the service, on a store that goes with the trial.
#include <filesystem>
#include <optional>
#include <string>

#include "cli/draft.hpp"
#include "core/month.hpp"

namespace jauge::cli {

class Trial {
 public:
  /// `target`: where the configuration will stand; the trial's own stands beside it. `owner_of`: a directory
  /// whose owner tries it, when this program is run by root.
  [[nodiscard]] static core::Result<Trial> prepare(const std::filesystem::path& target,
                                                   const std::filesystem::path& owner_of);
  ~Trial();
  Trial(Trial&& other) noexcept;
  Trial& operator=(Trial&&) = delete;

  struct Outcome {
    bool connected = false;
    int readable = 0;  // kinds
  };
  /// Reads each query of `draft` once; what is wrong is printed when `loud`.
  Outcome check(const Draft& draft, bool loud) const;
  /// Polls the sources and prints what `draft` would count for `month`. False when nothing could be read.
  bool show_figures(const Draft& draft, core::Month month, core::Language language) const;

 private:
  Trial(std::filesystem::path directory, std::filesystem::path configuration)
      : directory_(std::move(directory)), configuration_(std::move(configuration)) {}
  [[nodiscard]] core::Result<void> write(const Draft& draft) const;

  std::filesystem::path directory_;  // of the store; empty once moved from
  std::filesystem::path configuration_;
};

/// Writes `text` whole or not at all, readable by the group of the directory. Fails `refused`.
[[nodiscard]] core::Result<void> write_configuration_file(const std::filesystem::path& path,
                                                          const std::string& text);

}  // namespace jauge::cli
