// What a reader's process says to the service: the service believes none of it.
#include "core/frames.hpp"

#include "tests/fuzz/target.hpp"

using namespace jauge;

JAUGE_FUZZ_TARGET(frames) {
  core::FrameDecoder decoder;
  decoder.feed(bytes);
  for (;;) {
    auto frame = decoder.next();
    if (!frame || !*frame) return;
    const auto again = std::visit([](const auto& content) { return core::encode(content); }, **frame);
    core::FrameDecoder second;
    second.feed(again);
    const auto same = second.next();
    fuzz::require(same && *same);
  }
}
