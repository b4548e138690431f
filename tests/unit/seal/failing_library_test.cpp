// OpenSSL that fails at each of the calls we make, in turn: nothing that does not verify comes out of it.
#include "tests/unit/seal/failing_library.hpp"

#include "seal/receipt.hpp"
#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

class FailingLibrary : public testing::Test {
 protected:
  void TearDown() override { stop_failing(); }

  /// Lets each function fail at each of its calls during `work`, then gives what came of it to `judge`.
  template <class Work, class Judge>
  int fail_at_each_call(const Work& work, const Judge& judge, long last = 1000) {
    int failures = 0;
    for (const auto function : functions_that_can_fail()) {
      // Densely at first: later calls are more of the same.
      for (long allowed = 0; allowed <= last; allowed += 1 + allowed) {
        fail_function(function, allowed);
        const auto made = work();
        if (!stop_failing()) break;
        failures += made ? 0 : 1;
        const testing::ScopedTrace trace(__FILE__, __LINE__, fmt::format("{}, call {}", function, allowed));
        judge(made);
        if (HasFailure()) return failures;
      }
    }
    return failures;
  }
};

TEST_F(FailingLibrary, GivesNoSealThatDoesNotVerify) {
  const auto sealing = signer();
  const int failures = fail_at_each_call([&] { return sealing->seal(documents(), noon); },
                                         [](const core::Result<std::string>& made) {
                                           if (made) {
                                             EXPECT_TRUE(verify_container(*made, settings()));
                                           }
                                         });
  EXPECT_GT(failures, 10);
}

TEST_F(FailingLibrary, GivesNoReceiptThatDoesNotVerify) {
  const Authority authority("AC de l'ARS");
  const auto ars =
      identity(authority.issue({.name = "ARS", .units = {"1440000000"}}), authority.certificate());
  const core::Shipment shipment{
      "PAI-2021-44-0042", *core::RegionCode::parse("44"), core::Month(2026, 10), 1, 7,
      sealed(),           core::sha256(sealed())};
  const ReceiptFields fields{shipment.project,        shipment.region, shipment.month,
                             shipment.revision,       shipment.sha256, noon,
                             core::sha256("the head")};
  const int failures = fail_at_each_call([&] { return make_receipt(fields, ars, noon); },
                                         [&](const core::Result<std::string>& made) {
                                           if (!made) return;
                                           const auto checked = check_receipt(
                                               *made, shipment, authority.certificate(),
                                               SignerRule::parse("OU=1440000000").value(), noon);
                                           EXPECT_EQ(checked.verdict, core::ReceiptVerdict::ours);
                                         });
  EXPECT_GT(failures, 10);
}

TEST_F(FailingLibrary, NeverBelievesWhatIsNotSound) {
  auto altered = sealed();
  altered[altered.size() / 2] ^= 1;
  for (const std::string* bytes : {&sealed(), &std::as_const(altered)}) {
    fail_at_each_call([&] { return verify_container(*bytes, settings()); },
                      [&](const core::Result<VerifiedReport>& verified) {
                        if (!verified) return;
                        EXPECT_EQ(bytes, &sealed());
                        EXPECT_EQ(verified->documents, documents());
                      });
  }
}

TEST_F(FailingLibrary, ReadsNoCertificateOrKeyInPart) {
  fail_at_each_call([] { return load_identity(pki().seal.certificate, pki().seal.key, pki().chain); },
                    [](const core::Result<Identity>& made) {
                      if (made) {
                        EXPECT_EQ(made->chain.size(), 2U);
                      }
                    });
}

}  // namespace
}  // namespace jauge::seal
