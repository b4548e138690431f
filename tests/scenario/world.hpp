#pragma once
// An installation inside a test: the real engine and store, sources read in this process, a clock set by
// hand.
#include <map>
#include <memory>
#include <string>

#include "config/configuration.hpp"
#include "engine/engine.hpp"
#include "store/store.hpp"
#include "tests/sandbox/grappe.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::scenario {

class ManualClock final : public core::Clock {
 public:
  explicit ManualClock(core::Instant now) : now_(now) {}
  core::Instant now() const override { return now_; }
  void set(core::Instant now) { now_ = now; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  core::Instant now_;
};

/// "2026-11-06T05:00:00Z".
core::Instant at(std::string_view utc);

class World {
 public:
  /// `configuration` is the text of a jauge.toml whose store path is ignored: the store lies in a directory
  /// of the world's own. Throws when something of it is wrong.
  World(const std::string& configuration, core::Instant now);
  ~World();

  /// Ticks and stores until nothing is left to do at the clock's now.
  void settle();
  /// Closes a month as `jauge close` does. The problems told, empty when it went well.
  std::vector<std::string> close(core::Month month, bool accept = false);
  void poll();
  /// `jauge indicators --json` of a month.
  std::string indicators(core::Month month);
  /// The engine's process dies and starts again on the same store.
  void restart();
  /// The same with another configuration.
  void restart(const std::string& configuration);
  /// The same as `jauged --backfill`.
  void restart_with_backfill();
  /// Revises a closed month as `jauge revise` does. The problems told, empty when it went well.
  std::vector<std::string> revise(core::Month month, const engine::RevisionOrder& order);
  engine::AuditView audit(core::Month month);
  /// Codes of the advice that `jauge status` gives.
  std::vector<std::string> advice();
  /// Seals with this from now on, and after a restart. It outlives the world.
  void seal_with(core::Signer& signer);
  /// Sends over `gateway` from now on. Both outlive the world.
  void send_over(core::Gateway& gateway, engine::ReceiptCheck check);
  /// Sends what is due at the clock's now.
  void deliver();

  /// The source answers as files do: its rows stand for [begin, end) only.
  void declare(const std::string& source, core::Instant begin, core::Instant end);

  ManualClock clock;
  bool synchronised = true;  // what the machine says of its clock
  core::Instant built{};     // when the program was built; holds from the next restart on
  engine::Engine& engine();
  store::Store& store();
  config::Configuration& configuration() { return configuration_; }

 private:
  struct Parts;
  void start();
  void configure(const std::string& text);
  std::vector<std::string> follow(engine::WorkId work);
  test_support::TemporaryDirectory directory_;
  config::Configuration configuration_;
  bool backfill_ = false;
  core::Signer* signer_ = nullptr;  // none: documents are taken for containers
  core::Gateway* gateway_ = nullptr;
  std::map<std::string, std::pair<core::Instant, core::Instant>> declared_;
  engine::ReceiptCheck check_;
  std::unique_ptr<Parts> parts_;
};

/// A small made-up grappe in an SQLite DUI under `directory`, and the configuration that reads it.
std::string small_grappe(const sandbox::Grappe& grappe, const std::filesystem::path& directory);

}  // namespace jauge::scenario
