#include "tests/support/web_double.hpp"

namespace jauge::test_support {

WebDouble::WebDouble(Answer answer, const std::optional<http::ServerTls>& tls)
    : server_(options(std::move(answer)), tls) {}

http::ServerOptions WebDouble::options(Answer answer) {
  http::ServerOptions options;
  options.handler = http::synchronous([this, answer = std::move(answer)](const http::Request& request) {
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
    }
    return answer(request);
  });
  return options;
}

std::vector<http::Request> WebDouble::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

http::Response json_response(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.content_type = "application/fhir+json";
  response.body = std::move(body);
  return response;
}

}  // namespace jauge::test_support
