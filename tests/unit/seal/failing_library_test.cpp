// OpenSSL that fails at each of the calls we make, in turn: nothing that does not verify comes out of it.
#include "tests/unit/seal/failing_library.hpp"

#include "seal/receipt.hpp"
#include "seal/timestamp.hpp"
#include "tests/unit/seal/tsa.hpp"

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
      for (long allowed = 0; allowed <= last; allowed += 1 + allowed / 8) {
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

TEST_F(FailingLibrary, SealsNothingWithoutTheStampThatItWasAskedFor) {
  SealSettings settings{pki().seal.certificate, pki().seal.key, pki().chain, "1670000157"};
  settings.stamp = [](const std::string&) -> core::Result<std::string> {
    return core::fail(core::ErrorKind::transient,
                      core::msg("The time-stamping authority refused the request."));
  };
  const auto sealing = CadesSigner::make(settings).value();
  fail_at_each_call([&] { return sealing->seal(documents(), noon); },
                    [](const core::Result<std::string>& made) { EXPECT_FALSE(made); });
}

TEST_F(FailingLibrary, SealsNothingWhereRevocationCannotBeLookedAt) {
  SealSettings settings{pki().seal.certificate, pki().seal.key, pki().chain, "1670000157"};
  const auto lists = [](const std::vector<std::int64_t>& revoked) {
    return pki().authority.crl(revoked, noon - std::chrono::hours(1), noon + std::chrono::hours(24)) +
           pki().root.crl({}, noon - std::chrono::hours(1), noon + std::chrono::hours(24));
  };
  settings.crl_pem = lists({pki().seal.serial});
  const auto sealing = CadesSigner::make(settings).value();
  fail_at_each_call([&] { return sealing->seal(documents(), noon); },
                    [](const core::Result<std::string>& made) { EXPECT_FALSE(made); });
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

TEST_F(FailingLibrary, AsksForATimeStampWholeOrNotAtAll) {
  const auto digest = core::sha256("a signature");
  const int failures = fail_at_each_call(
      [] { return timestamp_request("a signature"); },
      [&](const core::Result<std::string>& made) {
        if (!made) return;
        const auto* position = reinterpret_cast<const unsigned char*>(made->data());
        const std::unique_ptr<TS_REQ, decltype(&TS_REQ_free)> request(
            d2i_TS_REQ(nullptr, &position, static_cast<long>(made->size())), TS_REQ_free);
        ASSERT_TRUE(request);
        EXPECT_NE(TS_REQ_get_nonce(request.get()), nullptr);
        EXPECT_EQ(TS_REQ_get_cert_req(request.get()), 1);
        const auto* imprint = TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(request.get()));
        EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(imprint)),
                                   static_cast<std::size_t>(ASN1_STRING_length(imprint))),
                  std::string_view(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()));
      });
  EXPECT_GE(failures, 15);
}

TEST_F(FailingLibrary, TakesNoTimeStampThatDoesNotVerify) {
  const auto signature = sign_detached("content", identity(pki().seal), noon).value();
  const auto value = signature_value(signature).value();
  const auto request = timestamp_request(value).value();
  const auto response = tsa().answer(request).value();
  std::string token;
  const int refused =
      fail_at_each_call([&] { return accept_timestamp(request, response, value, tsa().ca()); },
                        [&](const core::Result<std::string>& made) {
                          if (!made) return;
                          token = *made;
                          const auto stamp = verify_timestamp(*made, value, tsa().ca());
                          EXPECT_TRUE(stamp && stamp->trusted) << sentence(stamp);
                        });
  EXPECT_GT(refused, 15);
  ASSERT_FALSE(token.empty());
  const auto root = pki().root.certificate();
  const auto stamping_root = tsa().ca();
  const Trust trust{root, {}, noon, stamping_root};
  const int left_out = fail_at_each_call([&] { return with_timestamp(signature, token); },
                                         [&](const core::Result<std::string>& made) {
                                           if (!made) return;
                                           const auto verified = verify_detached(*made, "content", trust);
                                           ASSERT_TRUE(verified) << sentence(verified);
                                           EXPECT_TRUE(verified->timestamp && verified->timestamp->trusted);
                                         });
  EXPECT_GE(left_out, 5);
  const auto stamped = with_timestamp(signature, token).value();
  auto altered = stamped;
  altered[altered.size() - 20] ^= 1;  // within the stamp
  for (const std::string* bytes : {&stamped, &std::as_const(altered)}) {
    fail_at_each_call([&] { return verify_detached(*bytes, "content", trust); },
                      [&](const core::Result<Signature>& verified) {
                        if (!verified) return;
                        EXPECT_EQ(bytes, &stamped);
                        EXPECT_TRUE(verified->timestamp && verified->timestamp->trusted);
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
