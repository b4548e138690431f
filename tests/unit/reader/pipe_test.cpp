#include "reader/pipe.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace jauge::reader {
namespace {

class PipeTest : public testing::Test {
 protected:
  PipeTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  ~PipeTest() override {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }
  void hang_up() {
    close(ends_[1]);
    ends_[1] = -1;
  }
  int ends_[2] = {-1, -1};
};

TEST_F(PipeTest, GivesTheFramesThatTheOtherSideSends) {
  Pipe here(ends_[0], ends_[0]);
  Pipe there(ends_[1], ends_[1]);
  EXPECT_TRUE(there.send(core::encode(core::Commit{1}) + core::encode(core::Commit{2})));
  EXPECT_EQ(std::get<core::Commit>(here.receive().value()).count, 1u);
  EXPECT_EQ(std::get<core::Commit>(here.receive().value()).count, 2u);
}

TEST_F(PipeTest, GivesNothingOnceTheOtherSideHasGone) {
  Pipe here(ends_[0], ends_[0]);
  hang_up();
  EXPECT_FALSE(here.receive());
}

TEST_F(PipeTest, GivesNothingOnBytesThatAreNoFrame) {
  Pipe here(ends_[0], ends_[0]);
  ASSERT_EQ(write(ends_[1], "GET / HTTP/1.1\r\n\r\n", 18), 18);
  EXPECT_FALSE(here.receive());
}

}  // namespace
}  // namespace jauge::reader
