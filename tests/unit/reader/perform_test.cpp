#include "reader/perform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/inline_reader.hpp"

namespace jauge::reader {
namespace {

using namespace std::chrono_literals;
using core::ErrorKind;
using core::Instant;
using core::msg;
using std::chrono::year;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const core::Finess tilleuls = core::Finess::parse("670000165").value();
constexpr core::Month october(2026, 10);

Instant utc(int month, int day, std::chrono::seconds time = 0s) {
  return Instant(std::chrono::sys_days(year(2026) / month / day)) + time;
}

/// Rows of a kind in memory, given as a window asks for them.
class FakeSource final : public core::Source {
 public:
  struct Event {
    std::string subject;
    Instant at;
  };
  std::map<std::string, std::vector<Event>> events;
  std::map<std::string, core::Error> errors;
  std::vector<core::Grant> grants;
  core::Result<core::Cell> fresh = core::Cell{};
  std::optional<core::Error> unopened;
  std::optional<Instant> covered_until;  // of files
  bool lost = false;
  bool ignores_bounds = true;  // gives every row, whatever it was asked
  std::vector<core::Query> asked;
  int opened = 0;

  core::Result<void> open() override {
    ++opened;
    if (unopened) return core::Failure(*unopened);
    if (lost) return core::fail(ErrorKind::transient, msg("The connection was lost."));
    return {};
  }
  core::Result<std::vector<core::Grant>> excessive_grants() override { return grants; }
  core::Result<core::Cell> read_value(const std::string&) override { return fresh; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override {
    asked.push_back(query);
    if (const auto error = errors.find(query.kind); error != errors.end())
      return core::Failure(error->second);
    on_columns({.at = query.kind != "personalised_project", .until = false, .covered_until = covered_until});
    const core::Zone paris = core::Zone::find("Europe/Paris").value();
    for (const auto& event : events[query.kind]) {
      const auto local = paris.to_local(event.at);
      if (!ignores_bounds && (local < query.since || local >= query.until)) continue;
      core::Row row;
      row.finess = {core::Cell::Type::text, 0, tilleuls.text()};
      row.id = {core::Cell::Type::text, 0, event.subject};
      row.at = {core::Cell::Type::instant, event.at.time_since_epoch().count(), {}};
      if (!on_row(row)) return {};
    }
    return {};
  }
};

class PerformTest : public testing::Test {
 protected:
  PerformTest() {
    spec_.name = "dui";
    spec_.ids = "dui";
    spec_.zone = core::Zone::find("Europe/Paris").value();
    for (const char* kind : {"file_update", "agenda_event", "accompanied", "personalised_project"})
      spec_.queries[kind] = "SELECT";
    core::Establishment establishment;
    establishment.finess = tilleuls;
    establishment.zone = spec_.zone;
    establishments_.push_back(establishment);
    request_.source = "dui";
    request_.now = utc(11, 6);
    request_.keys.emplace(october, core::MonthKey({}));
  }

  core::ReadTask day(const char* kind, int number) const {
    return {kind, october, utc(10, number), utc(10, number + 1)};
  }
  core::ReadTask whole_month(const char* kind) const {
    return {kind, october, utc(9, 30, 22h), utc(10, 31, 23h)};
  }

  core::Finished run() {
    windows_.clear();
    failures_.clear();
    const Reading reading{request_, spec_, kinds_, establishments_, core::TimeForm::timestamp, part_, most_};
    return perform(reading, source_,
                   {.window = [&](core::WindowRead read) { windows_.push_back(std::move(read)); },
                    .failure = [&](core::TaskFailure failure) { failures_.push_back(std::move(failure)); },
                    .stopped = [&] { return stop_after_ <= windows_.size() + failures_.size(); }});
  }

  static std::string words(const std::optional<core::Error>& error) {
    return error ? core::render(error->sentence, core::Language::en) : "";
  }

