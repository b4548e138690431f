#include "tests/support/process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace jauge::test_support {
namespace {

using Clock = std::chrono::steady_clock;

pid_t spawn(const std::vector<std::string>& command, int in, int out, int err,
            const std::map<std::string, std::string>& environment) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork");
  if (pid > 0) return pid;
  dup2(in, 0);
  dup2(out, 1);
  dup2(err, 2);
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() {
    if (read_end >= 0) close(read_end);
    read_end = -1;
  }
  void close_write() {
    if (write_end >= 0) close(write_end);
    write_end = -1;
  }
};

}  // namespace

Finished run(const std::vector<std::string>& command, const std::string& input, std::chrono::seconds limit,
             const std::map<std::string, std::string>& environment) {
  signal(SIGPIPE, SIG_IGN);
  Pipe in;
  Pipe out;
  Pipe err;
  const pid_t pid = spawn(command, in.read_end, out.write_end, err.write_end, environment);
  in.close_read();
  out.close_write();
  err.close_write();
  fcntl(in.write_end, F_SETFL, O_NONBLOCK);

  Finished result;
  std::size_t written = 0;
  const auto end = Clock::now() + limit;
  while (out.read_end >= 0 || err.read_end >= 0) {
    if (written >= input.size()) in.close_write();
    pollfd ends[3] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
    poll(ends, 3, 200);
    char buffer[65536];
    const auto drain = [&](const pollfd& ready, Pipe& pipe, std::string& text) {
      if (pipe.read_end < 0 || !(ready.revents & (POLLIN | POLLHUP | POLLERR))) return;
      const ssize_t count = read(pipe.read_end, buffer, sizeof buffer);
      if (count > 0) {
        text.append(buffer, static_cast<std::size_t>(count));
      } else {
        pipe.close_read();
      }
    };
    drain(ends[0], out, result.out);
    drain(ends[1], err, result.err);
    if (in.write_end >= 0 && (ends[2].revents & (POLLOUT | POLLERR))) {
      const ssize_t count = write(in.write_end, input.data() + written, input.size() - written);
      if (count > 0) {
        written += static_cast<std::size_t>(count);
      } else if (count < 0 && errno != EAGAIN) {
        in.close_write();
      }
    }
    if (Clock::now() > end) {
      kill(pid, SIGKILL);
      break;
    }
  }
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (Clock::now() > end) kill(pid, SIGKILL);
    pause_briefly();
  }
  result.exit_code = exit_code_of(status);
  return result;
}

Process::Process(const std::vector<std::string>& command, const std::string& log,
                 const std::map<std::string, std::string>& environment) {
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  pid_ = spawn(command, nothing, output, output, environment);
  close(output);
  close(nothing);
}

Process::~Process() {
  if (exit_code_) return;
  signal(SIGTERM);
  if (!wait(std::chrono::seconds(10))) {
    signal(SIGKILL);
    wait(std::chrono::seconds(10));
  }
}

void Process::signal(int number) const {
  if (!exit_code_) kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
  const auto end = Clock::now() + limit;
  while (!exit_code_) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      exit_code_ = exit_code_of(status);
    } else if (Clock::now() > end) {
      break;
    } else {
      pause_briefly();
    }
  }
  return exit_code_;
}

bool Process::running() {
  return !wait(std::chrono::milliseconds(0));
}

int free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  bind(descriptor, reinterpret_cast<sockaddr*>(&address), length);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
  close(descriptor);
  return ntohs(address.sin_port);
}

void pause_briefly() {
  const timespec pause{0, 20'000'000};
  nanosleep(&pause, nullptr);
}

}  // namespace jauge::test_support
