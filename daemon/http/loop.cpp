#include "http/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

namespace jauge::http {

namespace asio = boost::asio;

struct Loop::State {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
  asio::signal_set signals{context};

  void wait_for_signal(const std::function<void(int)>& task) {
    signals.async_wait([this, task](const boost::system::error_code& error, int number) {
      if (error) return;
      task(number);
      wait_for_signal(task);
    });
  }
};

Loop::Loop() : state_(std::make_unique<State>()) {}
Loop::~Loop() = default;

asio::io_context& Loop::context() {
  return state_->context;
}

void Loop::run() {
  state_->context.run();
  state_->context.restart();  // afterwards, so that a stop() that came first is heard
}

void Loop::run_for(std::chrono::milliseconds patience) {
  state_->context.run_for(patience);
  state_->context.restart();
}

void Loop::stop() {
  state_->context.stop();
}

void Loop::post(std::function<void()> task) {
  asio::post(state_->context, std::move(task));
}

void Loop::on_signals(const std::vector<int>& signals, std::function<void(int)> task) {
  for (const int number : signals) state_->signals.add(number);
  state_->wait_for_signal(task);
}

}  // namespace jauge::http
