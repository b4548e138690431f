#include "core/frames.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

namespace jauge::core {
namespace {

using namespace std::chrono_literals;

Instant utc(std::string_view text) {
  return parse_utc(text).value();
}

ReadRequest request() {
  std::array<std::uint8_t, 32> key{};
  key.fill(7);
  ReadRequest request;
  request.source = "dui";
  request.purpose = ReadPurpose::closing;
  request.now = utc("2026-11-06T05:00:00.123456Z");
  request.deadline = 90s;
  request.tasks = {
      {"file_update", Month(2026, 10), utc("2026-10-05T22:00:00Z"), utc("2026-10-06T22:00:00Z")},
      {"accompanied", Month(2026, 10), utc("2026-09-30T22:00:00Z"), utc("2026-10-31T23:00:00Z")}};
  request.keys.emplace(Month(2026, 10), MonthKey(key));
  key.fill(9);
  request.keys.emplace(Month(2026, 11), MonthKey(key));
  return request;
}

WindowRead window_read() {
  const Finess tilleuls = *Finess::parse("670000165");
  WindowRead read;
  read.task = 3;
  read.last = false;
  read.state = true;
  read.fresh_until = utc("2026-11-01T00:00:00Z");
  const auto day = static_cast<std::int32_t>(Month(2026, 10).first_day().time_since_epoch().count());
  Key first{};
  Key second{};
  second[0] = 0xFF;
  read.batches = {{tilleuls, Month(2026, 10), {{first, day}, {second, day + 30}}}};
  read.headcounts = {{tilleuls, Month(2026, 9), 81}};
  read.fates.read = 9;
  read.fates.taken = 2;
  read.fates.outside = 1;
  read.fates.future = 1;
  read.fates.outside_window = 1;
  read.fates.corrected = 1;
  read.fates.late = {{Month(2026, 8), 2}, {Month(2026, 9), 1}};
  read.fates.establishments[tilleuls] = {8, {{"cle-vide", 1}}};
  read.fates.unattributed = {{"finess-malforme", 1}};
  read.fates.first_refused_row = 4;
  return read;
}

TaskFailure task_failure() {
  return {1,
          {ErrorKind::refused, msg("The source {0} refused.", "dui"),
           msg("Grant {0} on {1}.", "SELECT", "v_dossier")}};
}

Finished finished() {
  return {Error{ErrorKind::transient, msg("No answer."), {}},
          {{"v_dossier", "INSERT", "REVOKE …", true}, {"public", "CREATE", "", false}}};
}

/// Every frame that `bytes` hold; fails the test on damage.
std::vector<Frame> frames_of(std::string_view bytes, std::size_t piece) {
  FrameDecoder decoder;
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    decoder.feed(bytes.substr(i, piece));
    for (auto frame = decoder.next();; frame = decoder.next()) {
      EXPECT_TRUE(frame.has_value());
      if (!frame || !*frame) break;
      frames.push_back(std::move(**frame));
    }
  }
  EXPECT_FALSE(decoder.pending());
  return frames;
}

Result<std::optional<Frame>> decode_one(std::string_view bytes) {
  FrameDecoder decoder;
  decoder.feed(bytes);
  return decoder.next();
}

/// A frame of that type with that body.
std::string frame(char type, std::string_view body, char version = 1) {
  const auto length = static_cast<std::uint32_t>(body.size() + 2);
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>((length >> (8 * i)) & 0xFF);
  bytes += version;
  bytes += type;
  return bytes.append(body);
}

bool damaged(std::string_view bytes) {
  const auto decoded = decode_one(bytes);
  return !decoded && decoded.error().kind == ErrorKind::damaged;
}

TEST(Frames, CarryAReadRequestWhole) {
  const auto decoded = std::get<ReadRequest>(*decode_one(encode(request())).value());
  const ReadRequest expected = request();
  EXPECT_EQ(decoded.source, expected.source);
  EXPECT_EQ(decoded.purpose, expected.purpose);
  EXPECT_EQ(decoded.now, expected.now);
  EXPECT_EQ(decoded.deadline, expected.deadline);
  EXPECT_EQ(decoded.tasks, expected.tasks);
  ASSERT_EQ(decoded.keys.size(), 2u);
  EXPECT_EQ(decoded.keys.at(Month(2026, 10)).bytes(), expected.keys.at(Month(2026, 10)).bytes());
  EXPECT_EQ(decoded.keys.at(Month(2026, 11)).bytes(), expected.keys.at(Month(2026, 11)).bytes());
}

TEST(Frames, CarryAWindowWhole) {
  const auto decoded = std::get<WindowRead>(*decode_one(encode(window_read())).value());
  const WindowRead expected = window_read();
  EXPECT_EQ(decoded.task, expected.task);
  EXPECT_EQ(decoded.last, expected.last);
  EXPECT_EQ(decoded.state, expected.state);
  EXPECT_EQ(decoded.fresh_until, expected.fresh_until);
  ASSERT_EQ(decoded.batches.size(), 1u);
  EXPECT_EQ(decoded.batches[0].establishment, expected.batches[0].establishment);
  EXPECT_EQ(decoded.batches[0].month, expected.batches[0].month);
  EXPECT_EQ(decoded.batches[0].members, expected.batches[0].members);
  ASSERT_EQ(decoded.headcounts.size(), 1u);
  EXPECT_EQ(decoded.headcounts[0].establishment, expected.headcounts[0].establishment);
  EXPECT_EQ(decoded.headcounts[0].month, expected.headcounts[0].month);
  EXPECT_EQ(decoded.headcounts[0].number, 81);
  EXPECT_EQ(decoded.fates, expected.fates);
}

TEST(Frames, CarryCommitsFailuresAndTheEnd) {
  EXPECT_EQ(std::get<Commit>(*decode_one(encode(Commit{42})).value()), Commit{42});
  const auto failure = std::get<TaskFailure>(*decode_one(encode(task_failure())).value());
  EXPECT_EQ(failure.task, 1u);
  EXPECT_EQ(failure.error, task_failure().error);
  const auto end = std::get<Finished>(*decode_one(encode(finished())).value());
  EXPECT_EQ(end.error, finished().error);
  ASSERT_EQ(end.warnings.size(), 2u);
  EXPECT_EQ(end.warnings[0].object, "v_dossier");
  EXPECT_EQ(end.warnings[0].right, "INSERT");
  EXPECT_EQ(end.warnings[0].remedy, "REVOKE …");
  EXPECT_TRUE(end.warnings[0].blocking);
  EXPECT_FALSE(end.warnings[1].blocking);
  EXPECT_FALSE(std::get<Finished>(*decode_one(encode(Finished{})).value()).error);
}

TEST(Frames, TakeTwentyBytesForAMember) {
  WindowRead read = window_read();
  const std::size_t with_two = encode(read).size();
  read.batches[0].members.pop_back();
  EXPECT_EQ(with_two - encode(read).size(), 20u);
}

TEST(FrameDecoder, GivesTheSameFramesWhereverThePipeCutsThem) {
  const std::string bytes = encode(request()) + encode(window_read()) + encode(Commit{1}) +
                            encode(task_failure()) + encode(finished());
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{64}, bytes.size()}) {
    const auto frames = frames_of(bytes, piece);
    ASSERT_EQ(frames.size(), 5u) << piece;
    EXPECT_EQ(encode(std::get<ReadRequest>(frames[0])) + encode(std::get<WindowRead>(frames[1])) +
                  encode(std::get<Commit>(frames[2])) + encode(std::get<TaskFailure>(frames[3])) +
                  encode(std::get<Finished>(frames[4])),
              bytes);
  }
}

