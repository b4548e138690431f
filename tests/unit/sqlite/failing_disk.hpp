#pragma once
// A disk that fails at the Nth call, below everything that SQLite does in this program.
namespace jauge::sqlite {

enum class Fault { once, for_good };

/// Of the calls from now on that open, read, write, cut, sync, measure, lock or remove a file, the first
/// `allowed` succeed, the next fails, and those after it too if it is for good.
void fail_disk_after(long allowed, Fault fault);
/// Every call succeeds from now on. Whether one has failed.
bool mend_disk();

}  // namespace jauge::sqlite
