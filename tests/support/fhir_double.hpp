#pragma once
// A FHIR R4 server of a test's own: resources in memory, searched as R4 says, with the differences of real
// servers turned on one by one.
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/support/web_double.hpp"

namespace jauge::test_support {

/// How it differs from a good server.
struct FhirTraits {
  enum class Paging {
    links,       // by _offset, absolute, on this server
    none,        // no next link at all
    other_host,  // next on http://10.0.0.3:8080, as behind a proxy
    relative,
    elsewhere,  // next on another path of this server
    circle,     // the last page leads to the first
    endless,    // a new link each time, always the same results
    hollow,     // a new link each time, never a result
  };
  Paging paging = Paging::links;
  bool totals = true;
  bool total_of_page = false;          // a total that is the size of the page
  std::int64_t total_error = 0;        // added to every total
  bool unknown_is_refused = true;      // else ignored, and not in the self link
  bool unknown_finds_nothing = false;  // 200 and no result, as if it had understood
  bool self_link = true;
  std::set<std::string> unknown;  // parameters that it does not know although R4 does
  bool start_only = false;        // `date` looks at the start of a period alone
  bool empty_first_page = false;  // with a next link
  bool counts = true;             // knows _summary=count
  std::size_t largest_page = 1000;
  nlohmann::json outcome;  // an OperationOutcome sent along in every page
  int refused_status = 400;
};

class FhirDouble {
 public:
  explicit FhirDouble(FhirTraits traits = {});

  /// Stores it, or a new version of it. `meta.lastUpdated` is kept, `meta.versionId` counted.
  void put(nlohmann::json resource);
  void put_bundle(const nlohmann::json& bundle);
  /// A list of resources, as jauge-sandbox writes it.
  void put_all(const nlohmann::json& resources);
  void remove(const std::string& key);  // "Patient/1"
  std::string url() const { return server_.url("/fhir"); }
  std::vector<http::Request> requests() const { return server_.requests(); }
  /// Called before the answer to request `number`, from 1; a response ends it there.
  std::function<std::optional<http::Response>(int number, const http::Request& request)> before;

 private:
  http::Response answer(const http::Request& request);
  http::Response search(const std::string& type, const http::Request& request);
  bool matches(const nlohmann::json& resource, const std::string& name, const std::string& value) const;
  nlohmann::json page(const std::vector<nlohmann::json>& found, const std::string& type,
                      const std::string& query, std::size_t offset, std::size_t size);
  nlohmann::json links(const std::string& type, const std::string& query, std::size_t offset,
                       std::size_t size, std::size_t found);

  FhirTraits traits_;
  std::mutex mutex_;
  std::map<std::string, nlohmann::json> resources_;
  int requests_ = 0;
  int links_given_ = 0;
  WebDouble server_;
};

/// Resources for tests, with the identifiers of the TDDUI.
nlohmann::json stay(const std::string& id, const std::string& patient, const std::string& finess,
                    const std::string& from, const std::string& to = "",
                    const std::string& status = "in-progress");
nlohmann::json agenda_event(const std::string& id, const std::string& patient, const std::string& finess,
                            const std::string& at, const std::string& status = "finished");

}  // namespace jauge::test_support
