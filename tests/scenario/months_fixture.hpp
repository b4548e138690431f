#pragma once
// What the tests of a month's rules share: a DUI of four files, all written in October 2026, and a line of
// the figures.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/scenario/small_dui.hpp"
#include "tests/scenario/world.hpp"

namespace jauge::scenario {

using Json = nlohmann::json;

inline const core::Month october(2026, 10);
inline const core::Month november(2026, 11);
inline constexpr auto mid_october = "2026-10-20T10:00:00Z";
inline constexpr auto closing_time = "2026-11-06T05:00:00Z";
inline constexpr auto silent_mail = "may_be_empty = [\"mss_message\"]\n";

/// A line of an indicator of the establishment.
inline Json line(World& world, const std::string& indicator, const std::string& window = "mois",
                 core::Month month = october, const std::string& finess = "670000165") {
  for (const auto& figure : Json::parse(world.indicators(month))) {
    if (figure.at("finess") == finess && figure.at("indicator") == indicator && figure.at("window") == window)
      return figure;
  }
  return {};
}

/// `text` with its first `old_text` replaced; throws where there is none.
inline std::string with(std::string text, const std::string& old_text, const std::string& new_text) {
  const auto at = text.find(old_text);
  if (at == std::string::npos) throw std::runtime_error("not there: " + old_text);
  return text.replace(at, old_text.size(), new_text);
}

class Months : public testing::Test {
 protected:
  Months() : dui(directory.path()) {
    for (const auto* file : {"a", "b", "c", "d"}) {
      stay(file);
      write(file, "2026-10-05T10:00:00");
    }
  }
  void stay(const std::string& file) const {
    dui.execute("INSERT INTO sejour VALUES ('670000165','" + file + "','2026-01-01',NULL)");
  }
  void write(const std::string& file, const std::string& at) const {
    dui.execute("INSERT INTO ecriture VALUES ('670000165','" + file + "','" + at + "')");
  }
  void send(const std::string& id, const std::string& at) const {
    dui.execute("INSERT INTO mssante VALUES ('670000165','" + id + "','" + at + "')");
  }
  /// Closes what is due at the instant, and settles every report by a deposit.
  static void close_and_deposit(World& world, const char* instant) {
    world.clock.set(at(instant));
    world.settle();
    const auto reports = world.engine().reports();
    for (const auto& report : *reports) {
      if (report.state != engine::ReportState::by_hand) continue;
      ASSERT_TRUE(world.engine().deposit(report.month, report.region, "dossier PAI"));
    }
  }

  test_support::TemporaryDirectory directory;
  SmallDui dui;
};

}  // namespace jauge::scenario
