#pragma once
// What a receiver holds, put together for whoever works with it: each report with its place in the chain, and
// the figures of all revisions in force.
#include <span>
#include <string>

#include "receiver/archive.hpp"

namespace jauge::receiver {

struct ListedReport {
  Entry entry;
  bool in_force = false;              // the highest revision held of its month
  bool fork = false;                  // a second successor, or of another report than the one held: for ever
  std::optional<Chain::Gap> missing;  // just before it, as long as it has not come
  bool operator==(const ListedReport&) const = default;
};

/// By project, region, sequence, then arrival.
std::vector<ListedReport> consolidate(std::vector<Entry> entries);

/// "projet;region;mois;revision;sequence;recu_le;sha256;en_vigueur;chaine", CRLF, as in rapport.csv.
/// `chaine`: empty, "fourche", "manque:3" or "manque:3-5", or both.
std::string to_csv(std::span<const ListedReport> reports);
/// The same as an array of objects.
std::string to_json(std::span<const ListedReport> reports);

/// The lines of rapport.csv of every report in force, under one header.
[[nodiscard]] core::Result<std::string> figures_csv(const Archive& archive,
                                                    std::span<const ListedReport> reports);
/// The same as an array of objects, whose names are the columns and whose values are texts.
[[nodiscard]] core::Result<std::string> figures_json(const Archive& archive,
                                                     std::span<const ListedReport> reports);

}  // namespace jauge::receiver
