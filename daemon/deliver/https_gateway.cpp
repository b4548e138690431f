#include "deliver/https_gateway.hpp"

#include "http/date.hpp"
#include "http/message.hpp"

namespace jauge::deliver {
namespace {

using What = core::Exchange::What;

constexpr std::size_t answer_cap = std::size_t{64} << 10;
constexpr std::size_t container_cap = std::size_t{8} << 20;
constexpr std::chrono::seconds shortest_wait{1};
constexpr std::chrono::seconds longest_wait{24 * 3600};

std::string reports_path(const core::Exchange& exchange) {
  return fmt::format("/v1/projets/{}/regions/{}/rapports", http::percent_encode(exchange.project),
                     exchange.region.text());
}

std::string report_path(const core::Exchange& exchange) {
  return fmt::format("{}/{}/{}", reports_path(exchange), exchange.month.text(), exchange.revision);
}

}  // namespace

http::Call to_call(const std::string& url, const core::Exchange& exchange) {
  http::Call call;
  call.body_cap = answer_cap;
  std::string_view base = url;
  while (base.ends_with('/')) base.remove_suffix(1);
  call.url = base;
  switch (exchange.what) {
    case What::put_report:
      call.method = "PUT";
      call.url += report_path(exchange);
      call.headers = {"Content-Type: application/vnd.etsi.asic-e+zip",
                      fmt::format("Content-Digest: sha-256=:{}:", exchange.sha256.base64()),
                      "If-None-Match: *", fmt::format("Idempotency-Key: \"{}\"", exchange.sha256.hex()),
                      "Accept: application/cms, application/problem+json"};
      call.body = exchange.body;
      break;
    case What::get_receipt:
      call.url += report_path(exchange) + "/accuse";
      call.headers = {"Accept: application/cms, application/problem+json"};
      break;
    case What::get_report:
      call.url += report_path(exchange);
      call.headers = {"Accept: application/vnd.etsi.asic-e+zip, application/problem+json"};
      call.body_cap = container_cap;
      break;
    case What::list_reports:
      call.url += reports_path(exchange);
      call.headers = {"Accept: application/json, application/problem+json"};
      break;
    case What::get_state:
      call.url += "/v1/etat";
      call.headers = {"Accept: application/json, application/problem+json"};
      break;
  }
  return call;
}

core::Answer to_answer(http::Reply reply, core::Instant now) {
  core::Answer answer;
  answer.status = reply.status;
  answer.body = std::move(reply.body);
  answer.fault = std::move(reply.sentence);
  if (const auto wait = reply.headers.find("retry-after"); wait != reply.headers.end()) {
    if (const auto asked = http::parse_retry_after(wait->second, now)) {
      answer.retry_after = std::clamp(*asked, shortest_wait, longest_wait);
    }
  }
  if (const auto date = reply.headers.find("date"); date != reply.headers.end()) {
    answer.date = http::parse_date(date->second, now);
  }
  return answer;
}

HttpsGateway::HttpsGateway(std::string url, http::ClientOptions options, const core::Clock& clock)
    : url_(std::move(url)), client_(std::move(options)), clock_(clock) {}

core::Answer HttpsGateway::perform(const core::Exchange& exchange, const std::function<bool()>& stop) {
  return to_answer(client_.perform(to_call(url_, exchange), stop), clock_.now());
}

}  // namespace jauge::deliver
