// What the server bounds and refuses, whatever its clients send.
#include "http/server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "http/client.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/http_servers.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::http {
namespace {

using namespace std::chrono_literals;
using test_support::TemporaryDirectory;

ServerOptions echoing() {
  ServerOptions options;
  options.handler = synchronous([](const Request& request) {
    return Response{200, "text/plain", {}, request.method + " " + request.path + " " + request.body};
  });
  return options;
}

std::string get(std::string_view path, std::string_view more = {}) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n", path, more);
}

TEST(Server, AnswersAndEndsTheConnectionWhenAsked) {
  RunningServer server(echoing(), std::nullopt);
  const std::string answer = talk(server.port(), get("/a"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\nGET /a "));
}

TEST(Server, ServesSeveralRequestsOfAConnection) {
  RunningServer server(echoing(), std::nullopt);
  const std::string answer =
      talk(server.port(), "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab" + get("/2"));
  EXPECT_NE(answer.find("POST /1 ab"), std::string::npos);
  EXPECT_NE(answer.find("GET /2 "), std::string::npos);
}

TEST(Server, ReadsAChunkedBody) {
  RunningServer server(echoing(), std::nullopt);
  const std::string answer =
      talk(server.port(),
           "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
           "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("PUT / abcde"));
}

TEST(Server, SendsNoBodyToHead) {
  RunningServer server(echoing(), std::nullopt);
  const std::string answer = talk(server.port(), "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 8\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Server, AnswersOnlyUnderItsNames) {
  ServerOptions options = echoing();
  options.hosts = {"localhost"};
  RunningServer server(options, std::nullopt);
  EXPECT_TRUE(talk(server.port(), get("/")).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(
      talk(server.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").starts_with("HTTP/1.1 421 "));
  EXPECT_TRUE(talk(server.port(), "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")
                  .starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk(server.port(), "GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 421 "));
}

TEST(Server, RefusesWhatIsNotHttp) {
  RunningServer server(echoing(), std::nullopt);
  EXPECT_TRUE(talk(server.port(), "EHLO there\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk(server.port(), "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk(server.port(), "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST(Server, RefusesTwoLengths) {
  RunningServer server(echoing(), std::nullopt);
  for (const char* lengths :
       {"Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: -1\r\n"}) {
    EXPECT_TRUE(talk(server.port(), fmt::format("PUT / HTTP/1.1\r\nHost: x\r\n{}\r\nab", lengths))
                    .starts_with("HTTP/1.1 400 "))
        << lengths;
  }
}

TEST(Server, RefusesAHeaderOverItsLimit) {
  RunningServer server(echoing(), std::nullopt);
  EXPECT_TRUE(
      talk(server.port(), get("/", "X-A: " + std::string(15000, 'x') + "\r\n")).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(
      talk(server.port(), get("/", "X-A: " + std::string(17000, 'x') + "\r\n")).starts_with("HTTP/1.1 431 "));
}

TEST(Server, RefusesABodyOverItsLimitBeforeReadingIt) {
  ServerOptions options = echoing();
  options.body_limit = 10;
  RunningServer server(options, std::nullopt);
  const std::string head = "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
  EXPECT_TRUE(
      talk(server.port(), head + "Content-Length: 10\r\n\r\n0123456789").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(talk(server.port(), head + "Content-Length: 11\r\n\r\n").starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(talk(server.port(), head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n6\r\nabcdef\r\n")
                  .starts_with("HTTP/1.1 413 "));
}

TEST(Server, LetsTheGatekeeperAnswerBeforeTheBodyIsRead) {
  ServerOptions options = echoing();
  options.before_body = [](const Request& head, const Peer&) -> std::optional<Response> {
    if (head.path == "/open") return std::nullopt;
    return Response{403, "text/plain", {}, head.headers.at("host")};
  };
  RunningServer server(options, std::nullopt);
  // The body is told and never sent: an answer shows that nobody waits for it.
  const std::string answer =
      talk(server.port(), "PUT /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 "));
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(talk(server.port(), get("/open")).starts_with("HTTP/1.1 200 "));
}

TEST(Server, RefusesBeforeItSaysContinue) {
  ServerOptions options = echoing();
  options.before_body = [](const Request& head, const Peer&) -> std::optional<Response> {
    if (head.path == "/open") return std::nullopt;
    return Response{403, "text/plain", {}, {}};
  };
  RunningServer server(options, std::nullopt);
  const std::string rest =
      " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_TRUE(talk(server.port(), "PUT /closed" + rest).starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(talk(server.port(), "PUT /open" + rest + "ab")
                  .starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "));
}

TEST(Server, LetsAClientThatIsStillSendingHearTheRefusal) {
  ServerOptions options = echoing();
  options.body_limit = 10;
  RunningServer server(options, std::nullopt);
  ClientOptions client;
  client.plain_http = true;
  for (int i = 0; i < 20; ++i) {
    Call call;
    call.method = "PUT";
    call.url = server.url();
    call.body.assign(std::size_t{900} << 10, 'x');  // under what makes libcurl wait for a 100
    EXPECT_EQ(Client(client).perform(call).status, 413);
  }
}

TEST(Server, EndsAConnectionThatFallsSilent) {
  ServerOptions options = echoing();
  options.header_timeout = 1s;
  options.body_timeout = 1s;
  options.idle_timeout = 1s;
  RunningServer server(options, std::nullopt);
  EXPECT_EQ(talk(server.port(), ""), "");
  EXPECT_EQ(talk(server.port(), "GET / HT"), "");
  EXPECT_EQ(talk(server.port(), "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"), "");
  EXPECT_TRUE(talk(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST(Server, LetsConnectionsOverItsLimitWaitTheirTurn) {
  ServerOptions options;
  options.connections = 2;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Responder> waiting;
  std::size_t most = 0;
  options.handler = [&](const Request&, const Peer&, const Responder& answer) {
    const std::lock_guard lock(mutex);
    waiting.push_back(answer);
    most = std::max(most, waiting.size());
    changed.notify_all();
  };
  RunningServer server(options, std::nullopt);
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&] { return talk(server.port(), get("/")); }));
  }
  // Two requests are under way at a time, and no third comes in while they are not answered.
  for (int pair = 0; pair < 4; ++pair) {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return waiting.size() == 2; }));
    lock.unlock();
    server.on_thread([] {});  // what the loop had to accept, it has accepted
    lock.lock();
    ASSERT_EQ(waiting.size(), 2U);
    const auto both = std::exchange(waiting, {});
    lock.unlock();
    for (const auto& answer : both) answer({200, "text/plain", {}, "ok"});
  }
  for (auto& answer : answers) EXPECT_TRUE(answer.get().starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(most, 2U);
}

TEST(Server, GivesTheSeatOfASilentConnectionToOneThatAsks) {
  ServerOptions options = echoing();
  options.connections = 2;
  options.header_timeout = std::chrono::hours(1);
  RunningServer server(options, std::nullopt);
  std::vector<int> silent;
  for (int i = 0; i < 10; ++i) silent.push_back(connect_to(server.port()));
  EXPECT_TRUE(talk(server.port(), get("/")).starts_with("HTTP/1.1 200 "));
  for (const int socket : silent) ::close(socket);
}

TEST(Server, TakesAnAnswerLaterAndFromAnotherThread) {
  ServerOptions options;
  std::promise<Responder> waiting;
  options.handler = [&](Request, const Peer&, const Responder& answer) { waiting.set_value(answer); };
  RunningServer server(options, std::nullopt);
  auto answer = std::async(std::launch::async, [&] { return talk(server.port(), get("/")); });
  const Responder responder = waiting.get_future().get();
  responder({202, "text/plain", {}, "later"});
  responder({500, "text/plain", {}, "twice"});
  EXPECT_TRUE(answer.get().starts_with("HTTP/1.1 202 "));
}

TEST(Server, AnswersForAHandlerThatForgetsOrThrows) {
  ServerOptions options;
  options.handler = [](const Request& request, const Peer&, const Responder&) {
    if (request.path == "/throw") throw std::runtime_error("secret");
  };
  RunningServer server(options, std::nullopt);
  EXPECT_TRUE(talk(server.port(), get("/forget")).starts_with("HTTP/1.1 500 "));
  const std::string thrown = talk(server.port(), get("/throw"));
  EXPECT_TRUE(thrown.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(thrown.find("secret"), std::string::npos);
}

TEST(Server, LetsNoLineBreakIntoAHeader) {
  ServerOptions options;
  options.handler = synchronous([](const Request&) {
    return Response{200, "text/plain", {{"X-A", "b\r\nX-C: d"}}, {}};
  });
  RunningServer server(options, std::nullopt);
  EXPECT_EQ(talk(server.port(), get("/")).find("\r\nX-C"), std::string::npos);
}

TEST(Server, EndsIdleConnectionsWhenClosedAndFinishesTheOthers) {
  ServerOptions options;
  std::promise<void> quick_seen;
  std::promise<Responder> slow_seen;
  options.handler = [&](const Request& request, const Peer&, const Responder& answer) {
    if (request.path == "/slow") return slow_seen.set_value(answer);
    answer({200, "text/plain", {}, "quick"});
    quick_seen.set_value();
  };
  RunningServer server(options, std::nullopt);
  const auto ask = [&](const char* path) {
    return std::async(std::launch::async, [&server, path] {
      return talk(server.port(), fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", path));
    });
  };
  auto idle = ask("/quick");
  auto slow = ask("/slow");
  quick_seen.get_future().wait();
  const Responder responder = slow_seen.get_future().get();
  server.on_thread([&] { server.server().close(); });
  EXPECT_TRUE(idle.get().ends_with("quick"));
  responder({200, "text/plain", {}, "slow"});
  const std::string last = slow.get();
  EXPECT_TRUE(last.ends_with("slow"));
  EXPECT_NE(last.find("Connection: close"), std::string::npos);
  EXPECT_EQ(talk(server.port(), get("/quick")), "");
}

TEST(Server, GivesItsSocketTheModeAskedFor) {
  const TemporaryDirectory directory;
  const std::string path = directory / "admin.sock";
  RunningServer server(echoing(), path, 0660);
  struct stat status {};
  ASSERT_EQ(::lstat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0660U);
}

TEST(Server, RemovesItsSocketWhenClosed) {
  const TemporaryDirectory directory;
  const std::string path = directory / "admin.sock";
  { const RunningServer server(echoing(), path, 0600); }
  EXPECT_FALSE(std::filesystem::exists(path));
}

class UnixPlaceTest : public ::testing::Test {
 protected:
  core::Result<void> listen(const std::filesystem::path& path) { return server.listen_unix(path, 0600); }
  TemporaryDirectory directory;
  Loop loop;
  Server server{loop.context(), echoing()};
};

TEST_F(UnixPlaceTest, TakesThePlaceOfADeadSocket) {
  const std::string path = directory / "dead.sock";
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ::close(dead);
  EXPECT_TRUE(listen(path));
}

TEST_F(UnixPlaceTest, LeavesASocketWhereSomebodyListens) {
  const std::string path = directory / "live.sock";
  RunningServer other(echoing(), path, 0600);
  const auto result = listen(path);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, core::ErrorKind::invalid);
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(UnixPlaceTest, LeavesWhatIsNotASocket) {
  const auto path = directory / "file.sock";
  test_support::write_file(path, "precious");
  EXPECT_FALSE(listen(path));
  EXPECT_EQ(test_support::read_file(path), "precious");
}

TEST_F(UnixPlaceTest, LeavesASymbolicLink) {
  const auto path = directory / "link.sock";
  std::filesystem::create_symlink(directory / "target", path);
  EXPECT_FALSE(listen(path));
  EXPECT_TRUE(std::filesystem::is_symlink(path));
}

TEST_F(UnixPlaceTest, RefusesAPathTooLongForASocket) {
  EXPECT_FALSE(listen(directory / std::string(120, 'x')));
}

TEST_F(UnixPlaceTest, LeavesTheSocketOfASuccessor) {
  const std::string path = directory / "shared.sock";
  ASSERT_TRUE(listen(path));
  std::filesystem::remove(path);
  RunningServer successor(echoing(), path, 0600);
  server.close();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(ServerTcp, RefusesANameForAnAddressAndAPortThatIsTaken) {
  Loop loop;
  Server server(loop.context(), echoing());
  EXPECT_FALSE(server.listen_tcp("localhost", 0));
  const auto port = server.listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(port);
  EXPECT_FALSE(server.listen_tcp("127.0.0.1", *port));
}

TEST(ServerTls, RefusesTextsThatCannotBeRead) {
  const test_support::Authority authority;
  test_support::CertificateRequest request;
  request.use = test_support::CertificateRequest::Use::tls_server;
  request.key = test_support::CertificateRequest::Key::p256;
  const auto issued = authority.issue(request);
  const ServerTls good{issued.certificate, issued.key, authority.certificate(), {}, true};
  const auto listens = [](const ServerTls& tls) {
    Loop loop;
    Server server(loop.context(), echoing());
    return server.listen_tcp("127.0.0.1", 0, tls).has_value();
  };
  EXPECT_TRUE(listens(good));
  ServerTls bad = good;
  bad.certificate_pem = "none";
  EXPECT_FALSE(listens(bad));
  bad = good;
  bad.key_pem = authority.issue(request).key;
  EXPECT_FALSE(listens(bad));
  bad = good;
  bad.client_ca_pem = "none";
  EXPECT_FALSE(listens(bad));
  bad = good;
  bad.client_crl_pem = "none";
  EXPECT_FALSE(listens(bad));
}

}  // namespace
}  // namespace jauge::http
