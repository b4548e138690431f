#pragma once
// One jauge-reader: started, spoken to without blocking, ended by its pid.
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/frames.hpp"

namespace jauge::assembly {

/// A descriptor, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

class ChildProcess {
 public:
  /// Starts `program --config configuration`, and --listen `listened` where that is not empty, its standard
  /// input and output on a socket of ours, its environment nothing but what leads to the credentials. Fails
  /// `transient` when the system has no room for it.
  static core::Result<std::unique_ptr<ChildProcess>> start(const std::filesystem::path& program,
                                                           const std::filesystem::path& configuration,
                                                           const std::string& listened);
  /// Kills it if it still runs, and waits for its end.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int descriptor() const { return socket_.get(); }
  void signal(int number) const;
  /// Puts a frame in the queue to the child; write() sends what the socket takes.
  void queue(std::string frame);
  bool has_queued() const { return !queued_.empty(); }
  void write();
  /// Reads what is there. False at the end of the child's output.
  bool read();
  core::FrameDecoder& frames() { return decoder_; }

 private:
  ChildProcess(pid_t pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}
  pid_t pid_;
  Descriptor socket_;
  std::string queued_;
  core::FrameDecoder decoder_;
};

}  // namespace jauge::assembly
