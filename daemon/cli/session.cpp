#include "cli/session.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "admin/handlers.hpp"
#include "assembly/installation.hpp"
#include "config/configuration.hpp"
#include "http/client.hpp"

namespace jauge::cli {

using core::ErrorKind;
using core::msg;

namespace {

constexpr std::chrono::milliseconds look_again{150};
constexpr std::size_t answer_cap = std::size_t{32} << 20;  // a container and its pages

/// Connects to nothing: whether a daemon's socket is there.
bool is_a_socket(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_socket(path, ignored);
}

std::string url_of(const std::string& path, const Query& query) {
  std::string url = "http://localhost" + path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    url += separator + http::percent_encode(name) + "=" + http::percent_encode(value);
    separator = '&';
  }
  return url;
}

int exit_code_of(int status) {
  if (status == 400 || status == 404) return wrong_usage;
  return needs_operator;
}

}  // namespace

struct Session::State {
  config::Configuration configuration;
  std::unique_ptr<assembly::Installation> installation;  // in this process
  std::unique_ptr<admin::Handlers> handlers;             // with it
  std::filesystem::path socket;                          // or over this
  uid_t user = getuid();                                 // before privileges are dropped

  tl::expected<http::Response, core::Error> over_socket(const std::string& method, const std::string& path,
                                                        const Query& query) const {
    http::ClientOptions options;
    options.unix_socket = socket;
    http::Call call;
    call.method = method;
    call.url = url_of(path, query);
    call.body_cap = answer_cap;
    auto reply = http::Client(std::move(options)).perform(call);
    if (!reply.whole()) {
      return core::fail(ErrorKind::transient, msg("The service does not answer on {0}.", socket.string()),
                        msg("Check it with systemctl status jauged, and that you may use its socket."));
    }
    http::Response response;
    response.status = *reply.status;
    response.headers = std::move(reply.headers);
    response.body = std::move(reply.body);
    return response;
  }
};

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::~Session() = default;

core::Language Session::language() const {
  return state_->configuration.language;
}

bool Session::remote() const {
  return !state_->socket.empty();
}

const config::Configuration& Session::configuration() const {
  return state_->configuration;
}

tl::expected<std::unique_ptr<Session>, int> Session::open_remote(const Options& options) {
  auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error()) {
      fmt::print(stderr, "{}\n", error.text(options.language));
    }
    return tl::unexpected(wrong_usage);
  }
  auto state = std::make_unique<State>();
  const std::filesystem::path directory = configuration->admin.directory;
  // The administrator's socket answers everything; who may not open it has the readers'.
  for (const auto* name : {"admin.sock", "control.sock"}) {
    const auto path = directory / name;
    if (is_a_socket(path) && access(path.c_str(), W_OK) == 0) {
      state->socket = path;
      break;
    }
  }
  state->configuration = std::move(*configuration);
  // A socket may be left by a dead process.
  const bool answers = !state->socket.empty() && state->over_socket("GET", "/v1/status", {}).has_value();
  if (!answers) state->socket.clear();
  return std::unique_ptr<Session>(new Session(std::move(state)));
}

tl::expected<std::unique_ptr<Session>, int> Session::open(const Options& options) {
  auto opened = open_remote(options);
  if (!opened || (*opened)->remote()) return opened;
  auto& state = (*opened)->state_;
  const auto language = state->configuration.language;
  if (auto dropped = assembly::drop_privileges(state->configuration.store.path); !dropped) {
    complain(language, dropped.error());
    return tl::unexpected(needs_operator);
  }
  assembly::InstallationOptions installed;
  installed.whole_check = false;
  auto installation = assembly::Installation::open(state->configuration, std::move(installed));
  if (!installation) {
    complain(language, installation.error());
    return tl::unexpected(installation.error().kind == ErrorKind::refused ? unreachable : needs_operator);
  }
  state->installation = std::move(*installation);
  return opened;
}

