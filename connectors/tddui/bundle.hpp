#pragma once
// A transaction Bundle as a DUI posts it (TDDUI, flux 1), taken apart: who each resource is, whatever the DUI
// calls it in this Bundle, and its references rewritten to those names. Pure.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/web/json.hpp"
#include "core/month.hpp"

namespace jauge::connectors::tddui {

/// Names of resources that tell nobody: keyed hashes of their business identifiers.
struct Naming {
  /// 32 hexadecimal digits for a text; the same text, the same digits.
  std::function<std::string(std::string_view text)> hash;
  /// The name under which a resource with this hashed identifier is known; empty where there is none.
  std::function<std::string(const std::string& identifier)> known;
};

struct Entry {
  std::string type;                      // "Encounter"
  std::string name;                      // 32 hexadecimal digits, the resource's id from now on
  std::vector<std::string> identifiers;  // hashed, that lead to it from now on
  std::string content;                   // digest of the resource as posted
  bool removal = false;                  // DELETE: there is no resource
  web::Json resource;  // with its id, its references and meta.lastUpdated as Jauge names them

  std::string key() const { return type + "/" + name; }
};

/// Why a Bundle is not taken: an HTTP status, a code of IssueType, and words without anything of the Bundle.
struct Problem {
  int status = 400;
  std::string code;
  std::string words;
};

inline constexpr std::size_t most_entries = 20'000;

/// The entries of a Bundle, in their order; the resources live as long as this.
struct Submission {
  std::vector<Entry> entries;
  bool batch = false;
  std::unique_ptr<web::JsonReader> reader;
};

/// `received` is meta.lastUpdated of a resource that has none: a server is the one to say it.
[[nodiscard]] tl::expected<Submission, Problem> read_submission(std::string_view body, const Naming& naming,
                                                                core::Instant received);

/// "Patient?identifier=system|value" and the like: the type and the identifier asked for.
struct Conditional {
  std::string type;
  std::string system;
  std::string value;
};
std::optional<Conditional> conditional(std::string_view reference);

}  // namespace jauge::connectors::tddui
