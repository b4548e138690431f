#pragma once
// A conversation with the engine: over the daemon's sockets, or in this process when no daemon holds the
// store.
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "core/message.hpp"
#include "core/result.hpp"
#include "http/message.hpp"

namespace jauge::config {
struct Configuration;
}

namespace jauge::cli {

using Json = nlohmann::ordered_json;
using Query = std::map<std::string, std::string, std::less<>>;

/// Exit codes (design, Commands).
inline constexpr int all_well = 0;
inline constexpr int needs_operator = 1;
inline constexpr int wrong_usage = 2;
inline constexpr int unreachable = 3;

class Session {
 public:
  /// Reads the configuration, finds the daemon or takes the store. On failure says why and gives the exit
  /// code.
  [[nodiscard]] static tl::expected<std::unique_ptr<Session>, int> open(const Options& options);
  /// The same over the daemon's sockets alone: not `remote()` where no daemon answers, and then it can ask
  /// nothing.
  [[nodiscard]] static tl::expected<std::unique_ptr<Session>, int> open_remote(const Options& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The answer's JSON; on a refusal or failure says why and gives the exit code.
  [[nodiscard]] tl::expected<Json, int> get(const std::string& path, const Query& query = {});
  [[nodiscard]] tl::expected<Json, int> post(const std::string& path, const Query& query = {});
  /// The answer as it is.
  [[nodiscard]] tl::expected<http::Response, int> fetch(const std::string& path, const Query& query);
  /// Follows a work to its end, with a line of progress; prints its problems. The exit code.
  int follow(const Json& work);
  /// Sends what is due now, where no daemon does it.
  [[nodiscard]] tl::expected<void, int> deliver();

  core::Language language() const;
  /// A daemon answers.
  bool remote() const;
  const config::Configuration& configuration() const;

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);
  tl::expected<http::Response, int> ask(const std::string& method, const std::string& path,
                                        const Query& query);
  std::unique_ptr<State> state_;
};

/// A sentence on standard output, in the configuration's language.
void say(core::Language language, const core::Message& sentence);
/// An error on standard error.
void complain(core::Language language, const core::Error& error);

/// Prints `json` indented, with a final line feed.
void print_json(const Json& json);
/// The query of --month and --establishment.
Query filter_of(const Options& options);

}  // namespace jauge::cli
