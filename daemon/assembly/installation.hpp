#pragma once
// An engine with everything around it, built from a configuration. The only place that names concrete
// classes.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assembly/source_check.hpp"
#include "config/configuration.hpp"
#include "core/ports.hpp"
#include "engine/engine.hpp"

namespace jauge::store {
class Store;
}

namespace jauge::assembly {

struct InstallationOptions {
  std::string reader_program;  // path of jauge-reader; empty: beside this program
  engine::NoticeSink notice;
  const core::Clock* clock = nullptr;      // null: the machine's
  std::optional<core::Month> starts_with;  // the first month of a new store, unless configured
  bool whole_check = true;                 // false: pages and structure only, for a command of a moment
  bool backfill = false;                   // kept kinds are read back to the project's start
};

class Installation {
 public:
  /// Takes the store's lock and opens it. Fails `refused` when another process holds the store, `damaged`
  /// when it is not what was written. A seal or an ARS that cannot be used now fails only when it is needed.
  [[nodiscard]] static core::Result<std::unique_ptr<Installation>> open(config::Configuration configuration,
                                                                        InstallationOptions options);
  ~Installation();
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  engine::Engine& engine();
  const config::Configuration& configuration() const;
  const core::Clock& clock() const;
  core::Reader& reader();

  /// Attempts one delivery. Touches no store: may be called on a thread of its own.
  core::Settlement attempt(const core::Shipment& shipment, const std::function<bool()>& stop) const;
  /// Asks one ARS what it holds of us. Touches no store: may be called on a thread of its own.
  engine::Holdings ask(const engine::Inquiry& inquiry, const std::function<bool()>& stop) const;
  /// Asks every ARS that is to be asked, and takes over what they hold.
  [[nodiscard]] core::Result<void> adopt_holdings(const std::function<bool()>& stop);
  /// Attempts every delivery that is due, one after the other, on this thread.
  [[nodiscard]] core::Result<void> deliver_due(const std::function<bool()>& stop);

 private:
  struct State;
  explicit Installation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Asks each ARS that has an address who we are to it (GET …/v1/etat). Needs no store.
std::map<core::RegionCode, core::Answer> ask_states(const config::Configuration& configuration);

/// What the engine takes of a configuration.
engine::Settings settings_from(const config::Configuration& configuration);

/// Becomes the owner of the store's directory when started as root. Fails `refused` when it cannot.
[[nodiscard]] core::Result<void> drop_privileges(const std::string& store_path);

/// The path of a program installed beside this one.
std::string beside_this_program(const std::string& name);

}  // namespace jauge::assembly
