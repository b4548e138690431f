// A chain with the extensions of the IGC-Santé's own (test authorities of 2013, ORG_SIGN of 2021): it must
// seal and verify although much in it is unknown to us.
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

using test_support::read_file;
using test_support::run;
using test_support::write_file;

constexpr const char* extensions = R"(
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
certificatePolicies = @any
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[organisations]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
certificatePolicies = @any
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
crlDistributionPoints = URI:http://igc-sante.example/CRL/ACR-EL.crl
[org_sign]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
keyUsage = critical,digitalSignature,nonRepudiation
certificatePolicies = @org_sign_policy
extendedKeyUsage = emailProtection
2.5.29.16 = DER:3022800f32303231313232333134343930395a810f32303439313232333134343930395a
crlDistributionPoints = URI:http://igc-sante.example/CRL/ACI-EL-ORG.crl,URI:ldap://annuaire-igc.example/cn=AC
freshestCRL = URI:ldap://annuaire-igc.example/cn=AC?deltarevocationlist;binary
authorityInfoAccess = OCSP;URI:http://ocsp.example,caIssuers;URI:http://igc-sante.example/AC/ACI-EL-ORG.cer
1.2.250.1.71.1.2.5 = DER:0401ab
[any]
policyIdentifier = 2.5.29.32.0
CPS.1 = "http://igc-sante.example/PC"
[org_sign_policy]
policyIdentifier = 1.2.250.1.213.1.7.2.1.1.1.1
CPS.1 = "http://igc-sante.example/PC"
[req]
distinguished_name = none
[none]
)";

class IgcSante : public ::testing::Test {
 protected:
  IgcSante() {
    write_file(file("e.cnf"), extensions);
    issue("root", "/C=FR/O=ASIP-SANTE/OU=0002 187512751/OU=IGC-SANTE TEST/CN=AC RACINE IGC-SANTE ELEMENTAIRE",
          {});
    issue("organisations",
          "/C=FR/O=ASIP-SANTE/OU=0002 187512751/OU=IGC-SANTE TEST/CN=AC IGC-SANTE ELEMENTAIRE ORGANISATIONS",
          "root");
    issue("org_sign", "/C=FR/ST=Paris (75)/O=ASIP-SANTE/OU=318751275100020/CN=testsign.example",
          "organisations");
  }
  std::string file(const std::string& name) const { return directory / name; }
  std::string read(const std::string& name) const { return read_file(file(name)); }

  void issue(const std::string& name, const std::string& subject, const std::string& issuer) {
    ASSERT_EQ(run({"openssl", "req", "-newkey", "rsa:2048", "-noenc", "-keyout", file(name + ".key"), "-out",
                   file(name + ".csr"), "-subj", subject, "-config", file("e.cnf")})
                  .exit_code,
              0);
    std::vector<std::string> command{"openssl",  "x509",        "-req",        "-in",  file(name + ".csr"),
                                     "-days",    "3650",        "-sha256",     "-out", file(name + ".crt"),
                                     "-extfile", file("e.cnf"), "-extensions", name};
    const std::vector<std::string> signer =
        issuer.empty() ? std::vector<std::string>{"-signkey", file(name + ".key")}
                       : std::vector<std::string>{"-CA", file(issuer + ".crt"), "-CAkey",
                                                  file(issuer + ".key"), "-CAcreateserial"};
    command.insert(command.end(), signer.begin(), signer.end());
    const auto made = run(command);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }

  test_support::TemporaryDirectory directory;
};

TEST_F(IgcSante, SealsAndVerifies) {
  const auto certificate = Certificate::from_pem(read("org_sign.crt"), "certificate").value();
  const core::Instant now = certificate.not_before() + std::chrono::hours(1);
  const auto signer = CadesSigner::make({read("org_sign.crt"), read("org_sign.key"),
                                         read("organisations.crt") + read("root.crt"), "318751275100020"});
  ASSERT_TRUE(signer) << sentence(signer);
  const auto sealed = (*signer)->seal(documents(), now);
  ASSERT_TRUE(sealed) << sentence(sealed);
  const std::string root = read("root.crt");
  const auto verified = verify_container(
      *sealed, {.ca_pem = root, .crl_pem = {}, .organisation = "318751275100020", .at = now});
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->organisation, "318751275100020");
}

}  // namespace
}  // namespace jauge::seal
