// What the receiver tells of all it holds.
#include "receiver/consolidation.hpp"

#include "receiver/csv_rows.hpp"
#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

Entry entry(int sequence, int month, int revision, const std::string& name, const std::string& previous) {
  return {facts(sequence, previous.empty() ? std::nullopt : std::optional(core::sha256(previous)), month,
                revision),
          core::sha256(name), core::sha256("container of " + name), instant("2026-11-06T12:00:00Z")};
}

TEST(Consolidation, TellsTheRevisionInForceOfEachMonth) {
  const auto reports =
      consolidate({entry(3, 11, 0, "c", "b"), entry(1, 10, 0, "a", ""), entry(2, 10, 1, "b", "a")});
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0].entry.facts.sequence, 1);
  EXPECT_FALSE(reports[0].in_force);
  EXPECT_TRUE(reports[1].in_force);
  EXPECT_TRUE(reports[2].in_force);
}

TEST(Consolidation, FlagsAGapUntilItIsFilledAndAForkForEver) {
  const auto gap = consolidate({entry(1, 10, 0, "a", ""), entry(4, 12, 0, "d", "c")});
  EXPECT_FALSE(gap[0].missing);
  EXPECT_EQ(gap[1].missing, (Chain::Gap{2, 3}));
  EXPECT_NE(to_csv(gap).find(";oui;manque:2-3\r\n"), std::string::npos) << to_csv(gap);
  const auto fork =
      consolidate({entry(1, 10, 0, "a", ""), entry(2, 11, 0, "b", "a"), entry(2, 12, 0, "x", "a")});
  EXPECT_FALSE(fork[0].fork);
  EXPECT_TRUE(fork[1].fork && fork[2].fork);
  EXPECT_NE(to_csv(fork).find(";oui;fourche\r\n"), std::string::npos);
  EXPECT_NE(to_json(fork).find("\"fork\":true"), std::string::npos);
}

TEST(Consolidation, KeepsProjectsAndRegionsApart) {
  Entry other = entry(1, 10, 0, "a", "");
  other.facts.key.region = region("27");
  const auto reports = consolidate({entry(2, 10, 1, "b", "a"), other, entry(1, 10, 0, "a", "")});
  EXPECT_EQ(reports[0].entry.facts.key.region, region("27"));
  EXPECT_TRUE(reports[0].in_force);
  EXPECT_FALSE(reports[1].fork || reports[1].missing);
}

TEST(Consolidation, PutsTheFiguresInForceUnderOneHeader) {
  const test_support::TemporaryDirectory directory;
  auto archive = Archive::open(directory / "receiver.db").value();
  for (int month = 10; month <= 11; ++month) {
    const auto container = seal_report(rapport_json(facts(month - 9, {}, month)));
    Entry held = entry(month - 9, month, 0, "x", month == 10 ? "" : "x");
    held.sha256 = core::sha256(container);
    ASSERT_TRUE(archive.add(held, container));
  }
  const auto reports = consolidate(archive.all().value());
  EXPECT_EQ(figures_csv(archive, reports).value(), "\xEF\xBB\xBFprojet\r\n") << "no line, one header";
  EXPECT_EQ(figures_json(archive, reports).value(), "[]\n");
}

TEST(CsvRows, TakeQuotesOff) {
  EXPECT_EQ(csv_rows("a;\"b;\"\"c\"\"\r\nd\"\r\n;e"),
            (std::vector<std::vector<std::string>>{{"a", "b;\"c\"\r\nd"}, {"", "e"}}));
  EXPECT_TRUE(csv_rows("").empty());
}

}  // namespace
}  // namespace jauge::receiver
