#pragma once
// Some months of a project, its daemon and its ARS, driven by chance and checked against the oracle.
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "config/configuration.hpp"
#include "engine/engine.hpp"
#include "receiver/receiver.hpp"
#include "store/store.hpp"
#include "tests/model/oracle.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::model {

/// Keys are costly: made once for all episodes.
struct Certificates {
  Certificates();
  test_support::Authority root{"AC du modèle"};
  test_support::Issued seal, client, ars, stranger;
};

/// Throws std::runtime_error where an invariant is violated.
class Episode {
 public:
  Episode(const Certificates& certificates, std::uint64_t seed);
  ~Episode();
  void act();
  /// Faults end, the clock is right: everything must be settled, and the receiver hold the whole chain.
  void finish();
  /// The last actions, newest last.
  std::string trace() const;

 private:
  class SetClock final : public core::Clock {
   public:
    core::Instant now() const override { return time; }
    core::Instant time;
  };
  class NoReader final : public core::Reader {
   public:
    core::Result<Ticket> start(core::ReadRequest) override;
    std::vector<Event> wait(std::chrono::milliseconds) override { return {}; }
    void commit(Ticket) override {}
    void cancel(Ticket) override {}
    void wake() override {}
  };

  bool chance(double share) { return std::uniform_real_distribution<double>(0, 1)(random_) < share; }
  int pick(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  void note(std::string what);
  http::Peer client() const;

  void start_daemon();
  void answer_inquiries();
  void start_receiver();
  void tick();
  void deliver(bool may_crash);
  void revise();
  void push();
  void deposit();
  void seal_elsewhere();
  void copy_store();
  void restore_store();
  void move_clock();
  void learn();
  void compare();
  void compare_with_receiver();
  Fault draw_fault();
  core::ReceiptVerdict verdict(const std::string& receipt, const core::Shipment& shipment) const;
  std::string receiver_body(const std::string& path);

  const Certificates& certificates_;
  std::mt19937_64 random_;
  test_support::TemporaryDirectory directory_;
  SetClock clock_;
  SetClock receiver_clock_;  // right, whatever the daemon's shows
  core::Instant true_time_;
  NoReader reader_;
  std::unique_ptr<core::Signer> signer_;
  config::Configuration configuration_;
  engine::Settings settings_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<receiver::Receiver> receiver_;
  receiver::Settings receiver_settings_;
  std::string forged_, last_receipt_;
  std::optional<Fault> weather_;  // a fault that stays for a while
  bool calm_ = false;
  bool restored_ = false;
  Oracle oracle_;
  std::optional<std::map<store::ReportKey, Oracle::Report>> copied_;  // what the oracle knew of the copy
  std::deque<std::string> trace_;
};

}  // namespace jauge::model
