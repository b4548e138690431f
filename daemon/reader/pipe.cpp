#include "reader/pipe.hpp"

#include <unistd.h>

#include <cerrno>

#include "core/cleansing.hpp"

namespace jauge::reader {

std::optional<core::Frame> Pipe::receive() {
  for (;;) {
    auto frame = decoder_.next();
    if (!frame) return std::nullopt;
    if (*frame) return std::move(**frame);
    char bytes[4096];
    const ssize_t count = read(in_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    decoder_.feed({bytes, static_cast<std::size_t>(count)});
    core::cleanse(bytes, sizeof bytes);
  }
}

bool Pipe::send(std::string frame) {
  std::size_t sent = 0;
  while (sent < frame.size()) {
    const ssize_t count = write(out_, frame.data() + sent, frame.size() - sent);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  core::cleanse(frame.data(), frame.size());
  return sent == frame.size();
}

}  // namespace jauge::reader
