#include "jauged/service.hpp"

#include <systemd/sd-daemon.h>

#include <csignal>
#include <future>

#include "admin/handlers.hpp"
#include "assembly/installation.hpp"
#include "assembly/listeners.hpp"
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

enum class Ending { stop, reload, failure, unusable };

void log_error(std::string_view code, const core::Error& error) {
  log(Notice::Level::error, code, error.sentence);
  if (!error.hint.empty()) log(Notice::Level::error, code, error.hint);
}

/// Has requests answered on the engine's thread.
template <class Answer>
http::Handler on_engine(EngineThread& engine_thread, Answer answer) {
  return [&engine_thread, answer](http::Request request, const http::Peer& peer, http::Responder respond) {
    request.headers[std::string(admin::user_header)] = peer.user ? std::to_string(*peer.user) : "";
    engine_thread.post([request = std::move(request), respond = std::move(respond), answer](engine::Engine&) {
      respond(answer(request));
    });
  };
}

/// The admin socket of one role.
http::ServerOptions socket_options(EngineThread& engine_thread,
                                   const std::shared_ptr<admin::Handlers>& handlers, admin::Role role) {
  http::ServerOptions options;
  options.handler = on_engine(engine_thread, [handlers, role](const http::Request& request) {
    return handlers->answer(request, role);
  });
  return options;
}

/// The dashboard, for browsers on this machine or behind its reverse proxy.
http::ServerOptions dashboard_options(EngineThread& engine_thread,
                                      const std::shared_ptr<admin::Handlers>& handlers,
                                      const std::vector<std::string>& hosts) {
  http::ServerOptions options;
  options.handler =
      on_engine(engine_thread, [handlers](const http::Request& request) { return handlers->show(request); });
  options.hosts = hosts;
  options.header_limit = std::size_t{8} << 10;
  options.body_limit = 0;
  options.connections = 256;
  options.answer_timeout = std::chrono::seconds(20);
  return options;
}

/// "127.0.0.1:9460" or "[::1]:9460" taken apart.
std::pair<std::string, std::uint16_t> address_and_port(const std::string& text) {
  const auto colon = text.rfind(':');
  auto address = text.substr(0, colon);
  if (address.starts_with('[')) address = address.substr(1, address.size() - 2);
  return {address, static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)))};
}

/// The signals of the service, held back wherever nobody listens to them: one that comes before the start or
/// between two configurations waits, where it would have ended the process.
void hold_signals(int how) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(how, &signals, nullptr);
}

/// While it lives, signals come.
class SignalsTaken {
 public:
  SignalsTaken() { hold_signals(SIG_UNBLOCK); }
  ~SignalsTaken() { hold_signals(SIG_BLOCK); }
  SignalsTaken(const SignalsTaken&) = delete;
  SignalsTaken& operator=(const SignalsTaken&) = delete;
};

/// One run with one configuration: from opening the store to letting it go.
class Run {
 public:
  Run(config::Configuration configuration, const Start& start)
      : configuration_(std::move(configuration)), start_(start) {}

  Ending go(int& exit_code) {
    assembly::InstallationOptions options;
    options.notice = [](const Notice& notice) { log(notice); };
    options.backfill = start_.backfill;
    http::Loop loop;
    loop.on_signals({SIGTERM, SIGINT, SIGHUP}, [&](int number) {
      if (number == SIGHUP && !reload()) return;
      ending_ = number == SIGHUP ? Ending::reload : Ending::stop;
      loop.stop();
    });
    const SignalsTaken taken;
    auto installation = assembly::Installation::open(configuration_, options);
    // A command that runs just now holds the store for a moment.
    for (int tries = 0; tries < lock_tries && !installation && !ending_; ++tries) {
      if (installation.error().kind != core::ErrorKind::refused) break;
      loop.run_for(lock_wait);
      installation = assembly::Installation::open(configuration_, options);
    }
    if (!installation && ending_) return *ending_;
    if (!installation) {
      log_error("demarrage", installation.error());
      exit_code = exit_code_of(installation.error());
      return installation.error().kind == core::ErrorKind::invalid ? Ending::unusable : Ending::failure;
    }
    EngineThread engine_thread(**installation, [&](const core::Error& error) {
      loop.post([&, error] {
        log_error("magasin", error);
        exit_code = exit_code_of(error);
        ending_ = Ending::failure;
        loop.stop();
      });
    });
    const auto handlers =
        std::make_shared<admin::Handlers>((*installation)->engine(), configuration_.language);
    http::Server control(loop.context(), socket_options(engine_thread, handlers, admin::Role::reader));
    http::Server administration(loop.context(),
                                socket_options(engine_thread, handlers, admin::Role::administrator));
    http::Server dashboard(loop.context(),
                           dashboard_options(engine_thread, handlers, configuration_.admin.hosts));
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
    open_dashboard(dashboard);
    DeliveryThread delivery(**installation, engine_thread);
    assembly::Listeners listeners(configuration_, assembly::beside_this_program("jauge-reader"),
                                  [](const Notice& notice) { log(notice); });

    log(Notice::Level::info, "demarrage",
        msg("jauged {0} is ready: project {1}.", core::version, configuration_.project.id));
    sd_notify(0, "READY=1");
    while (!ending_) {
      listeners.look_after();
      loop.run_for(watchdog_look);
      if (engine_thread.since_last_turn() < engine_stuck) sd_notify(0, "WATCHDOG=1");
    }
    sd_notify(0, *ending_ == Ending::reload ? "RELOADING=1" : "STOPPING=1");
    control.close();
    administration.close();
    dashboard.close();
    return *ending_;
  }

  config::Configuration& next() { return configuration_; }

 private:
  /// Figures are collected and sent without it: a port that is taken is told, and no more.
  void open_dashboard(http::Server& dashboard) const {
    if (configuration_.admin.dashboard.empty()) return;
    const auto [address, port] = address_and_port(configuration_.admin.dashboard);
    const auto listening = dashboard.listen_tcp(address, port);
    if (!listening) return log_error("tableau-de-bord", listening.error());
    log(Notice::Level::info, "tableau-de-bord",
        msg("The dashboard is at http://{0}:{1}/",
            configuration_.admin.hosts.empty() ? address : configuration_.admin.hosts.front(), *listening));
  }

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
  const Start& start_;
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

int run_service(config::Configuration configuration, const Start& start) {
  hold_signals(SIG_BLOCK);
  int exit_code = 0;
  std::optional<config::Configuration> before;  // the one in force until a reload
  for (;;) {
    open_log(configuration.language, configuration.project.id);
    auto current = configuration;
    Run run(std::move(configuration), start);
    const Ending ending = run.go(exit_code);
    if (ending == Ending::unusable && before) {
      // All or nothing: what the store does not allow does not take the place of what it does.
      log(Notice::Level::error, "configuration",
          msg("The configuration read again cannot be used: the one before stays in force."));
      exit_code = 0;
      configuration = std::move(*before);
      before.reset();
      continue;
    }
    if (ending != Ending::reload) {
      if (ending == Ending::stop) log(Notice::Level::info, "arret", msg("jauged has stopped."));
      return exit_code;
    }
    before = std::move(current);
    configuration = std::move(run.next());
    log(Notice::Level::info, "configuration", msg("The configuration was read again."));
  }
}

}  // namespace jauge::jauged
