#pragma once
// What a store and the ARS hold after a fault, compared.
#include <filesystem>
#include <map>
#include <string>

#include "tests/fault/ground.hpp"

namespace jauge::fault {

struct Evidence {
  std::filesystem::path store;
  std::string project;
  std::filesystem::path ars;  // the sandbox's certificates
  std::string url;
};

/// rapport.csv of each closed month, the project's name blanked: the figures without what differs by case.
std::map<std::string, std::string> csv_by_month(const std::filesystem::path& store,
                                                const std::string& project);

/// The store whole, each month closed once with these figures, one report each, its receipt valid, and the
/// ARS holding the same bytes, once.
Verdict judge_evidence(const Evidence& evidence, const std::map<std::string, std::string>& expected);

}  // namespace jauge::fault
