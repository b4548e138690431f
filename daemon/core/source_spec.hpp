#pragma once
// What the engine must know of a source; how to connect to it is only the reader's business.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/zone.hpp"

namespace jauge::core {

/// How an instant is written for the source and how its integers are read.
enum class TimeForm { timestamp, epoch, epoch_ms, iso_t, iso_space };

struct SourceSpec {
  std::string name;
  std::string type;  // "postgresql"
  std::string ids;   // numbering of its keys; default its name
  Zone zone;
  std::optional<TimeForm> time;                             // unset: the engine's own
  std::map<std::string, std::string, std::less<>> queries;  // by kind id, "headcount" included
  std::vector<std::string> states;        // kinds whose query names neither :since nor :until
  std::string fresh;                      // query, empty when the source is no copy
  std::string profile;                    // "name version" when from an unmodified profile
  std::string tls;                        // "verify", "none (socket)", …: as reported
  bool kept = true;                       // default history of its kinds
  std::vector<std::string> overwritten;   // exceptions
  std::vector<Finess> establishments;     // empty: all
  std::optional<Month> from;              // included
  std::optional<Month> until;             // included
  std::vector<std::string> may_be_empty;  // kind ids
  std::chrono::seconds every{3600};
  std::chrono::seconds every_state{86400};
  std::chrono::seconds overlap{86400};
  std::chrono::seconds timeout{60};
  std::chrono::seconds max_gap{3600};
  std::chrono::seconds max_state_gap{172800};
  double reject_limit = 0.01;  // share

  bool operator==(const SourceSpec&) const = default;

  /// The past of `kind` can be read again. A state (a query without `at`) never is: the caller knows.
  bool keeps(std::string_view kind) const;
  bool is_state(std::string_view kind) const;
  bool answers(const Finess& establishment, Month month) const;
};

}  // namespace jauge::core
