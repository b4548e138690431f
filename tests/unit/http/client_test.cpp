// What the client bounds, refuses and tells, whatever the other side does.
#include "http/client.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstdlib>

#include "tests/support/http_servers.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::http {
namespace {

using namespace std::chrono_literals;

ClientOptions plain() {
  ClientOptions options;
  options.plain_http = true;
  return options;
}

Call call(const std::string& url) {
  Call call;
  call.url = url;
  return call;
}

Reply ask(const ClientOptions& options, const Call& request, const std::function<bool()>& stop = {}) {
  return Client(options).perform(request, stop);
}

TEST(Client, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  ServerOptions options;
  options.handler = synchronous([](const Request& request) {
    const auto type = request.headers.find("content-type");
    return Response{
        201,
        "text/plain",
        {{"X-Seen", type == request.headers.end() ? "none" : type->second}},
        request.method + " " + request.path + " " + request.headers.at("if-none-match") + " " + request.body};
  });
  RunningServer server(options, std::nullopt);
  Call put = call(server.url("/a%20b"));
  put.method = "PUT";
  put.headers = {"If-None-Match: *"};
  put.body = std::string("x\0y", 3);
  const Reply reply = ask(plain(), put);
  EXPECT_TRUE(reply.whole());
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, std::string("PUT /a b * x\0y", 14));
  EXPECT_EQ(reply.headers.at("x-seen"), "none");
  EXPECT_EQ(reply.headers.at("content-type"), "text/plain");
}

TEST(Client, SendsALargeBodyWhole) {
  ServerOptions options;
  options.body_limit = 8 << 20;
  options.handler = synchronous([](const Request& request) {
    return Response{200, "text/plain", {}, std::to_string(request.body.size())};
  });
  RunningServer server(options, std::nullopt);
  Call put = call(server.url());
  put.method = "PUT";
  put.body.assign(8 << 20, 'x');
  EXPECT_EQ(ask(plain(), put).body, std::to_string(8 << 20));
}

TEST(Client, RefusesAPlainUrlUnlessToldOtherwise) {
  RawServer server([](int socket) { read_head(socket); });
  const Reply reply = ask(ClientOptions(), call(server.url()));
  EXPECT_EQ(reply.fault, Fault::usage);
  EXPECT_FALSE(reply.status);
  EXPECT_FALSE(server.was_called());
}

TEST(Client, RefusesAUserNameInTheUrlAndDoesNotRepeatIt) {
  const Reply reply = ask(plain(), call("http://user:secret@127.0.0.1:1/"));
  EXPECT_EQ(reply.fault, Fault::usage);
  EXPECT_EQ(reply.sentence.arguments, std::vector<std::string>{"127.0.0.1:1"});
}

TEST(Client, RefusesAHeaderWithALineBreak) {
  Call request = call("http://127.0.0.1:1/");
  request.headers = {"A: b\r\nC: d"};
  EXPECT_EQ(ask(plain(), request).fault, Fault::usage);
}

TEST(Client, DoesNotFollowARedirect) {
  RawServer elsewhere([](int socket) { write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); });
  RawServer server([&](int socket) {
    read_head(socket);
    write_text(socket,
               "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n");
  });
  const Reply reply = ask(plain(), call(server.url()));
  EXPECT_EQ(reply.status, 302);
  EXPECT_FALSE(elsewhere.was_called());
}

TEST(Client, CutsABodyOverItsCapEvenWhereItsLengthWasNotTold) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(1 << 16, 'x');
    for (int i = 0; i < 1000; ++i) write_text(socket, block);
  });
  Call request = call(server.url());
  request.body_cap = 1000;
  const Reply reply = ask(plain(), request);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.fault, Fault::too_large);
  EXPECT_EQ(reply.body.size(), 1000U);
}

TEST(Client, TakesABodyOfExactlyItsCap) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");
  });
  Call request = call(server.url());
  request.body_cap = 5;
  EXPECT_TRUE(ask(plain(), request).whole());
}

TEST(Client, CutsHeadersWithoutEnd) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 200 OK\r\n");
    const std::string line = "X-A: " + std::string(1000, 'x') + "\r\n";
    for (int i = 0; i < 10000; ++i) write_text(socket, line);
  });
  EXPECT_EQ(ask(plain(), call(server.url())).fault, Fault::too_large);
}

TEST(Client, GivesUpOnAServerThatFallsSilent) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    wait_for_end(socket);
  });
  ClientOptions options = plain();
  options.stall_timeout = 1s;
  const Reply reply = ask(options, call(server.url()));
  EXPECT_EQ(reply.fault, Fault::timeout);
  EXPECT_EQ(reply.status, 200) << "the status line was heard";
  EXPECT_EQ(reply.body, "abc");
}

