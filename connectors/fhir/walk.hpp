#pragma once
// A search from its first page to its last, whole or not at all: next links kept to the configured server, no
// loop, no silent end, and again where the results may have changed meanwhile.
#include <functional>
#include <set>
#include <string>

#include "connectors/fhir/page.hpp"
#include "connectors/fhir/request.hpp"
#include "connectors/web/fetch.hpp"

namespace jauge::connectors::fhir {

struct WalkLimits {
  std::size_t pages = 10'000;                // of one walk
  std::size_t barren_pages = 200;            // one after the other, with nothing new
  std::size_t bytes = std::size_t{1} << 30;  // of one search
  std::size_t results = 300'000;             // of one query
  std::int64_t largest_page = 10'000;        // that a server without next links is asked for
  int walks = 4;                             // until nothing new comes
};

/// What the answers have shown of a server; shared by the walks of a source.
struct ServerHabits {
  bool pages = false;  // it has given a next link: where it gives none, there is no more
  bool counts = true;  // it knows _summary=count, as far as is known
};

class Walk {
 public:
  /// False ends the walk early, and well.
  using Visit = std::function<bool(const web::Json& resource, const Page& page)>;

  Walk(web::Fetcher& fetcher, web::JsonReader& reader, ServerHabits& habits, std::string_view query,
       const WalkLimits& limits = {})
      : fetcher_(fetcher), reader_(reader), habits_(habits), query_(query), limits_(limits) {}

  /// Gives each result once, by its id and version. The Json lives until the visit
  /// returns. Fails, after rows may have been given, on an answer that is not whole: the caller drops them
  /// then.
  [[nodiscard]] core::Result<void> run(const config::FhirSearch& search, const core::Query& window,
                                       const RequestForm& form, std::int64_t page_size, const Visit& visit);

 private:
  /// What one walk saw.
  struct Round {
    std::size_t pages = 0;
    std::size_t fresh = 0;                     // results that no walk before had given
    std::set<std::string, std::less<>> found;  // ids, whatever their versions
    std::size_t unnamed = 0;                   // results without an id
    std::optional<std::int64_t> first_total;
    std::optional<std::int64_t> last_total;  // of the last page, or asked for apart
    bool ended = false;                      // by the visitor
    std::int64_t results() const { return static_cast<std::int64_t>(found.size() + unnamed); }
  };
  [[nodiscard]] core::Result<Round> walk(const config::FhirSearch& search, const std::string& url,
                                         const Visit& visit);
  [[nodiscard]] core::Result<Page> fetch(const std::string& url, const config::FhirSearch& search);
  [[nodiscard]] core::Result<std::optional<std::int64_t>> counted(const std::string& url,
                                                                  const config::FhirSearch& search);
  /// Whether a page without a next link is all there is, as far as this server lets anybody know.
  [[nodiscard]] core::Result<bool> is_whole(const Round& round, const config::FhirSearch& search,
                                            const core::Query& window, const RequestForm& form,
                                            std::int64_t asked);
  [[nodiscard]] core::Result<bool> visit_page(const Page& page, Round& round, const Visit& visit);
  [[nodiscard]] core::Result<std::string> next_url(const std::string& link) const;
  core::Failure short_answer(const Round& round) const;

  web::Fetcher& fetcher_;
  web::JsonReader& reader_;
  ServerHabits& habits_;
  std::string query_;
  WalkLimits limits_;
  std::set<std::string, std::less<>> seen_;
  std::size_t bytes_ = 0;
};

/// The headers of every FHIR request.
std::vector<std::string> fhir_headers();

}  // namespace jauge::connectors::fhir
