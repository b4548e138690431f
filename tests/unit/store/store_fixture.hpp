#pragma once
// A store in a directory of its own, for the tests of its tables.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "store/store.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::store {

inline core::Finess finess(std::string_view text) {
  return core::Finess::parse(text).value();
}
inline core::RegionCode region(std::string_view text) {
  return core::RegionCode::parse(text).value();
}
inline core::Instant instant(std::string_view text) {
  return core::parse_utc(text).value();
}

inline core::Key key(std::uint8_t first, std::uint8_t last = 0) {
  core::Key bytes{};
  bytes.front() = first;
  bytes.back() = last;
  return bytes;
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() { reopen(); }

  void reopen() {
    store.reset();
    auto opened = Store::open(path(), {.project = "PAI-1"});
    if (!opened) throw std::runtime_error(render(opened.error().sentence, core::Language::en));
    store = std::move(*opened);
  }
  std::filesystem::path path() const { return directory / "jauge.db"; }
  /// A closure and a report on it for region 44, following the last one.
  ReportId add_report(core::Month of, int revision, std::string_view in = "44") {
    const std::string name = of.text() + "r" + std::to_string(revision) + std::string(in);
    if (!store->closures.get(of, revision).value()) {
      EXPECT_TRUE(
          store->closures.insert({of, revision, now, revision > 0 ? "corrigé" : ""}, "{\"" + name + "\":1}"));
    }
    const auto end = store->reports.last(region(in)).value();
    return store->reports
        .insert({of, revision, region(in)}, end.sequence + 1, end.json_sha256,
                {"json " + name, "csv " + name, "html " + name})
        .value();
  }

  test_support::TemporaryDirectory directory;
  std::unique_ptr<Store> store;
  const core::Month month{2026, 10};
  const core::Instant now = instant("2026-11-06T05:00:00Z");
  const core::Finess tilleuls = finess("670000165");
  const core::Finess erables = finess("670000173");
};

}  // namespace jauge::store
