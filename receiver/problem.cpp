#include "receiver/problem.hpp"

#include "core/json_writer.hpp"

namespace jauge::receiver {
namespace {

using core::msg;

core::Message title(int status) {
  switch (status) {
    case 400:
      return msg("Malformed request");
    case 403:
      return msg("Not enrolled");
    case 404:
      return msg("Not held here");
    case 405:
      return msg("Method not offered");
    case 409:
    case 412:
      return msg("Another document is held");
    case 413:
      return msg("Too large");
    case 415:
      return msg("Not a sealed report");
    case 422:
      return msg("Report refused");
    default:
      return msg("No service for now");
  }
}

}  // namespace

http::Response problem(int status, const core::Message& detail) {
  core::JsonWriter json;
  json.object([&] {
    json.key("type").text("about:blank");
    json.key("title").text(core::render(title(status), core::Language::fr));
    json.key("status").number(status);
    json.key("detail").text(core::render(detail, core::Language::fr));
  });
  return {status, "application/problem+json", {}, json.finish()};
}

}  // namespace jauge::receiver
