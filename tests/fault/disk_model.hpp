#pragma once
// What a disk may hold after power is lost: the operations of a program as they were made, and the states in
// which a disk that keeps only what was synced may be found.
//
// Of a file, what was written or cut since its last fsync may be there or not, each 512-byte sector by
// itself, in any order. Of a directory, so may the names made, moved and removed since its last fsync.
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace jauge::fault {

struct Operation {
  enum class What { name, forget, move, write, cut, sync_file, sync_directory, acknowledged };
  What what = What::write;
  int file = -1;     // write, cut, sync_file; the file that `name` names, -1 for a directory
  std::string path;  // name, forget, move (from), sync_directory
  std::string to;    // move
  std::int64_t offset = 0;
  std::string bytes;
};

/// How much of what was not synced has reached the disk.
enum class Loss { all, none, some, torn, reordered };
inline constexpr Loss losses[] = {Loss::all, Loss::none, Loss::some, Loss::torn, Loss::reordered};

/// Makes in `directory`, which is emptied, what may be found there when power goes after the first `count`
/// operations.
void make_state(const std::vector<Operation>& operations, std::size_t count, Loss loss,
                std::mt19937_64& random, const std::filesystem::path& directory);

}  // namespace jauge::fault
