// An ARS that shares no line with ours stands for it: Node.js and the stock openssl, from the contract alone.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;

class OtherReceiver : public ::testing::Test {
 protected:
  OtherReceiver() {
    trial.make_grappe({"--seed", "61", "--establishments", "2", "--persons", "8", "--months", "3"});
    // Its certificates were made by the sandbox; nothing else of it is used.
    trial.stop_receiver();
    const auto text = read_file(trial.configuration());
    const auto begin = text.find("https://127.0.0.1:");
    trial.edit_configuration(text.substr(begin, text.find('"', begin) - begin),
                             fmt::format("https://127.0.0.1:{}", port));
    start();
  }
  void start() {
    node = std::make_unique<Process>(
        std::vector<std::string>{"node", JAUGE_SOURCE_DIR "/tests/other_receiver/receiver.mjs",
                                 trial.path("ars").string(), std::to_string(port), "1670000157"},
        trial.path("node.log").string());
    EXPECT_TRUE(
        eventually([&] { return read_file(trial.path("node.log")).find("port") != std::string::npos; },
                   std::chrono::seconds(60)))
        << read_file(trial.path("node.log"));
  }
  Json reports() const {
    return Json::parse(trial.jauge({"reports", "--month", Trial::last_month(), "--json"}).out);
  }
  std::string held(const std::string& ending) const {
    return trial.path("ars/rapports/PAI-2021-44-0061_44_" + Trial::last_month() + "_0" + ending).string();
  }

  Trial trial;
  int port = free_port();
  std::unique_ptr<Process> node;
};

TEST_F(OtherReceiver, AcceptsTheReportsAndItsReceiptsVerifyWithTheStockTool) {
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  ASSERT_EQ(once.exit_code, 0) << once.err << read_file(trial.path("node.log"));
  for (const auto& report : reports()) EXPECT_EQ(report.at("state"), "accuse");

  const auto exported =
      trial.jauge({"export", "--month", Trial::last_month(), "--output", trial.path("out").string()});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const auto stem = trial.path("out") / ("jauge-PAI-2021-44-0061-44-" + Trial::last_month() + "-r0");
  EXPECT_TRUE(read_file(stem.string() + ".asice") == read_file(held(".asice"))) << "the exact bytes are held";
  const auto verified =
      run({"openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", stem.string() + ".accuse",
           "-CAfile", trial.path("ars/ca.pem").string(), "-no-CApath", "-no-CAstore"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_TRUE(verified.out.starts_with("{\"format\":\"jauge-receipt/1\"")) << verified.out;
  const auto container = Json::parse(verified.out).at("sha256").get<std::string>();
  EXPECT_EQ(container, reports().at(0).at("sha256"));
}

TEST_F(OtherReceiver, IsTestedWithTheRealCertificates) {
  const auto tested = trial.jauge({"push", "--test"});
  EXPECT_EQ(tested.exit_code, 0) << tested.err << read_file(trial.path("node.log"));
}

}  // namespace
}  // namespace jauge::test_support
