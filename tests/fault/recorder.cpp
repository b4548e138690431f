#include "tests/fault/recorder.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <optional>
#include <sstream>

namespace jauge::fault {

namespace {

namespace fs = std::filesystem;
using What = Operation::What;

struct State {
  std::string root;
  std::vector<Operation> operations;
  std::map<ino_t, int> files;      // by inode
  std::map<int, int> descriptors;  // of files
  std::map<int, std::string> directories;
  int last_file = 0;
};

State* recording = nullptr;

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

/// The path below the recorded directory; nothing for any other.
std::optional<std::string> below(const char* path) {
  if (recording == nullptr || path == nullptr) return std::nullopt;
  const std::string text = fs::path(path).lexically_normal().string();
  if (text == recording->root) return std::string();
  if (!text.starts_with(recording->root + "/")) return std::nullopt;
  return text.substr(recording->root.size() + 1);
}

void note(Operation operation) {
  recording->operations.push_back(std::move(operation));
}

int file_of(ino_t inode) {
  auto [entry, is_new] = recording->files.try_emplace(inode, recording->last_file);
  if (is_new) ++recording->last_file;
  return entry->second;
}

void opened(const std::string& path, int descriptor, int flags, bool was_there) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return;
  if (S_ISDIR(status.st_mode)) {
    recording->directories[descriptor] = path;
    return;
  }
  // A freed inode may come back as another file.
  if (!was_there) recording->files.erase(status.st_ino);
  const int file = file_of(status.st_ino);
  recording->descriptors[descriptor] = file;
  if (!was_there) note({What::name, file, path, {}, 0, {}});
  if ((flags & O_TRUNC) != 0 && was_there) note({What::cut, file, {}, {}, 0, {}});
}

int open_recorded(const char* name, const char* path, int flags, mode_t mode) {
  const auto recorded = below(path);
  struct stat status {};
  const bool was_there = recorded && lstat(path, &status) == 0;
  const int descriptor = real<int (*)(const char*, int, mode_t)>(name)(path, flags, mode);
  if (descriptor >= 0 && recorded) opened(*recorded, descriptor, flags, was_there);
  return descriptor;
}

void written(int descriptor, const void* bytes, ssize_t size, off64_t offset) {
  if (recording == nullptr || size <= 0) return;
  const auto file = recording->descriptors.find(descriptor);
  if (file == recording->descriptors.end()) return;
  note({What::write,
        file->second,
        {},
        {},
        offset,
        std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
}

void synced(int descriptor, int result) {
  if (recording == nullptr || result != 0) return;
  if (const auto file = recording->descriptors.find(descriptor); file != recording->descriptors.end())
    note({What::sync_file, file->second, {}, {}, 0, {}});
  if (const auto place = recording->directories.find(descriptor); place != recording->directories.end())
    note({What::sync_directory, -1, place->second, {}, 0, {}});
}

void cut(int descriptor, off64_t size, int result) {
  if (recording == nullptr || result != 0) return;
  if (const auto file = recording->descriptors.find(descriptor); file != recording->descriptors.end())
    note({What::cut, file->second, {}, {}, size, {}});
}

void forgotten(const char* path, int result) {
  if (const auto recorded = below(path); recorded && result == 0)
    note({What::forget, -1, *recorded, {}, 0, {}});
}

}  // namespace

Recording::Recording(const fs::path& directory) {
  auto* state = new State;
  state->root = fs::path(directory).lexically_normal().string();
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const auto path = entry.path().string().substr(state->root.size() + 1);
    if (entry.is_directory()) {
      state->operations.push_back({What::name, -1, path, {}, 0, {}});
      continue;
    }
    struct stat status {};
    lstat(entry.path().c_str(), &status);
    const int file = state->last_file++;
    state->files[status.st_ino] = file;
    std::ostringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    state->operations.push_back({What::name, file, path, {}, 0, {}});
    state->operations.push_back({What::write, file, {}, {}, 0, content.str()});
    state->operations.push_back({What::sync_file, file, {}, {}, 0, {}});
  }
  std::vector<std::string> places{""};
  for (const auto& operation : state->operations)
    if (operation.what == What::name && operation.file < 0) places.push_back(operation.path);
  for (const auto& place : places) state->operations.push_back({What::sync_directory, -1, place, {}, 0, {}});
  given_ = state->operations.size();
  recording = state;
}

Recording::~Recording() {
  delete recording;
  recording = nullptr;
}

void Recording::acknowledge() {
  note({What::acknowledged, -1, {}, {}, 0, {}});
}

const std::vector<Operation>& Recording::operations() const {
  return recording->operations;
}

// ── The C library's calls ────────────────────────────────────────────────────────────────────────

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_recorded("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_recorded("open64", path, flags, mode);
}

int close(int descriptor) {
  if (recording != nullptr) {
    recording->descriptors.erase(descriptor);
    recording->directories.erase(descriptor);
  }
  return real<int (*)(int)>("close")(descriptor);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  const off64_t offset = recording != nullptr && recording->descriptors.contains(descriptor)
                             ? lseek(descriptor, 0, SEEK_CUR)
                             : 0;
  const ssize_t done = real<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, bytes, size);
  written(descriptor, bytes, done, offset);
  return done;
}

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  const ssize_t done =
      real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(descriptor, bytes, size, offset);
  written(descriptor, bytes, done, offset);
  return done;
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  const ssize_t done =
      real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(descriptor, bytes, size, offset);
  written(descriptor, bytes, done, offset);
  return done;
}

int fsync(int descriptor) {
  const int done = real<int (*)(int)>("fsync")(descriptor);
  synced(descriptor, done);
  return done;
}

int fdatasync(int descriptor) {
  const int done = real<int (*)(int)>("fdatasync")(descriptor);
  synced(descriptor, done);
  return done;
}

int ftruncate(int descriptor, off_t size) noexcept {
  const int done = real<int (*)(int, off_t)>("ftruncate")(descriptor, size);
  cut(descriptor, size, done);
  return done;
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  const int done = real<int (*)(int, off64_t)>("ftruncate64")(descriptor, size);
  cut(descriptor, size, done);
  return done;
}

int unlink(const char* path) noexcept {
  const int done = real<int (*)(const char*)>("unlink")(path);
  forgotten(path, done);
  return done;
}

int remove(const char* path) noexcept {
  const int done = real<int (*)(const char*)>("remove")(path);
  forgotten(path, done);
  return done;
}

int rename(const char* from, const char* to) noexcept {
  struct stat status {};
  const auto source = below(from);
  const auto target = below(to);
  const bool known = source && target && lstat(from, &status) == 0;
  const int done = real<int (*)(const char*, const char*)>("rename")(from, to);
  if (done == 0 && known) note({What::move, file_of(status.st_ino), *source, *target, 0, {}});
  return done;
}

int link(const char* from, const char* to) noexcept {
  const int done = real<int (*)(const char*, const char*)>("link")(from, to);
  struct stat status {};
  if (const auto target = below(to); done == 0 && target && lstat(to, &status) == 0)
    note({What::name, file_of(status.st_ino), *target, {}, 0, {}});
  return done;
}

int mkdir(const char* path, mode_t mode) noexcept {
  const int done = real<int (*)(const char*, mode_t)>("mkdir")(path, mode);
  if (const auto recorded = below(path); done == 0 && recorded) note({What::name, -1, *recorded, {}, 0, {}});
  return done;
}

}  // extern "C"

}  // namespace jauge::fault
