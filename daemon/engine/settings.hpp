#pragma once
// What the engine works with: the configuration's values, and the doors to the world.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/delivery.hpp"
#include "core/fact_kind.hpp"
#include "core/measure.hpp"
#include "core/ports.hpp"
#include "core/project.hpp"
#include "core/schedule.hpp"
#include "core/source_spec.hpp"

namespace jauge::engine {

/// How an ARS gets its reports.
struct Destination {
  enum class Kind { https, directory, by_hand };
  core::RegionCode region;
  Kind kind = Kind::by_hand;
  std::string address;  // URL or directory, for people
  std::chrono::seconds spread{6 * 3600};
};

/// Whether first sends are spread over the hours after sealing, or go at once.
enum class Spread { kept, ignored };

/// Whether polls start at their own time, or only those that a person asked for.
enum class Polls { due, asked };

/// How long what identifies somebody is kept, in months after a month's end (indicators §8).
struct RetentionTerms {
  int months = 3;         // members, once the month's reports are settled
  int limit_months = 12;  // members in any case
  int audit_months = 24;  // the month's key
};

struct Settings {
  core::Project project;
  core::FactKinds kinds;
  std::map<std::string, core::Measure, std::less<>> measures;
  std::vector<core::SourceSpec> sources;
  core::CloseTime close;
  std::chrono::seconds close_deadline{15 * 86400};
  std::vector<Destination> destinations;  // one for every region of the project
  std::string software;                   // version
  core::Instant built;                    // a clock before this is wrong
  RetentionTerms retention;
  /// Of each part of the configuration ("source dui"), a digest: what changed goes into the audit log.
  std::map<std::string, std::string> parts;
  bool backfill = false;  // read kept kinds back to the project's start
  std::optional<core::Month>
      starts_with;  // the first month of a new store, unless configured; none: the current

  const core::SourceSpec* find_source(std::string_view name) const;
  const Destination* find_destination(const core::RegionCode& region) const;
};

/// A receipt's worth for a shipment, told by whoever holds the ARS's certificates.
using ReceiptCheck = std::function<core::ReceiptVerdict(const std::string& receipt,
                                                        const core::Shipment& shipment, core::Instant now)>;

/// Something that happened, for the log: a stable code and a sentence. Never a person's data.
struct Notice {
  enum class Level { info, warning, error };
  Level level = Level::info;
  std::string code;
  core::Message sentence;
};
using NoticeSink = std::function<void(const Notice&)>;

struct CertificateView;

/// The doors. All outlive the engine; `signer` is null where no seal is configured.
struct Doors {
  const core::Clock& clock;
  core::Reader& reader;
  core::Signer* signer = nullptr;
  std::function<double()> random;  // in [0, 1)
  NoticeSink notice;
  std::function<bool()> synchronised = {};  // the clock is set by the network; empty: not known
  /// The certificates that sealing and sending need; may be empty.
  std::function<std::vector<CertificateView>(core::Instant now)> certificates{};
};

}  // namespace jauge::engine