TEST(FrameDecoder, WaitsForTheRestOfACutFrame) {
  const std::string bytes = encode(Commit{1});
  FrameDecoder decoder;
  EXPECT_FALSE(decoder.pending());
  for (const char byte : bytes.substr(0, bytes.size() - 1)) {
    decoder.feed({&byte, 1});
    EXPECT_EQ(decoder.next().value().has_value(), false);
    EXPECT_TRUE(decoder.pending());
  }
}

TEST(FrameDecoder, RefusesALengthOverTheLimitWithoutWaitingForIt) {
  EXPECT_TRUE(damaged(std::string("\x01\x00\x00\x02", 4)));
  EXPECT_TRUE(damaged("\xFF\xFF\xFF\xFF"));
}

TEST(FrameDecoder, RefusesAnotherVersionAndUnknownTypes) {
  EXPECT_FALSE(damaged(frame(2, std::string(4, '\0'))));
  EXPECT_TRUE(damaged(frame(2, std::string(4, '\0'), 2)));
  EXPECT_TRUE(damaged(frame(0, std::string(4, '\0'))));
  EXPECT_TRUE(damaged(frame(6, std::string(4, '\0'))));
  EXPECT_TRUE(damaged(std::string(4, '\0')));  // no room for a version
}

TEST(FrameDecoder, RefusesAFrameThatIsTooShortOrTooLong) {
  EXPECT_TRUE(damaged(frame(2, std::string(3, '\0'))));
  EXPECT_TRUE(damaged(frame(2, std::string(5, '\0'))));
}

TEST(FrameDecoder, DoesNotBelieveACountThatTheBytesCannotHold) {
  EXPECT_TRUE(damaged(frame(5, std::string("\x00\xFF\xFF\xFF\xFF", 5))));
  EXPECT_TRUE(damaged(frame(4, std::string("\x00\x00\x00\x00\x00\xFF\xFF\xFF\x7F", 9))));
}

TEST(FrameDecoder, StaysDamagedForEver) {
  FrameDecoder decoder;
  decoder.feed(frame(9, ""));
  decoder.feed(encode(Commit{1}));
  EXPECT_FALSE(decoder.next());
  decoder.feed(encode(Commit{1}));
  EXPECT_FALSE(decoder.next());
}

