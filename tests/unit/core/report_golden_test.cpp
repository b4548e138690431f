// The three documents of the example, byte for byte. JAUGE_ACCEPT_GOLDEN=1 writes them anew, for review as a
// diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/example_closure.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::core {
namespace {

void expect_golden(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = std::filesystem::path(JAUGE_SOURCE_DIR) / "tests" / "golden" / name;
  if (const char* accept = std::getenv("JAUGE_ACCEPT_GOLDEN"); accept && std::string_view(accept) == "1") {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  const std::string golden = std::filesystem::exists(path) ? test_support::read_file(path) : std::string();
  // The documents are long: where they part is said, not all of both.
  const auto [ours, theirs] = std::ranges::mismatch(bytes, golden);
  const auto at = static_cast<std::size_t>(ours - bytes.begin());
  EXPECT_TRUE(bytes == golden) << name << " differs at byte " << at
                               << ", ours: " << bytes.substr(at < 80 ? 0 : at - 80, 200);
}

TEST(Report, WritesTheDocumentsOfTheExampleAsReviewed) {
  const auto documents = write_documents(test_support::example_closure(), test_support::example_identity());
  expect_golden("rapport.json", documents.json);
  expect_golden("rapport.csv", documents.csv);
  expect_golden("rapport.html", documents.html);
}

TEST(Report, WritesTheSameBytesForTheSameClosure) {
  const auto identity = test_support::example_identity();
  EXPECT_EQ(write_documents(test_support::example_closure(), identity),
            write_documents(test_support::example_closure(), identity));
}

TEST(Report, WritesTheSameBytesFromTheStoredForm) {
  const auto closure = test_support::example_closure();
  const auto stored = closure_from_json(to_json(closure));
  ASSERT_TRUE(stored);
  EXPECT_EQ(write_documents(*stored, test_support::example_identity()),
            write_documents(closure, test_support::example_identity()));
}

TEST(Report, NamesItsContainerByProjectRegionMonthAndRevision) {
  EXPECT_EQ(container_name("PAI-2021-44-0042", RegionCode::parse("44").value(), Month(2026, 10), 2),
            "jauge-PAI-2021-44-0042-44-2026-10-r2.asice");
}

}  // namespace
}  // namespace jauge::core
