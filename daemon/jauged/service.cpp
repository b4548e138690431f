#include "jauged/service.hpp"

#include <systemd/sd-daemon.h>

#include <csignal>
#include <future>

#include "admin/handlers.hpp"
#include "assembly/installation.hpp"
#include "core/version.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "jauged/delivery_thread.hpp"
#include "jauged/engine_thread.hpp"
#include "jauged/log.hpp"

namespace jauge::jauged {
namespace {

using core::msg;
using engine::Notice;

constexpr std::chrono::seconds watchdog_look{5};
/// An engine that has not gone round for that long is stuck: the watchdog is not fed, systemd restarts the
/// daemon.
constexpr std::chrono::seconds engine_stuck{45};

constexpr std::chrono::milliseconds lock_wait{200};
constexpr int lock_tries = 50;

enum class Ending { stop, reload, failure };

void log_error(std::string_view code, const core::Error& error) {
  log(Notice::Level::error, code, error.sentence);
  if (!error.hint.empty()) log(Notice::Level::error, code, error.hint);
}

/// The admin socket of one role: requests are answered on the engine's thread.
http::ServerOptions socket_options(EngineThread& engine_thread, core::Language language, admin::Role role) {
  http::ServerOptions options;
  options.handler = [&engine_thread, language, role](http::Request request, const http::Peer& peer,
                                                     http::Responder respond) {
    request.headers[std::string(admin::user_header)] = peer.user ? std::to_string(*peer.user) : "";
    engine_thread.post(
        [request = std::move(request), respond = std::move(respond), language, role](engine::Engine& engine) {
          respond(admin::Handlers(engine, language).answer(request, role));
        });
  };
  return options;
}

/// One run with one configuration: from opening the store to letting it go.
class Run {
 public:
  explicit Run(config::Configuration configuration) : configuration_(std::move(configuration)) {}

  Ending go(int& exit_code) {
    assembly::InstallationOptions options;
    options.notice = [](const Notice& notice) { log(notice); };
    http::Loop loop;
    auto installation = assembly::Installation::open(configuration_, options);
    // A command that runs just now holds the store for a moment.
    for (int tries = 0; tries < lock_tries && !installation; ++tries) {
      if (installation.error().kind != core::ErrorKind::refused) break;
      loop.run_for(lock_wait);
      installation = assembly::Installation::open(configuration_, options);
    }
    if (!installation) {
      log_error("demarrage", installation.error());
      exit_code = exit_code_of(installation.error());
      return Ending::failure;
    }
    EngineThread engine_thread(**installation, [&](const core::Error& error) {
      loop.post([&, error] {
        log_error("magasin", error);
        exit_code = exit_code_of(error);
        ending_ = Ending::failure;
        loop.stop();
      });
    });
    http::Server control(loop.context(),
                         socket_options(engine_thread, configuration_.language, admin::Role::reader));
    http::Server administration(
        loop.context(), socket_options(engine_thread, configuration_.language, admin::Role::administrator));
    const std::filesystem::path directory = configuration_.admin.directory;
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    auto listening = control.listen_unix(directory / "control.sock", 0660);
    if (listening) listening = administration.listen_unix(directory / "admin.sock", 0600);
    if (!listening) {
      log_error("demarrage", listening.error());
      exit_code = exit_code_of(listening.error());
      return Ending::failure;
    }
    DeliveryThread delivery(**installation, engine_thread);

    loop.on_signals({SIGTERM, SIGINT, SIGHUP}, [&](int number) {
      if (number == SIGHUP && !reload()) return;
      ending_ = number == SIGHUP ? Ending::reload : Ending::stop;
      loop.stop();
    });
    log(Notice::Level::info, "demarrage",
        msg("jauged {0} is ready: project {1}.", core::version, configuration_.project.id));
    sd_notify(0, "READY=1");
    while (!ending_) {
      loop.run_for(watchdog_look);
      if (engine_thread.since_last_turn() < engine_stuck) sd_notify(0, "WATCHDOG=1");
    }
    sd_notify(0, *ending_ == Ending::reload ? "RELOADING=1" : "STOPPING=1");
    control.close();
    administration.close();
    return *ending_;
  }

  config::Configuration& next() { return configuration_; }

 private:
  /// Reads the file again; false, with the errors logged, when it is wrong: the old one stays in force.
  bool reload() {
    auto fresh = config::load(configuration_.path);
    if (!fresh) {
      for (const auto& error : fresh.error()) {
        log(Notice::Level::error, "configuration", msg("{0}", error.text(configuration_.language)));
      }
      return false;
    }
    configuration_ = std::move(*fresh);
    return true;
  }

  config::Configuration configuration_;
  std::optional<Ending> ending_;
};

}  // namespace

int exit_code_of(const core::Error& error) {
  switch (error.kind) {
    case core::ErrorKind::damaged:
    case core::ErrorKind::invalid:
      return 78;
    case core::ErrorKind::transient:
    case core::ErrorKind::refused:
    case core::ErrorKind::cancelled:
      return 1;
  }
  return 1;
}

int run_service(config::Configuration configuration) {
  int exit_code = 0;
  for (;;) {
    open_log(configuration.language);
    Run run(std::move(configuration));
    const Ending ending = run.go(exit_code);
    if (ending != Ending::reload) {
      if (ending == Ending::stop) log(Notice::Level::info, "arret", msg("jauged has stopped."));
      return exit_code;
    }
    configuration = std::move(run.next());
    log(Notice::Level::info, "configuration", msg("The configuration was read again."));
  }
}

}  // namespace jauge::jauged
