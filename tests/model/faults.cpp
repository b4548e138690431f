#include "tests/model/faults.hpp"

#include "deliver/https_gateway.hpp"

namespace jauge::model {
namespace {

http::Request request_of(const core::Exchange& exchange) {
  const auto call = deliver::to_call("https://ars.example", exchange);
  http::Request request;
  request.method = call.method;
  request.path = call.url.substr(std::string_view("https://ars.example").size());
  request.body = call.body;
  for (const auto& line : call.headers) {
    const auto colon = line.find(':');
    std::string name = line.substr(0, colon);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    request.headers[name] = line.substr(colon + 2);
  }
  request.headers["content-length"] = std::to_string(call.body.size());
  return request;
}

core::Answer with_status(int status, std::string body = {}) {
  core::Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

core::Answer FaultyGateway::answer(const core::Exchange& exchange, const Fault& fault) {
  core::Answer answer;
  switch (fault.kind) {
    case Fault::Kind::unreachable:
      answer.fault = core::msg("The ARS did not answer.");
      return answer;
    case Fault::Kind::status:
      answer = with_status(fault.status);
      answer.retry_after = fault.retry_after;
      return answer;
    case Fault::Kind::empty_success:
      return with_status(200);
    case Fault::Kind::forged_receipt:
      return with_status(201, parts_.forged);
    case Fault::Kind::old_receipt:
      if (!parts_.old_receipt.empty()) return with_status(200, parts_.old_receipt);
      break;
    case Fault::Kind::none:
    case Fault::Kind::answer_lost:
    case Fault::Kind::cut:
    case Fault::Kind::precondition:
      break;
  }
  reached_ = reached_ || exchange.what == core::Exchange::What::put_report;
  http::Reply reply;
  auto response = parts_.receiver.handle(request_of(exchange), parts_.peer);
  if (fault.kind == Fault::Kind::answer_lost) {
    answer.fault = core::msg("The ARS did not answer.");
    return answer;
  }
  reply.status = fault.kind == Fault::Kind::precondition ? 412 : response.status;
  reply.headers = response.headers;
  if (fault.kind != Fault::Kind::cut) reply.body = std::move(response.body);
  return deliver::to_answer(std::move(reply), parts_.now);
}

core::Answer FaultyGateway::perform(const core::Exchange& exchange, const std::function<bool()>&) {
  const Fault fault = parts_.fault();
  auto given = answer(exchange, fault);
  Heard heard{exchange.what, given.status, core::ReceiptVerdict::absent, given.retry_after};
  using Kind = Fault::Kind;
  if (!given.body.empty()) {
    const bool from_receiver = fault.kind == Kind::none || fault.kind == Kind::precondition ||
                               (fault.kind == Kind::old_receipt && given.body != parts_.old_receipt);
    const bool problem = given.body.starts_with("{");
    heard.receipt = from_receiver && !problem ? parts_.verdict_if_sound : core::ReceiptVerdict::invalid;
  }
  heard_.push_back(heard);
  return given;
}

}  // namespace jauge::model