tl::expected<http::Response, int> Session::ask(const std::string& method, const std::string& path,
                                               const Query& query) {
  http::Response response;
  if (state_->installation) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.headers[std::string(admin::user_header)] = std::to_string(state_->user);
    if (!state_->handlers) {
      state_->handlers = std::make_unique<admin::Handlers>(state_->installation->engine(), language());
    }
    response = state_->handlers->answer(request, admin::Role::administrator);
  } else {
    auto answer = state_->over_socket(method, path, query);
    if (!answer) {
      complain(language(), answer.error());
      return tl::unexpected(unreachable);
    }
    response = std::move(*answer);
  }
  if (response.status >= 400) {
    const auto problem = Json::parse(response.body, nullptr, false);
    const auto text = [&](const char* name) {
      return problem.is_object() && problem.contains(name) ? problem.at(name).get<std::string>()
                                                           : std::string();
    };
    fmt::print(stderr, "jauge: {}\n", text("error"));
    if (!text("hint").empty()) fmt::print(stderr, "       {}\n", text("hint"));
    return tl::unexpected(exit_code_of(response.status));
  }
  return response;
}

tl::expected<http::Response, int> Session::fetch(const std::string& path, const Query& query) {
  return ask("GET", path, query);
}

tl::expected<Json, int> Session::get(const std::string& path, const Query& query) {
  auto response = ask("GET", path, query);
  if (!response) return tl::unexpected(response.error());
  return Json::parse(response->body);
}

tl::expected<Json, int> Session::post(const std::string& path, const Query& query) {
  if (state_->installation && (path == "/v1/close" || path == "/v1/revise")) {
    if (auto adopted = state_->installation->adopt_holdings({}); !adopted) {
      complain(language(), adopted.error());
      return tl::unexpected(needs_operator);
    }
  }
  auto response = ask("POST", path, query);
  if (!response) return tl::unexpected(response.error());
  return Json::parse(response->body);
}

int Session::follow(const Json& begun) {
  Progress progress;
  const Query query{{"id", std::to_string(begun.at("work").get<std::uint64_t>())}};
  for (;;) {
    if (state_->installation) {
      auto& engine = state_->installation->engine();
      auto turned = engine.tick(engine::Polls::asked);
      if (turned) turned = engine.pump(look_again);
      if (turned) turned = engine.tick(engine::Polls::asked);
      if (!turned) {
        complain(language(), turned.error());
        return needs_operator;
      }
    } else {
      usleep(static_cast<useconds_t>(std::chrono::microseconds(look_again).count()));
    }
    const auto work = get("/v1/work", query);
    if (!work) return work.error();
    progress.show(work->at("done").get<std::uint64_t>(), work->at("steps").get<std::uint64_t>(),
                  work->at("doing").is_string() ? work->at("doing").get<std::string>() : "");
    if (!work->at("finished").get<bool>()) continue;
    progress.end();
    for (const auto& problem : work->at("problems"))
      fmt::print(stderr, "jauge: {}\n", problem.get<std::string>());
    return work->at("succeeded").get<bool>() ? all_well : needs_operator;
  }
}

tl::expected<void, int> Session::deliver() {
  if (!state_->installation) return {};
  auto turned = state_->installation->adopt_holdings({});
  if (turned) turned = state_->installation->engine().tick(engine::Polls::asked);
  if (turned) turned = state_->installation->deliver_due({});
  if (!turned) {
    complain(language(), turned.error());
    return tl::unexpected(needs_operator);
  }
  return {};
}

void say(core::Language language, const core::Message& sentence) {
  fmt::print("{}\n", core::render(sentence, language));
}

void complain(core::Language language, const core::Error& error) {
  fmt::print(stderr, "jauge: {}\n", core::render(error.sentence, language));
  if (!error.hint.empty()) fmt::print(stderr, "       {}\n", core::render(error.hint, language));
}

void print_json(const Json& json) {
  fmt::print("{}\n", json.dump(2));
}

Query filter_of(const Options& options) {
  Query query;
  if (!options.month.empty()) query["month"] = options.month;
  if (!options.establishment.empty()) query["establishment"] = options.establishment;
  if (!options.region.empty()) query["region"] = options.region;
  if (!options.revision.empty()) query["revision"] = options.revision;
  return query;
}

}  // namespace jauge::cli
