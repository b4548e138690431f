#include "store/packed.hpp"

#include <gtest/gtest.h>

#include <random>

namespace jauge::store {
namespace {

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(Packed, GivesBackEveryByte) {
  for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 300000U}) {
    EXPECT_EQ(unpacked(packed(noise(size))), noise(size)) << size;
    EXPECT_EQ(unpacked(packed(std::string(size, '\0'))), std::string(size, '\0')) << size;
  }
}

TEST(Packed, MakesAReportMuchSmaller) {
  std::string csv;
  for (int i = 0; i < 2000; ++i) csv += "670000165;file_update;2026-10;" + std::to_string(i % 40) + "\n";
  EXPECT_LT(packed(csv).size(), csv.size() / 5);
}

TEST(Packed, KnowsAStreamThatIsCutOrLongerOrNone) {
  const auto stream = packed(noise(1000));
  for (std::size_t size = 0; size < stream.size(); size += 7)
    EXPECT_FALSE(unpacked(stream.substr(0, size))) << size;
  EXPECT_FALSE(unpacked(stream + '\0'));
  EXPECT_FALSE(unpacked("rapport"));
}

}  // namespace
}  // namespace jauge::store
