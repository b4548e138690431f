#include "connectors/fhir/resolved.hpp"

#include "connectors/fhir/evaluate.hpp"
#include "connectors/web/failure.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::msg;

constexpr std::size_t most_bytes = std::size_t{2} << 20;
constexpr std::size_t most_asked = 20'000;

}  // namespace

web::Json Resolved::find(std::string_view reference, const web::Json& resource, const Page& page) {
  if (reference.starts_with('#')) {
    for (const web::Json& contained : resource["contained"].items()) {
      if (contained["id"].text() == reference.substr(1)) return contained;
    }
    return {};
  }
  const std::string key = reference_key(reference);
  if (key.empty() || key.starts_with("urn:")) return {};
  if (const auto found = page.others.find(key); found != page.others.end()) return found->second;
  if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  if (failure_) return {};
  return ask(key);
}

web::Json Resolved::ask(const std::string& key) {
  const auto failed = [&](core::Error error) {
    failure_ = std::move(error);
    return web::Json();
  };
  if (++asked_ > most_asked) {
    return failed(core::fail(core::ErrorKind::invalid,
                             msg("Source {0}, query {1}: more than {2} references would have to be followed.",
                                 source_, query_, most_asked),
                             msg("Have the server send them along: _include in the parameters."))
                      .value());
  }
  auto answer = ask_(key);
  if (!answer) return failed(answer.error());
  // What was deleted, or may not be seen, is not there.
  if (answer->status == 404 || answer->status == 410 || answer->status == 403) {
    return kept_.emplace(key, web::Json()).first->second;
  }
  if (!answer->good()) return failed(web::status_failure(answer->status, {}, source_, query_).value());
  const auto reader = std::make_shared<web::JsonReader>();
  const auto document = reader->parse(answer->body);
  if (!document) return failed(web::json_failure(document.error(), source_, query_).value());
  bytes_ += answer->body.size();
  readers_.emplace(key, reader);
  const bool same = resource_key(*document) == key;
  return kept_.emplace(key, same ? *document : web::Json()).first->second;
}

void Resolved::forget() {
  if (bytes_ <= most_bytes) return;
  kept_.clear();
  readers_.clear();
  bytes_ = 0;
}

}  // namespace jauge::connectors::fhir
