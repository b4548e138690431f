#pragma once
// What is counted for whom: the project, its establishments and their targets, as configured.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/zone.hpp"

namespace jauge::core {

enum class GrantKind { acquisition, compliance, rollout };

/// A target by indicator id: tenths of a percent for rates (800 = 80,0 %), a number for counts.
using Targets = std::map<std::string, std::int64_t, std::less<>>;

/// Something in force from a month on; without `from`, from the beginning.
template <class T>
struct Dated {
  std::optional<Month> from;
  T value;
  bool operator==(const Dated&) const = default;
};

/// The entry in force in `month`: the latest whose `from` is not after it. Null when none is.
template <class T>
const T* in_force(const std::vector<Dated<T>>& entries, Month month) {
  const Dated<T>* best = nullptr;
  for (const auto& entry : entries) {
    if (entry.from && *entry.from > month) continue;
    if (!best || !best->from || (entry.from && *entry.from >= *best->from)) best = &entry;
  }
  return best ? &best->value : nullptr;
}

/// An establishment's departure from the project's targets.
struct TargetOverrides {
  Targets values;
  std::vector<std::string> exempt;  // indicator ids; only socle criteria (indicators §7)
  std::optional<int> socles_required;
  std::string basis;  // why; printed. Required with `exempt` or `socles_required` below 2
  bool operator==(const TargetOverrides&) const = default;
};

struct Establishment {
  Finess finess;
  std::string name;
  Finess operator_finess;  // FINESS juridique
  RegionCode region;
  bool medicalised = false;
  Zone zone;
  std::optional<Day> joined;
  std::optional<Day> live;
  std::optional<Day> left;
  std::vector<Finess> formerly;
  GrantKind kind = GrantKind::acquisition;
  std::optional<std::int64_t> grant;  // euros
  TargetOverrides overrides;
  bool operator==(const Establishment&) const = default;
};

/// Where an establishment stands in a month (indicators §6).
enum class Membership { absent, not_live, counts };
Membership membership(const Establishment& establishment, Month month);

struct Payment {
  std::vector<int> schedule{40, 40, 20};  // percents, sum 100; the last part is at stake
  std::int64_t equipment = 0;             // euros
  std::int64_t assistance = 0;            // euros
  bool operator==(const Payment&) const = default;
};

struct Project {
  std::string id;
  std::string convention;
  std::string name;
  Finess holder;
  GrantKind kind = GrantKind::acquisition;
  std::vector<Dated<std::string>> measures;  // measure ids
  Day started{};
  std::optional<Month> maintenance_from;
  std::optional<Month> first_month;
  std::vector<std::string> socles;  // chosen criteria; empty: all of the measure's
  Payment payment;
  std::vector<Dated<Targets>> targets;
  std::vector<Establishment> establishments;  // sorted by FINESS
  Zone zone;
  bool operator==(const Project&) const = default;
};

/// The regions that pay a share: those of the establishments, sorted, each once.
std::vector<RegionCode> regions(const Project& project);

}  // namespace jauge::core
