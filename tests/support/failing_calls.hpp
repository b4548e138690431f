#pragma once
// System calls that fail when a test says so. Included by one unit of a test program: all of the program then
// calls the functions below.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <functional>
#include <string_view>
#include <utility>

namespace jauge::test_support {

inline constexpr std::string_view calls_that_can_fail[] = {
    "open",   "openat", "read",   "write", "fsync",  "fstat",     "stat",      "mkdir",
    "rename", "link",   "linkat", "chmod", "unlink", "renameat2", "getrandom", "flock"};

struct FailingCall {
  std::string_view name;
  long left = -1;  // calls that still succeed; negative: none fails
  int error = 0;
  bool failed = false;
  std::function<void()> meanwhile{};
};
inline FailingCall failing_call;

/// Of the calls of `name` from now on, the first `allowed` are made, the next fails with `error`, the rest
/// are made.
inline void fail_call(std::string_view name, long allowed, int error) {
  failing_call = {name, allowed, error, false};
}
/// The next call of `name` fails with `error`, and `meanwhile` happens before it does.
inline void on_call(std::string_view name, int error, std::function<void()> meanwhile) {
  failing_call = {name, 0, error, false, std::move(meanwhile)};
}
/// No call fails from now on. Whether one has.
inline bool stop_failing() {
  failing_call.left = -1;
  return failing_call.failed;
}

inline bool fails(std::string_view name) {
  if (failing_call.left < 0 || failing_call.name != name || failing_call.left-- > 0) return false;
  failing_call.failed = true;
  const int error = failing_call.error;
  if (const auto meanwhile = std::move(failing_call.meanwhile)) meanwhile();
  errno = error;
  return true;
}

/// The function of the C library.
template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

inline mode_t mode_of(int flags, va_list& rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

}  // namespace jauge::test_support

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = jauge::test_support::mode_of(flags, rest);
  va_end(rest);
  if (jauge::test_support::fails("open")) return -1;
  return jauge::test_support::real<int(const char*, int, ...)>("open")(path, flags, mode);
}
int openat(int directory, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = jauge::test_support::mode_of(flags, rest);
  va_end(rest);
  if (jauge::test_support::fails("openat")) return -1;
  return jauge::test_support::real<int(int, const char*, int, ...)>("openat")(directory, path, flags, mode);
}
ssize_t read(int file, void* bytes, size_t size) {
  if (jauge::test_support::fails("read")) return -1;
  return jauge::test_support::real<ssize_t(int, void*, size_t)>("read")(file, bytes, size);
}
ssize_t write(int file, const void* bytes, size_t size) {
  if (jauge::test_support::fails("write")) return -1;
  return jauge::test_support::real<ssize_t(int, const void*, size_t)>("write")(file, bytes, size);
}
int fsync(int file) {
  if (jauge::test_support::fails("fsync")) return -1;
  return jauge::test_support::real<int(int)>("fsync")(file);
}
int fstat(int file, struct stat* status) noexcept {
  if (jauge::test_support::fails("fstat")) return -1;
  return jauge::test_support::real<int(int, struct stat*)>("fstat")(file, status);
}
int stat(const char* path, struct stat* status) noexcept {
  if (jauge::test_support::fails("stat")) return -1;
  return jauge::test_support::real<int(const char*, struct stat*)>("stat")(path, status);
}
int mkdir(const char* path, mode_t mode) noexcept {
  if (jauge::test_support::fails("mkdir")) return -1;
  return jauge::test_support::real<int(const char*, mode_t)>("mkdir")(path, mode);
}
int rename(const char* from, const char* to) noexcept {
  if (jauge::test_support::fails("rename")) return -1;
  return jauge::test_support::real<int(const char*, const char*)>("rename")(from, to);
}
int link(const char* from, const char* to) noexcept {
  if (jauge::test_support::fails("link")) return -1;
  return jauge::test_support::real<int(const char*, const char*)>("link")(from, to);
}
int linkat(int from_directory, const char* from, int to_directory, const char* to, int flags) noexcept {
  if (jauge::test_support::fails("linkat")) return -1;
  return jauge::test_support::real<int(int, const char*, int, const char*, int)>("linkat")(
      from_directory, from, to_directory, to, flags);
}
int chmod(const char* path, mode_t mode) noexcept {
  if (jauge::test_support::fails("chmod")) return -1;
  return jauge::test_support::real<int(const char*, mode_t)>("chmod")(path, mode);
}
int unlink(const char* path) noexcept {
  if (jauge::test_support::fails("unlink")) return -1;
  return jauge::test_support::real<int(const char*)>("unlink")(path);
}
int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned flags) noexcept {
  if (jauge::test_support::fails("renameat2")) return -1;
  return jauge::test_support::real<int(int, const char*, int, const char*, unsigned)>("renameat2")(
      from_directory, from, to_directory, to, flags);
}
ssize_t getrandom(void* bytes, size_t size, unsigned flags) {
  if (jauge::test_support::fails("getrandom")) return -1;
  return jauge::test_support::real<ssize_t(void*, size_t, unsigned)>("getrandom")(bytes, size, flags);
}
int flock(int file, int operation) noexcept {
  if (jauge::test_support::fails("flock")) return -1;
  return jauge::test_support::real<int(int, int)>("flock")(file, operation);
}

}  // extern "C"
