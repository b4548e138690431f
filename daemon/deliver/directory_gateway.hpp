#pragma once
// The way to a directory, for an ARS without an endpoint: the container appears under its name whole or not
// at all.
#include <filesystem>
#include <functional>

#include "core/ports.hpp"

namespace jauge::deliver {

/// No receipt comes from a directory. put_report answers `placed`, also where the same bytes were already
/// there, and `occupied` where others are; get_report gives the file back; get_state tells whether files can
/// be written.
class DirectoryGateway final : public core::Gateway {
 public:
  explicit DirectoryGateway(std::filesystem::path directory) : directory_(std::move(directory)) {}
  core::Answer perform(const core::Exchange& exchange, const std::function<bool()>& stop) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace jauge::deliver
