#pragma once
// A connection to an IMAP server over libcurl's TLS: commands out, whole responses in, every wait bounded.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "config/configuration.hpp"
#include "connectors/imap/failure.hpp"
#include "connectors/imap/response.hpp"

namespace jauge::connectors::imap {

class Link {
 public:
  explicit Link(const config::SourceSection& section);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Connects and logs in; of an opened one, tells whether it still stands.
  [[nodiscard]] core::Result<void> open();
  /// Sends a command and gives its untagged responses one by one. `name` is what errors call it.
  [[nodiscard]] core::Result<void> run(std::string_view command, std::string_view name,
                                       const std::function<void(const Response&)>& on_response);
  /// Opens a folder without the right to change it.
  [[nodiscard]] core::Result<void> examine(const std::string& encoded_name, std::string_view shown_name);
  bool can(std::string_view capability) const;
  /// "mail.example:993".
  const std::string& place() const { return place_; }
  /// Ends what is under way. From any thread.
  void cancel() { stopped_ = true; }

 private:
  using Steady = std::chrono::steady_clock;
  core::Result<void> connect();
  core::Result<void> show_certificate();
  core::Result<void> log_in();
  core::Result<void> learn_capabilities();
  void note_capabilities(const Response& response);
  core::Result<void> send(std::string_view bytes);
  core::Result<Response> receive(Steady::time_point deadline);
  core::Result<void> wait_for(short events, Steady::time_point deadline);
  core::Failure failed(Cause cause) { return drop(), failure(cause, name_, place_); }
  void drop();
  std::string next_tag();

  std::string name_;
  std::string host_;
  std::string user_;
  std::string place_;
  std::string tls_ca_;
  bool verify_;
  std::optional<config::SecretRef> password_;
  std::string client_certificate_;
  std::optional<config::SecretRef> client_key_;
  std::chrono::seconds patience_;
  std::atomic<bool> stopped_{false};
  void* handle_ = nullptr;  // CURL
  int socket_ = -1;
  ResponseReader reader_;
  std::string capabilities_;
  unsigned tags_ = 0;
};

}  // namespace jauge::connectors::imap
