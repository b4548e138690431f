#pragma once
// The resources that references name: within the page or the resource, else asked of the server and kept.
#include <map>
#include <memory>
#include <string>

#include "connectors/fhir/page.hpp"
#include "connectors/web/fetch.hpp"

namespace jauge::connectors::fhir {

class Resolved {
 public:
  /// Asks the server for "Patient/1": any whole answer, whatever its status.
  using Ask = std::function<core::Result<web::Answer>(const std::string& key)>;

  /// `source` and `query` are for sentences.
  Resolved(std::string source, std::string query, Ask ask)
      : source_(std::move(source)), query_(std::move(query)), ask_(std::move(ask)) {}

  /// The resource named by `reference` in `resource` of `page`; absent where the server has it not. Valid
  /// until the next forget(). A failure to ask is kept, and ends the read.
  web::Json find(std::string_view reference, const web::Json& resource, const Page& page);
  /// Between two results: lets go of what was kept when it has grown large.
  void forget();
  const std::optional<core::Error>& failure() const { return failure_; }

 private:
  web::Json ask(const std::string& key);

  std::string source_;
  std::string query_;
  Ask ask_;
  std::map<std::string, std::shared_ptr<web::JsonReader>, std::less<>> readers_;
  std::map<std::string, web::Json, std::less<>> kept_;
  std::size_t bytes_ = 0;
  std::size_t asked_ = 0;
  std::optional<core::Error> failure_;
};

}  // namespace jauge::connectors::fhir