  core::FactKinds kinds_{{"file_update", core::KeyOf::subject, core::Shape::instant, ""},
                         {"agenda_event", core::KeyOf::subject, core::Shape::instant, ""},
                         {"accompanied", core::KeyOf::subject, core::Shape::interval, ""},
                         {"personalised_project", core::KeyOf::subject, core::Shape::state_or_interval, ""}};
  core::SourceSpec spec_;
  std::vector<core::Establishment> establishments_;
  core::ReadRequest request_;
  FakeSource source_;
  std::size_t part_ = 50'000;
  std::size_t most_ = 1'000'000;
  std::size_t stop_after_ = 1'000'000;
  std::vector<core::WindowRead> windows_;
  std::vector<core::TaskFailure> failures_;
};

TEST_F(PerformTest, GivesTheMembersOfEachTask) {
  source_.events["file_update"] = {{"a", utc(10, 5, 9h)}, {"a", utc(10, 5, 10h)}, {"b", utc(10, 6, 9h)}};
  request_.tasks = {day("file_update", 5), day("file_update", 6)};
  EXPECT_FALSE(run().error);
  ASSERT_EQ(windows_.size(), 2u);
  EXPECT_EQ(windows_[0].task, 0u);
  EXPECT_TRUE(windows_[0].last);
  ASSERT_EQ(windows_[0].batches.size(), 1u);
  EXPECT_EQ(windows_[0].batches[0].members.size(), 1u);
  EXPECT_EQ(windows_[0].fates.taken, 2u);
  EXPECT_EQ(windows_[0].fates.outside_window, 1u);
  EXPECT_EQ(windows_[1].task, 1u);
}

TEST_F(PerformTest, WritesAWindowInTheSourcesZone) {
  request_.tasks = {whole_month("accompanied")};
  run();
  ASSERT_EQ(source_.asked.size(), 1u);
  EXPECT_EQ(source_.asked[0].since, core::LocalTime(october.first_day()));
  EXPECT_EQ(source_.asked[0].until, core::LocalTime(october.end()));
}

TEST_F(PerformTest, RefusesAnAccountThatMayWriteBeforeItReads) {
  source_.grants = {{"public.t", "INSERT", "REVOKE INSERT ON public.t FROM x", true},
                    {"DATABASE dui", "TEMPORARY", "REVOKE TEMPORARY ON DATABASE dui FROM PUBLIC", false}};
  request_.tasks = {day("file_update", 5)};
  const auto finished = run();
  ASSERT_TRUE(finished.error);
  EXPECT_EQ(finished.error->kind, ErrorKind::refused);
  EXPECT_THAT(words(finished.error), HasSubstr("public.t (INSERT)"));
  EXPECT_EQ(core::render(finished.error->hint, core::Language::en), "Run: REVOKE INSERT ON public.t FROM x;");
  EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(PerformTest, OnlyWarnsOfRightsThatDoNotWrite) {
  source_.grants = {{"DATABASE dui", "TEMPORARY", "REVOKE TEMPORARY ON DATABASE dui FROM PUBLIC", false}};
  request_.tasks = {day("file_update", 5)};
  const auto finished = run();
  EXPECT_FALSE(finished.error);
  EXPECT_EQ(finished.warnings.size(), 1u);
  EXPECT_EQ(windows_.size(), 1u);
}

TEST_F(PerformTest, EndsWhereTheSourceDoesNotOpen) {
  source_.unopened = core::Error{ErrorKind::transient, msg("No server."), {}};
  request_.tasks = {day("file_update", 5)};
  EXPECT_EQ(words(run().error), "No server.");
  EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(PerformTest, GoesOnAfterATaskThatFails) {
  source_.errors["agenda_event"] = {ErrorKind::invalid, msg("No such column."), {}};
  request_.tasks = {day("agenda_event", 5), day("file_update", 5)};
  EXPECT_FALSE(run().error);
  ASSERT_EQ(failures_.size(), 1u);
  EXPECT_EQ(failures_[0].task, 0u);
  EXPECT_EQ(words(failures_[0].error), "No such column.");
  ASSERT_EQ(windows_.size(), 1u);
  EXPECT_EQ(windows_[0].task, 1u);
}

TEST_F(PerformTest, GoesOnAfterATimeLimitWhereTheConnectionStands) {
  source_.errors["agenda_event"] = {ErrorKind::transient, msg("Too long."), {}};
  request_.tasks = {day("agenda_event", 5), day("file_update", 5)};
  EXPECT_FALSE(run().error);
  EXPECT_EQ(windows_.size(), 1u);
}

TEST_F(PerformTest, EndsWhereTheConnectionIsLost) {
  source_.errors["agenda_event"] = {ErrorKind::transient, msg("The connection was lost."), {}};
  request_.tasks = {day("agenda_event", 5), day("file_update", 5)};
  // The first open() succeeds, the one that asks whether the connection stands does not.
  source_.lost = false;
  const Reading reading{request_, spec_, kinds_, establishments_, core::TimeForm::timestamp};
  const auto finished =
      perform(reading, source_,
              {.window = [&](core::WindowRead read) { windows_.push_back(std::move(read)); },
               .failure =
                   [&](core::TaskFailure failure) {
                     failures_.push_back(std::move(failure));
                     source_.lost = true;
                   },
               .stopped = [] { return false; }});
  EXPECT_EQ(words(finished.error), "The connection was lost.");
  EXPECT_EQ(failures_.size(), 1u);
  EXPECT_THAT(windows_, IsEmpty());
}

TEST_F(PerformTest, NamesAKindWithoutQuery) {
  request_.tasks = {day("mss_message", 5)};
  run();
  ASSERT_EQ(failures_.size(), 1u);
  EXPECT_EQ(words(failures_[0].error), "Source dui: it has no query for the kind mss_message.");
}

TEST_F(PerformTest, GivesATaskOfManyMembersInPartsFromOneStatement) {
  part_ = 10;
  for (const char* kind : {"file_update", "accompanied"}) {
    for (int i = 0; i < 65; ++i) source_.events[kind].push_back({std::to_string(i), utc(10, 5, i * 20min)});
    source_.asked.clear();
    request_.tasks = {whole_month(kind)};
    EXPECT_FALSE(run().error);
    EXPECT_EQ(source_.asked.size(), 1u);
    ASSERT_EQ(windows_.size(), 7u);
    std::set<core::Key> keys;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      const bool last = i + 1 == windows_.size();
      EXPECT_EQ(windows_[i].last, last);
      EXPECT_EQ(windows_[i].task, 0u);
      EXPECT_EQ(windows_[i].members(), last ? 5u : 10u);
      // Each row is counted once, whatever the parts.
      EXPECT_EQ(windows_[i].fates.read, last ? 65u : 0u);
      for (const auto& batch : windows_[i].batches) {
        for (const auto& member : batch.members) keys.insert(member.key);
      }
    }
    EXPECT_EQ(keys.size(), 65u);
  }
}

TEST_F(PerformTest, GivesLargerPartsTheLongerATaskIs) {
  part_ = 1;
  for (int i = 0; i < 62; ++i)
    source_.events["file_update"].push_back({std::to_string(i), utc(10, 5, i * 20min)});
  request_.tasks = {day("file_update", 5)};
  EXPECT_FALSE(run().error);
  std::vector<std::size_t> sizes(8, 1);
  sizes.insert(sizes.end(), 8, 2);
  sizes.insert(sizes.end(), 9, 4);  // and no larger
  sizes.push_back(2);
  std::vector<std::size_t> given;
  for (const auto& window : windows_) given.push_back(window.members());
  EXPECT_EQ(given, sizes);
}

TEST_F(PerformTest, CountsAMemberOnceInACheckHoweverManyThereAre) {
  part_ = 10;
  for (int i = 0; i < 60; ++i)
    source_.events["file_update"].push_back({std::to_string(i % 30), utc(10, 5, i * 20min)});
  request_.purpose = core::ReadPurpose::check;
  request_.tasks = {day("file_update", 5)};
  EXPECT_FALSE(run().error);
  ASSERT_EQ(windows_.size(), 1u);
  EXPECT_EQ(windows_[0].members(), 30u);
}

TEST_F(PerformTest, EndsBetweenPartsWhenItIsStopped) {
  part_ = 10;
  for (int i = 0; i < 60; ++i)
    source_.events["file_update"].push_back({std::to_string(i), utc(10, 5, i * 20min)});
  request_.tasks = {day("file_update", 5), day("agenda_event", 5)};
  stop_after_ = 2;
  const auto finished = run();
  ASSERT_TRUE(finished.error);
  EXPECT_EQ(finished.error->kind, ErrorKind::cancelled);
  EXPECT_EQ(windows_.size(), 2u);
  EXPECT_EQ(source_.asked.size(), 1u);
}

TEST_F(PerformTest, RefusesAQueryThatGivesKeysWithoutEnd) {
  part_ = 10;
  most_ = 50;
  for (int i = 0; i < 60; ++i)
    source_.events["file_update"].push_back({std::to_string(i), utc(10, 5, i * 20min)});
  request_.tasks = {day("file_update", 5)};
  EXPECT_FALSE(run().error);
  EXPECT_EQ(windows_.size(), 5u);
  ASSERT_EQ(failures_.size(), 1u);
  EXPECT_EQ(words(failures_[0].error),
            "Source dui, query file_update: it gives more than 50 keys in one window.");
}

TEST_F(PerformTest, ReadsACopyOnlyUpToItsFreshness) {
  spec_.fresh = "SELECT max(t)";
  source_.fresh = core::Cell{core::Cell::Type::instant, utc(10, 5, 12h).time_since_epoch().count(), {}};
  source_.events["file_update"] = {{"a", utc(10, 5, 9h)}, {"b", utc(10, 5, 15h)}};
  request_.tasks = {day("file_update", 5)};
  run();
  ASSERT_EQ(windows_.size(), 1u);
  EXPECT_EQ(windows_[0].fresh_until, utc(10, 5, 12h));
  EXPECT_EQ(windows_[0].fates.taken, 1u);
  EXPECT_EQ(windows_[0].fates.outside_window, 1u);
}

TEST_F(PerformTest, ReadsNothingOfACopyThatIsOlderThanTheWindow) {
  spec_.fresh = "SELECT max(t)";
  source_.fresh = core::Cell{core::Cell::Type::text, 0, "2026-10-04 12:00"};
  request_.tasks = {day("file_update", 5)};
  run();
  EXPECT_THAT(source_.asked, IsEmpty());
  ASSERT_EQ(windows_.size(), 1u);
  EXPECT_TRUE(windows_[0].last);
  EXPECT_EQ(windows_[0].fresh_until, utc(10, 4, 10h));
}

TEST_F(PerformTest, TakesNoFreshnessAfterTheRead) {
  spec_.fresh = "SELECT max(t)";
  source_.fresh = core::Cell{core::Cell::Type::instant, utc(12, 5).time_since_epoch().count(), {}};
  request_.tasks = {day("file_update", 5)};
  run();
  EXPECT_EQ(windows_.at(0).fresh_until, request_.now);
}

TEST_F(PerformTest, ReadsNoCopyThatDoesNotTellItsFreshness) {
  spec_.fresh = "SELECT max(t)";
  request_.tasks = {day("file_update", 5)};
  EXPECT_EQ(words(run().error), "Source dui, query fresh: it does not give an instant.");
  EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(PerformTest, RefusesAQueryWhoseTextAndColumnsSayTwoThingsOfAState) {
  request_.tasks = {whole_month("personalised_project")};
  run();
  EXPECT_EQ(words(failures_.at(0).error),
            "Source dui, query personalised_project: it names :since or :until but gives no column at.");
}

TEST_F(PerformTest, TellsHowFarFilesReachAndNoFurtherThanACopyIsTrue) {
  request_.tasks = {day("file_update", 5)};
  run();
  EXPECT_EQ(windows_.at(0).fresh_until, std::nullopt);
  source_.covered_until = utc(10, 5, 14h);
  run();
  EXPECT_EQ(windows_.at(0).fresh_until, utc(10, 5, 14h));
  spec_.fresh = "SELECT max(t)";
  source_.fresh = core::Cell{core::Cell::Type::instant, utc(10, 5, 12h).time_since_epoch().count(), {}};
  run();
  EXPECT_EQ(windows_.at(0).fresh_until, utc(10, 5, 12h));
}

TEST_F(PerformTest, MarksAState) {
  spec_.states = {"personalised_project"};
  request_.now = utc(10, 20);
  source_.events["personalised_project"] = {{"a", utc(10, 1)}};
  request_.tasks = {whole_month("personalised_project")};
  run();
  EXPECT_TRUE(windows_.at(0).state);
}

TEST_F(PerformTest, EndsWhenItIsStopped) {
  request_.tasks = {day("file_update", 5), day("file_update", 6), day("file_update", 7)};
  stop_after_ = 1;
  const auto finished = run();
  ASSERT_TRUE(finished.error);
  EXPECT_EQ(finished.error->kind, ErrorKind::cancelled);
  EXPECT_EQ(windows_.size(), 1u);
}

TEST_F(PerformTest, ChecksThatBoundsFindTheRowsTheyEnclose) {
  request_.purpose = core::ReadPurpose::check;
  source_.ignores_bounds = false;
  source_.events["file_update"] = {{"a", utc(10, 5, 9h)}, {"b", utc(10, 8, 15h)}};
  request_.tasks = {day("file_update", 5)};
  run();
  EXPECT_THAT(failures_, IsEmpty());
  EXPECT_EQ(windows_.size(), 1u);
}

/// A source whose column is compared otherwise than the bounds are written.
class OffTheBounds final : public core::Source {
 public:
  core::Result<void> open() override { return {}; }
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<core::Cell> read_value(const std::string&) override { return core::Cell{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override {
    on_columns({true, false});
    if (query.until - query.since < std::chrono::years(100)) return {};
    core::Row row;
    row.finess = {core::Cell::Type::text, 0, tilleuls.text()};
    row.id = {core::Cell::Type::integer, 1, {}};
    row.at = {core::Cell::Type::instant, utc(10, 5).time_since_epoch().count(), {}};
    on_row(row);
    return {};
  }
};

TEST_F(PerformTest, TellsWhenBoundsMissTheRowsTheyEnclose) {
  request_.purpose = core::ReadPurpose::check;
  request_.tasks = {day("file_update", 5)};
  OffTheBounds source;
  const Reading reading{request_, spec_, kinds_, establishments_, core::TimeForm::timestamp};
  perform(reading, source,
          {.window = [&](core::WindowRead read) { windows_.push_back(std::move(read)); },
           .failure = [&](core::TaskFailure failure) { failures_.push_back(std::move(failure)); },
           .stopped = [] { return false; }});
  ASSERT_EQ(failures_.size(), 1u);
  EXPECT_EQ(words(failures_[0].error),
            "Source dui, query file_update: within the bounds of 1 of its rows it finds only 0.");
}

TEST_F(PerformTest, RunsHereForTests) {
  request_.tasks = {day("file_update", 5), day("file_update", 6)};
  test_support::InlineReader reader(kinds_, establishments_, [&](const std::string&) {
    return test_support::InlineReader::Served{spec_, std::make_unique<FakeSource>()};
  });
  const auto ticket = reader.start(request_).value();
  EXPECT_EQ(reader.wait(0ms).size(), 1u);
  EXPECT_THAT(reader.wait(0ms), IsEmpty());
  reader.commit(ticket);
  EXPECT_EQ(reader.wait(0ms).size(), 1u);
  reader.commit(ticket);
  const auto last = reader.wait(0ms);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<core::Reader::Finished>(last[0].what));
}

}  // namespace
}  // namespace jauge::reader