TEST(FrameDecoder, RefusesMembersThatAreUnsortedTwiceThereOrOfAnotherMonth) {
  WindowRead read = window_read();
  std::swap(read.batches[0].members[0], read.batches[0].members[1]);
  EXPECT_TRUE(damaged(encode(read)));
  read.batches[0].members[1] = read.batches[0].members[0];
  EXPECT_TRUE(damaged(encode(read)));
  read = window_read();
  read.batches[0].members[1].first_day += 1;
  EXPECT_TRUE(damaged(encode(read)));
  read = window_read();
  read.batches[0].members[0].first_day -= 1;
  EXPECT_TRUE(damaged(encode(read)));
}

TEST(FrameDecoder, RefusesAnInstantOutsideFourDigitYears) {
  WindowRead read = window_read();
  read.fresh_until = Instant::max();
  EXPECT_TRUE(damaged(encode(read)));
  read.fresh_until = Instant::min();
  EXPECT_TRUE(damaged(encode(read)));
}

TEST(FrameDecoder, RefusesValuesThatNothingWrites) {
  EXPECT_FALSE(damaged(frame(5, std::string(9, '\0'))));
  EXPECT_TRUE(damaged(frame(5, "\x02" + std::string(8, '\0'))));  // a truth of 2
  std::string failure = encode(task_failure());
  failure[10] = 9;  // the kind of its error
  EXPECT_TRUE(damaged(failure));
  WindowRead read = window_read();
  read.headcounts[0].number = -1;
  EXPECT_TRUE(damaged(encode(read)));
  for (const Month month : {Month() - 1, Month(10'000, 1)}) {
    ReadRequest asked = request();
    asked.tasks[0].month = month;
    EXPECT_TRUE(damaged(encode(asked)));
  }
}

TEST(FrameDecoder, RefusesACountThatIsGivenTwice) {
  WindowRead read = window_read();
  read.fates.unattributed = {{"first reason", 1}, {"other reason", 1}};
  std::string bytes = encode(read);
  EXPECT_FALSE(damaged(bytes));
  bytes.replace(bytes.find("other"), 5, "first");
  EXPECT_TRUE(damaged(bytes));
}

TEST(FrameDecoder, RefusesAMonthsKeyThatIsGivenTwice) {
  std::string bytes = encode(request());
  const std::size_t size_of_one = 4 + 32;
  const std::size_t second = bytes.size() - size_of_one;
  bytes.replace(second, 4, bytes.substr(second - size_of_one, 4));
  EXPECT_TRUE(damaged(bytes));
}

TEST(FrameDecoder, RefusesMoreItemsThanAnHonestReaderSends) {
  WindowRead read;
  read.headcounts.assign(199'000, {*Finess::parse("670000165"), Month(2026, 9), 81});
  EXPECT_FALSE(damaged(encode(read)));
  read.headcounts.assign(200'001, read.headcounts[0]);
  EXPECT_TRUE(damaged(encode(read)));
}

TEST(FrameDecoder, NeverCrashesOnAnyByteChanged) {
  for (const std::string& whole :
       {encode(request()), encode(window_read()), encode(task_failure()), encode(finished())}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int bit : {0, 3, 7}) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
        const auto decoded = decode_one(bytes);
        if (!decoded) {
          EXPECT_EQ(decoded.error().kind, ErrorKind::damaged);
        }
      }
    }
  }
}

TEST(FrameDecoder, NeverCrashesOnRandomBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) { static_cast<void>(decode_one(bytes)); }));
  EXPECT_TRUE(rc::check([](const std::string& body) {
    const auto type = static_cast<char>(*rc::gen::inRange(1, 6));
    const auto decoded = decode_one(frame(type, body));
    RC_ASSERT(decoded || decoded.error().kind == ErrorKind::damaged);
  }));
}

TEST(Frames, KeepAnyWindowAsItIs) {
  EXPECT_TRUE(rc::check([] {
    WindowRead read = window_read();
    read.task = *rc::gen::arbitrary<std::uint32_t>();
    const auto first = static_cast<std::int32_t>(Month(2026, 10).first_day().time_since_epoch().count());
    const auto keys = *rc::gen::arbitrary<std::set<Key>>();
    read.batches[0].members.clear();
    for (const Key& key : keys) read.batches[0].members.push_back({key, first + *rc::gen::inRange(0, 31)});
    read.fates.read = *rc::gen::arbitrary<std::uint64_t>();
    read.fates.unattributed = *rc::gen::arbitrary<std::map<std::string, std::uint64_t>>();
    const auto decoded = std::get<WindowRead>(*decode_one(encode(read)).value());
    RC_ASSERT(decoded.fates == read.fates);
    RC_ASSERT(decoded.batches[0].members == read.batches[0].members);
    RC_ASSERT(encode(decoded) == encode(read));
  }));
}

}  // namespace
}  // namespace jauge::core
