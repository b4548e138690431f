#pragma once
// What the reader's process may not do: grow, leave its memory behind, outlive its parent.

namespace jauge::reader {

/// 256 MiB of memory, no core, not to be traced, ended with its parent. Called once, before anything is read.
void confine();

}  // namespace jauge::reader
