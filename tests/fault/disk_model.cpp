#include "tests/fault/disk_model.hpp"

#include <sys/stat.h>

#include <fstream>
#include <map>

namespace jauge::fault {

namespace {

namespace fs = std::filesystem;
using What = Operation::What;

constexpr std::int64_t sector = 512;
constexpr int a_directory = -1;

bool is_of_name(What what) {
  return what == What::name || what == What::forget || what == What::move;
}

std::string parent(const std::string& path) {
  return fs::path(path).parent_path().string();
}

/// The directory whose fsync makes the operation last.
std::string place_of(const Operation& operation) {
  return parent(operation.what == What::move ? operation.to : operation.path);
}

class Dice {
 public:
  Dice(Loss loss, std::mt19937_64& random) : loss_(loss), random_(random) {}
  bool even() { return (random_() & 1U) != 0; }
  bool keeps_operation() {
    switch (loss_) {
      case Loss::all:
        return false;
      case Loss::none:
      case Loss::torn:
        return true;
      case Loss::some:
      case Loss::reordered:
        return even();
    }
    return true;
  }
  bool keeps_sector() { return loss_ != Loss::torn || even(); }
  /// Names last in the order in which they were made, unless the loss is `reordered`.
  bool stops_names() { return loss_ == Loss::some && even(); }
  bool keeps_name() { return loss_ == Loss::reordered ? even() : loss_ != Loss::all; }

 private:
  Loss loss_;
  std::mt19937_64& random_;
};

void write_at(std::string& content, std::int64_t offset, std::string_view bytes) {
  const auto begin = static_cast<std::size_t>(offset);
  if (content.size() < begin + bytes.size()) content.resize(begin + bytes.size(), '\0');
  content.replace(begin, bytes.size(), bytes);
}

void apply(const Operation& operation, bool durable, Dice& dice, std::string& content) {
  if (operation.what == What::cut) {
    if (durable || dice.keeps_operation()) content.resize(static_cast<std::size_t>(operation.offset), '\0');
    return;
  }
  if (durable) return write_at(content, operation.offset, operation.bytes);
  if (!dice.keeps_operation()) return;
  const auto end = operation.offset + static_cast<std::int64_t>(operation.bytes.size());
  for (std::int64_t at = operation.offset; at < end;) {
    const auto next = std::min(end, (at / sector + 1) * sector);
    if (dice.keeps_sector()) {
      write_at(
          content, at,
          std::string_view(operation.bytes)
              .substr(static_cast<std::size_t>(at - operation.offset), static_cast<std::size_t>(next - at)));
    }
    at = next;
  }
}

}  // namespace

void make_state(const std::vector<Operation>& operations, std::size_t count, Loss loss,
                std::mt19937_64& random, const fs::path& directory) {
  std::map<int, std::size_t> synced;                      // by file: the operations before are on the disk
  std::map<std::string, std::size_t, std::less<>> named;  // by directory
  for (std::size_t i = 0; i < count; ++i) {
    if (operations[i].what == What::sync_file) synced[operations[i].file] = i;
    if (operations[i].what == What::sync_directory) named[operations[i].path] = i;
  }
  Dice dice(loss, random);
  std::map<int, std::string> contents;
  std::map<std::string, int, std::less<>> names;
  std::map<std::string, bool, std::less<>> stopped;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& operation = operations[i];
    if (operation.what == What::write || operation.what == What::cut) {
      const auto last = synced.find(operation.file);
      apply(operation, last != synced.end() && i < last->second, dice, contents[operation.file]);
    } else if (is_of_name(operation.what)) {
      const auto place = place_of(operation);
      const auto last = named.find(place);
      const bool durable = last != named.end() && i < last->second;
      if (!durable) {
        stopped[place] = stopped[place] || dice.stops_names();
        if (stopped[place] || !dice.keeps_name()) continue;
      }
      if (operation.what == What::name) names[operation.path] = operation.file;
      if (operation.what == What::forget) names.erase(operation.path);
      if (operation.what == What::move) {
        const auto moved = names.find(operation.path);
        if (moved == names.end()) {
          names[operation.to] = operation.file;
        } else {
          names[operation.to] = moved->second;
          names.erase(moved);
        }
      }
    }
  }
  fs::remove_all(directory);
  fs::create_directory(directory);
  for (const auto& [path, file] : names) {
    if (file != a_directory) continue;
    fs::create_directories(directory / path);
    ::chmod((directory / path).c_str(), 0700);
  }
  for (const auto& [path, file] : names) {
    if (file == a_directory) continue;
    fs::create_directories((directory / path).parent_path());
    std::ofstream(directory / path, std::ios::binary) << contents[file];
    ::chmod((directory / path).c_str(), 0600);
  }
}

}  // namespace jauge::fault
