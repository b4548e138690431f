// Whom the client trusts, and how it tells who is at fault.
#include <gtest/gtest.h>

#include "http/client.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/http_servers.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::http {
namespace {

using test_support::Authority;
using test_support::CertificateRequest;
using test_support::Issued;
using Use = CertificateRequest::Use;

constexpr core::Instant long_ago = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr core::Instant past = std::chrono::sys_days(std::chrono::year(2021) / 1 / 1);
constexpr core::Instant future = std::chrono::sys_days(std::chrono::year(2048) / 1 / 1);

CertificateRequest certificate(Use use) {
  CertificateRequest request;
  request.use = use;
  request.key = CertificateRequest::Key::p256;
  return request;
}

/// A server with mutual TLS and a client it accepts.
class ClientTlsTest : public ::testing::Test {
 protected:
  ClientTlsTest() {
    use_server(certificate(Use::tls_server)), use_client(certificate(Use::tls_client)), trust(authority);
  }

  void use_server(const CertificateRequest& request) {
    const Issued issued = authority.issue(request);
    server_tls.certificate_pem = issued.certificate;
    server_tls.key_pem = issued.key;
    server_tls.client_ca_pem = authority.certificate();
    server_serial = issued.serial;
  }
  void use_client(const CertificateRequest& request) { use_client(authority.issue(request)); }
  void use_client(const Issued& issued) {
    options.tls.certificate_file = directory / "client.crt";
    test_support::write_file(options.tls.certificate_file, issued.certificate);
    options.tls.key_pem = issued.key;
  }
  void trust(const Authority& root) {
    options.tls.ca_file = directory / "ca.pem";
    test_support::write_file(options.tls.ca_file, root.certificate());
  }
  void revoke(const std::string& list) {
    options.tls.crl_file = directory / "crl.pem";
    test_support::write_file(options.tls.crl_file, list);
  }

  Reply ask(const std::string& host = "127.0.0.1") {
    ServerOptions server_options;
    server_options.handler = [this](const Request&, const Peer& peer, const Responder& answer) {
      reached = true;
      answer({200, "text/plain", {}, peer.certificate_pem});
    };
    RunningServer server(server_options, server_tls);
    Call call;
    call.url = server.url("/", host);
    return Client(options).perform(call);
  }

  test_support::TemporaryDirectory directory;
  Authority authority;
  ServerTls server_tls;
  ClientOptions options;
  std::int64_t server_serial = 0;
  std::atomic<bool> reached = false;
};

TEST_F(ClientTlsTest, ShowsItsCertificateToAServerItTrusts) {
  const Reply reply = ask();
  EXPECT_TRUE(reply.whole()) << reply.sentence.id;
  EXPECT_EQ(reply.body, test_support::read_file(options.tls.certificate_file));
}

TEST_F(ClientTlsTest, TrustsNoOtherAuthority) {
  trust(Authority("Une autre"));
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::untrusted);
  EXPECT_FALSE(reply.status);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, TrustsNobodyWithoutACaFile) {
  options.tls.ca_file.clear();
  EXPECT_EQ(ask().fault, Fault::untrusted);
  options.tls.ca_file = directory / "missing.pem";
  EXPECT_EQ(ask().fault, Fault::untrusted);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, RefusesAnExpiredServer) {
  CertificateRequest request = certificate(Use::tls_server);
  request.end = past;
  use_server(request);
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::untrusted);
  EXPECT_NE(reply.sentence.id.find("has expired"), std::string::npos);
}

TEST_F(ClientTlsTest, RefusesACertificateThatIsNotAServers) {
  use_server(certificate(Use::tls_client));
  EXPECT_EQ(ask().fault, Fault::untrusted);
}

TEST_F(ClientTlsTest, RefusesARevokedServer) {
  revoke(authority.crl({server_serial}, long_ago, future));
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::untrusted);
  EXPECT_NE(reply.sentence.id.find("is revoked"), std::string::npos);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, AcceptsAServerThatTheRevocationListDoesNotName) {
  revoke(authority.crl({server_serial + 1000}, long_ago, future));
  EXPECT_TRUE(ask().whole());
}

TEST_F(ClientTlsTest, NamesARevocationListThatIsOutOfDate) {
  revoke(authority.crl({}, long_ago, past));
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::untrusted);
  EXPECT_NE(reply.sentence.id.find("out of date"), std::string::npos);
}

TEST_F(ClientTlsTest, NamesARevocationListThatCannotBeRead) {
  options.tls.crl_file = directory / "missing.pem";
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::untrusted);
  EXPECT_EQ(reply.sentence.arguments, std::vector<std::string>{options.tls.crl_file});
}

