#pragma once
// The ASiC-E container in its only form (ars-contract): six stored members, every other byte fixed.
#include <cstddef>
#include <string>
#include <string_view>

#include "core/report.hpp"
#include "core/result.hpp"

namespace jauge::seal {

inline constexpr std::size_t largest_container = std::size_t{8} * 1024 * 1024;
inline constexpr std::string_view container_media_type = "application/vnd.etsi.asic-e+zip";

struct Container {
  core::Documents documents;
  std::string manifest;   // META-INF/ASiCManifest.xml
  std::string signature;  // META-INF/signature.p7s
};

/// META-INF/ASiCManifest.xml: the digests of the documents, exact bytes.
std::string write_manifest(const core::Documents& documents);

/// Fails `invalid` past largest_container.
[[nodiscard]] core::Result<std::string> write_container(const Container& container);

/// Fails `refused` on anything that write_container does not write, or when the manifest is not that of the
/// documents. The signature is not looked at.
[[nodiscard]] core::Result<Container> read_container(std::string_view bytes);

}  // namespace jauge::seal
