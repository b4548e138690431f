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
  Resolved(web::Fetcher& fetcher, std::string query) : fetcher_(fetcher), query_(std::move(query)) {}

  /// The resource named by `reference` in `resource` of `page`; absent where the server has it not. Valid
  /// until the next forget(). A failure to ask is kept, and ends the read.
  web::Json find(std::string_view reference, const web::Json& resource, const Page& page);
  /// Between two results: lets go of what was kept when it has grown large.
  void forget();
  const std::optional<core::Error>& failure() const { return failure_; }

 private:
  web::Json ask(const std::string& key);

  web::Fetcher& fetcher_;
  std::string query_;
  std::map<std::string, std::shared_ptr<web::JsonReader>, std::less<>> readers_;
  std::map<std::string, web::Json, std::less<>> kept_;
  std::size_t bytes_ = 0;
  std::size_t asked_ = 0;
  std::optional<core::Error> failure_;
};

}  // namespace jauge::connectors::fhir