TEST_F(ClientTlsTest, SaysThatTheServerAsksForACertificate) {
  options.tls.certificate_file.clear();
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::certificate);
  EXPECT_FALSE(reply.status);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, SaysThatTheServerRefusedOurCertificate) {
  use_client(Authority("Une autre").issue(certificate(Use::tls_client)));
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::certificate);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, SaysThatOurCertificateHasExpired) {
  CertificateRequest request = certificate(Use::tls_client);
  request.end = past;
  use_client(request);
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::certificate);
  EXPECT_NE(reply.sentence.id.find("has expired; renew it"), std::string::npos);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, SaysThatOurCertificateIsNotForClients) {
  use_client(certificate(Use::tls_server));
  EXPECT_EQ(ask().fault, Fault::certificate);
  EXPECT_FALSE(reached);
}

TEST_F(ClientTlsTest, SaysThatTheKeyIsAnother) {
  options.tls.key_pem = authority.issue(certificate(Use::tls_client)).key;
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::certificate);
  EXPECT_NE(reply.sentence.id.find("private key"), std::string::npos);
}

TEST_F(ClientTlsTest, SaysThatOurCertificateCannotBeRead) {
  options.tls.certificate_file = directory / "missing.crt";
  const Reply reply = ask();
  EXPECT_EQ(reply.fault, Fault::certificate);
  EXPECT_EQ(reply.sentence.arguments, std::vector<std::string>{options.tls.certificate_file});
}

TEST_F(ClientTlsTest, RecognisesAServerWithoutTls) {
  RawServer server([](int socket) { write_text(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"); });
  Call call;
  call.url = fmt::format("https://127.0.0.1:{}/", server.port());
  const Reply reply = Client(options).perform(call);
  EXPECT_EQ(reply.fault, Fault::tls);
  EXPECT_FALSE(reply.status);
}

/// `openssl s_server` with our server's certificate.
class StockServerTest : public ClientTlsTest {
 protected:
  Reply ask_stock(const std::vector<std::string>& arguments, const std::string& host = "127.0.0.1") {
    test_support::write_file(directory / "server.crt", server_tls.certificate_pem);
    test_support::write_file(directory / "server.key", server_tls.key_pem);
    const int port = test_support::free_port();
    std::vector<std::string> command{"openssl", "s_server",
                                     "-quiet",  "-www",
                                     "-accept", fmt::format("{}:{}", host, port),
                                     "-cert",   directory / "server.crt",
                                     "-key",    directory / "server.key"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    test_support::Process server(command, directory / "server.log");
    Call call;
    call.url = fmt::format("https://{}:{}/", host, port);
    Reply reply;
    test_support::eventually([&] {
      reply = Client(options).perform(call);
      return reply.fault != Fault::refused;
    });
    return reply;
  }
};

TEST_F(StockServerTest, ComparesTheHostName) {
  const Reply reply = ask_stock({}, "127.0.0.2");  // this machine too, but not in the certificate
  EXPECT_EQ(reply.fault, Fault::host);
  EXPECT_FALSE(reply.status);
}

TEST_F(StockServerTest, AgreesOnTls12AndTls13) {
  EXPECT_TRUE(ask_stock({"-tls1_2"}).whole());
  EXPECT_TRUE(ask_stock({"-tls1_3"}).whole());
}

TEST_F(StockServerTest, RefusesTls11) {
  const Reply reply = ask_stock({"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
  EXPECT_EQ(reply.fault, Fault::tls);
  EXPECT_EQ(reply.sentence.id, "{0} speaks neither TLS 1.2 nor TLS 1.3.");
}

TEST_F(StockServerTest, RefusesSuitesWithoutForwardSecrecyOrWithoutAead) {
  CertificateRequest request = certificate(Use::tls_server);
  request.key = CertificateRequest::Key::rsa;
  use_server(request);
  EXPECT_EQ(ask_stock({"-tls1_2", "-cipher", "AES256-GCM-SHA384"}).fault, Fault::tls);
  EXPECT_EQ(ask_stock({"-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"}).fault, Fault::tls);
  EXPECT_TRUE(ask_stock({"-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"}).whole());
}

TEST_F(StockServerTest, TellsAMissingCertificateFromAServersFaultUnderTls12) {
  options.tls.certificate_file.clear();
  const Reply reply = ask_stock({"-tls1_2", "-Verify", "1", "-CAfile", directory / "ca.pem"});
  EXPECT_EQ(reply.fault, Fault::certificate);
}

}  // namespace
}  // namespace jauge::http
