#pragma once
// A time-stamping authority: the stock tool's (`openssl ts`), in a directory of its own.
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {

/// An authority's directory: its certificate, its key, its serial, its configuration.
class Tsa {
 public:
  explicit Tsa(CertificateRequest::Use use = CertificateRequest::Use::timestamp,
               CertificateRequest::Key key = CertificateRequest::Key::rsa,
               const std::string& digest = "sha256", const std::string& certificate_digest = "sha1")
      : issued_(authority_.issue({.use = use, .key = key})) {
    test_support::write_file(directory_ / "tsa.crt", issued_.certificate);
    test_support::write_file(directory_ / "tsa.key", issued_.key);
    test_support::write_file(directory_ / "chain.pem", authority_.certificate() + root_.certificate());
    test_support::write_file(directory_ / "serial", "01\n");
    test_support::write_file(
        directory_ / "tsa.cnf",
        fmt::format("[tsa]\ndefault_tsa = t\n[t]\nserial = {0}/serial\nsigner_cert = {0}/tsa.crt\n"
                    "certs = {0}/chain.pem\nsigner_key = {0}/tsa.key\nsigner_digest = {1}\n"
                    "default_policy = 1.2.3.4.1\ndigests = sha256, sha512\nordering = yes\n"
                    "tsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = {2}\n",
                    directory_.path().string(), digest, certificate_digest));
  }
  core::Result<std::string> answer(const std::string& request) const {
    test_support::write_file(directory_ / "request.tsq", request);
    const auto made =
        test_support::run({"openssl", "ts", "-reply", "-config", directory_ / "tsa.cnf", "-queryfile",
                           directory_ / "request.tsq", "-out", directory_ / "response.tsr"});
    if (made.exit_code != 0) return core::fail(core::ErrorKind::transient, core::msg("{0}", made.err));
    return test_support::read_file(directory_ / "response.tsr");
  }
  StampCarrier carrier() const {
    return [this](const std::string& request) { return answer(request); };
  }
  std::string ca() const { return authority_.certificate() + root_.certificate(); }
  std::filesystem::path file(const char* name) const { return directory_ / name; }

 private:
  test_support::TemporaryDirectory directory_;
  Authority root_{"AC racine d'horodatage"};
  Authority authority_ = root_.subordinate("AC d'horodatage");
  Issued issued_;
};

inline const Tsa& tsa() {
  static const Tsa made;
  return made;
}

}  // namespace jauge::seal