TEST(Client, GivesUpAtTheTotalTimeOutOnAServerThatDrips) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 200 OK\r\n\r\n");
    while (::send(socket, "x", 1, MSG_NOSIGNAL) == 1) test_support::pause_briefly();
  });
  ClientOptions options = plain();
  options.total_timeout = 300ms;
  EXPECT_EQ(ask(options, call(server.url())).fault, Fault::timeout);
}

TEST(Client, StopsWhenAsked) {
  RawServer server([](int socket) { wait_for_end(socket); });
  const Reply reply = ask(plain(), call(server.url()), [&] { return server.was_called(); });
  EXPECT_EQ(reply.fault, Fault::stopped);
  EXPECT_FALSE(reply.status);
}

TEST(Client, CountsTheStatusWhereTheConnectionBreaksAfterIt) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nabc");
  });
  const Reply reply = ask(plain(), call(server.url()));
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.fault, Fault::broken);
  EXPECT_FALSE(reply.whole());
}

TEST(Client, HearsNothingInWhatIsNotHttp) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "220 mail.example ESMTP\r\n");
  });
  const Reply reply = ask(plain(), call(server.url()));
  EXPECT_FALSE(reply.status);
  EXPECT_EQ(reply.fault, Fault::broken);
}

TEST(Client, DoesNotTakeAnInterimAnswerForTheAnswer) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n");
  });
  const Reply reply = ask(plain(), call(server.url()));
  EXPECT_FALSE(reply.status);
  EXPECT_EQ(reply.fault, Fault::broken);
}

TEST(Client, KeepsTheHeadersOfTheLastAnswerOnly) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(
        socket,
        "HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\nHTTP/1.1 204 No Content\r\nRetry-After:  5 \r\n\r\n");
  });
  const Reply reply = ask(plain(), call(server.url()));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.headers.count("x-a"), 0U);
  EXPECT_EQ(reply.headers.at("retry-after"), "5");
}

TEST(Client, SaysWhereNothingListens) {
  const int port = test_support::free_port();
  const Reply reply = ask(plain(), call(fmt::format("http://127.0.0.1:{}/path?secret", port)));
  EXPECT_EQ(reply.fault, Fault::refused);
  EXPECT_EQ(reply.sentence.arguments, std::vector<std::string>{fmt::format("127.0.0.1:{}", port)});
}

TEST(Client, SaysWhichNameDoesNotResolve) {
  EXPECT_EQ(ask(plain(), call("http://nowhere.invalid/")).fault, Fault::dns);
}

TEST(Client, DoesNotAskTheEnvironmentForAProxy) {
  RawServer server([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 204 No Content\r\n\r\n");
  });
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const Reply reply = ask(plain(), call(server.url()));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_EQ(reply.status, 204);
}

TEST(Client, UsesItsProxyWhateverTheEnvironmentExempts) {
  RawServer proxy([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 204 No Content\r\n\r\n");
  });
  ::setenv("no_proxy", "*", 1);
  ClientOptions options = plain();
  options.proxy = proxy.url("");
  const Reply reply = ask(options, call("http://nowhere.invalid/"));
  ::unsetenv("no_proxy");
  EXPECT_EQ(reply.status, 204);
}

TEST(Client, TakesAProxysRefusalForNoAnswerOfTheServer) {
  RawServer proxy([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n");
  });
  ClientOptions options;
  options.proxy = proxy.url("");
  const Reply reply = ask(options, call("https://ars.example/"));
  EXPECT_FALSE(reply.status);
  EXPECT_EQ(reply.fault, Fault::proxy);
}

TEST(Client, PassesAProxysDemandForCredentialsOn) {
  RawServer proxy([](int socket) {
    read_head(socket);
    write_text(socket, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  });
  ClientOptions options;
  options.proxy = proxy.url("");
  const Reply reply = ask(options, call("https://ars.example/"));
  EXPECT_EQ(reply.status, 407);
  EXPECT_EQ(reply.fault, Fault::proxy);
}

TEST(Client, SpeaksOverAUnixSocket) {
  const test_support::TemporaryDirectory directory;
  ServerOptions options;
  options.handler = [](const Request& request, const Peer& peer, const Responder& answer) {
    answer({200, "text/plain", {}, request.path + (peer.local ? " local" : " far")});
  };
  const std::string path = directory / "control.sock";
  RunningServer server(options, path, 0600);
  ClientOptions client;
  client.unix_socket = path;
  EXPECT_EQ(ask(client, call("http://localhost/v1/status")).body, "/v1/status local");
}

TEST(Client, NamesTheUnixSocketThatDoesNotAnswer) {
  ClientOptions client;
  client.unix_socket = "/nonexistent/control.sock";
  const Reply reply = ask(client, call("http://localhost/"));
  EXPECT_EQ(reply.fault, Fault::refused);
  EXPECT_EQ(reply.sentence.arguments, std::vector<std::string>{"/nonexistent/control.sock"});
}

}  // namespace
}  // namespace jauge::http
