#pragma once
// A test double of SQL Server: TDS 7.4 without TLS, on a free port of 127.0.0.1, with answers that a test
// gives.
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace jauge::test_support {

class TdsServer {
 public:
  enum class Type { nvarchar, bigint, datetime, datetime2, real, datetimeoffset, uuid };
  /// A text for nvarchar, "YYYY-MM-DD HH:MM:SS" for the times, a number; nothing is NULL.
  using Value = std::variant<std::monostate, std::string, std::int64_t, double>;
  struct Column {
    std::string name;
    Type type;
  };
  struct Answer {
    std::vector<Column> columns;
    std::vector<std::vector<Value>> rows;
    int error = 0;       // a number of sys.messages in the place of rows
    bool hangs = false;  // until the client asks for its end
  };

  TdsServer();
  ~TdsServer();
  TdsServer(const TdsServer&) = delete;
  TdsServer& operator=(const TdsServer&) = delete;

  /// Statements in whose text `part` stands are answered so; the first that fits, later ones before earlier.
  void answer(const std::string& part, Answer answer);
  int port() const { return port_; }
  /// Texts of all statements so far, and of the login: user name and application name.
  std::vector<std::string> statements() const;
  /// The client asked for a statement's end.
  bool was_interrupted() const { return interrupted_; }

 private:
  void serve();
  void converse(int client);
  std::string reply_to(const std::string& text, bool rpc, bool& hangs);

  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;
  std::atomic<bool> interrupted_{false};
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, Answer>> answers_;
  std::vector<std::string> statements_;
  std::thread thread_;
};

}  // namespace jauge::test_support
