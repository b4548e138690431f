#include "jauged/delivery_thread.hpp"

#include <future>

namespace jauge::jauged {
namespace {
constexpr std::chrono::seconds between_looks{15};
}

DeliveryThread::DeliveryThread(assembly::Installation& installation, EngineThread& engine)
    : installation_(installation), engine_(engine), thread_([this] { run(); }) {}

DeliveryThread::~DeliveryThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_asked_.notify_all();
  thread_.join();
}

void DeliveryThread::run() {
  while (!stopping_) {
    while (!stopping_ && deliver_one()) {
    }
    std::unique_lock lock(mutex_);
    stop_asked_.wait_for(lock, between_looks, [this] { return stopping_.load(); });
  }
}

bool DeliveryThread::deliver_one() {
  // A task that is destroyed uncalled breaks its promise: the engine's thread has ended, nothing is due.
  auto promise = std::make_shared<std::promise<std::optional<core::Shipment>>>();
  auto answer = promise->get_future();
  engine_.post([promise = std::move(promise)](engine::Engine& engine) {
    auto shipment = engine.next_shipment(engine::Spread::kept);
    promise->set_value(shipment ? std::move(*shipment) : std::nullopt);
  });
  std::optional<core::Shipment> shipment;
  try {
    shipment = answer.get();
  } catch (const std::future_error&) {
    return false;
  }
  if (!shipment) return false;
  const auto settlement = installation_.attempt(*shipment, [this] { return stopping_.load(); });
  engine_.post([shipment = std::move(*shipment), settlement](engine::Engine& engine) {
    // A store that fails here fails again in the engine's own turn, which ends the daemon; the receipt is
    // asked for again at the next start.
    static_cast<void>(engine.settle(shipment, settlement));
  });
  return true;
}

}  // namespace jauge::jauged
