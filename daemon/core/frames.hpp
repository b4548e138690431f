#pragma once
// What jauged and jauge-reader say to each other on a pair of pipes, as bytes. No I/O here.
//
// A frame is: length (u32, of what follows) · version (u8) · type (u8) · body. Integers are little-endian; a
// text is its length (u32) and its bytes; a list its count (u32) and its items; an optional a byte 0 or 1 and
// the value. A member is 20 bytes: its key and its first day. The child gets one ReadRequest; it sends
// WindowReads, which are answered by Commits once they are durable, TaskFailures, which are not answered, and
// one Finished. Several WindowReads may wait for their Commit as long as they are small: in_flight_members.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/cleansing.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"

namespace jauge::core {

/// Parent to child: the first `count` WindowReads of this read are durable.
struct Commit {
  std::uint32_t count = 0;
  bool operator==(const Commit&) const = default;
};

/// Child to parent, its last frame: the end of the read as a whole.
struct Finished {
  std::optional<Error> error;
  std::vector<Grant> warnings;
  std::vector<FileOutcome> files = {};
};

using Frame = std::variant<ReadRequest, Commit, WindowRead, TaskFailure, Finished>;

/// A longer frame is not taken, nor are more than 200,000 items beside members, or an instant outside the
/// years 1 to 9999: 1,000,000 members are 20 MB.
inline constexpr std::size_t frame_limit = 32u << 20;

/// A WindowRead is sent while others wait for their Commit only where it makes no more members of them.
inline constexpr std::size_t in_flight_members = 65'536;

/// The bytes hold the month keys: the caller cleanses them once they are written.
std::string encode(const ReadRequest& request);
std::string encode(const Commit& commit);
std::string encode(const WindowRead& read);
std::string encode(const TaskFailure& failure);
std::string encode(const Finished& finished);

/// Bytes of a pipe, cut anywhere, into frames. Whatever the bytes, it allocates in proportion to them and
/// never reads past them; its buffer is cleansed when it goes.
class FrameDecoder {
 public:
  void feed(std::string_view bytes);
  /// The next whole frame; nothing when more bytes are needed. Fails `damaged` on bytes that encode() does
  /// not write, and from then on always.
  [[nodiscard]] Result<std::optional<Frame>> next();
  /// Bytes of an unfinished frame are waiting: an end of the pipe here is a cut.
  bool pending() const { return used_ < buffer_.size(); }

 private:
  std::vector<char, CleansingAllocator<char>> buffer_;
  std::size_t used_ = 0;
  bool damaged_ = false;
};

}  // namespace jauge::core
