#pragma once
// The reader's ends of its pipes: frames in, frames out. Blocking.
#include <optional>

#include "core/frames.hpp"

namespace jauge::reader {

class Pipe {
 public:
  Pipe(int in, int out) : in_(in), out_(out) {}
  /// Nothing where the other side has gone or does not keep to the protocol.
  std::optional<core::Frame> receive();
  /// False where the other side has gone. The bytes are cleansed.
  bool send(std::string frame);

 private:
  int in_;
  int out_;
  core::FrameDecoder decoder_;
};

}  // namespace jauge::reader
