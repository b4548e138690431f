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
    while (!stopping_ && ask_one()) {
    }
    while (!stopping_ && deliver_one()) {
    }
    std::unique_lock lock(mutex_);
    stop_asked_.wait_for(lock, between_looks, [this] { return stopping_.load(); });
  }
}

template <class Question>
auto DeliveryThread::from_engine(Question question) {
  using Answer = decltype(question(std::declval<engine::Engine&>()));
  // A task that is destroyed uncalled breaks its promise: the engine's thread has ended.
  auto promise = std::make_shared<std::promise<std::optional<Answer>>>();
  auto answer = promise->get_future();
  engine_.post([promise = std::move(promise), question](engine::Engine& engine) {
    promise->set_value(question(engine));
  });
  try {
    return answer.get();
  } catch (const std::future_error&) {
    return std::optional<Answer>();
  }
}

bool DeliveryThread::ask_one() {
  auto asked = from_engine([](engine::Engine& engine) { return engine.next_inquiry(); });
  if (!asked || !*asked || !**asked) return false;
  auto holdings = installation_.ask(***asked, [this] { return stopping_.load(); });
  engine_.post([holdings = std::move(holdings)](engine::Engine& engine) {
    static_cast<void>(engine.adopt(holdings));  // as below
  });
  return true;
}

bool DeliveryThread::deliver_one() {
  auto given = from_engine([](engine::Engine& engine) { return engine.next_shipment(engine::Spread::kept); });
  auto shipment = given && *given ? std::move(**given) : std::nullopt;
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
