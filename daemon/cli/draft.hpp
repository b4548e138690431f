#pragma once
// The jauge.toml that `jauge init` writes: answers in, a commented file out. Pure.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace jauge::cli {

struct DraftEstablishment {
  std::string finess;
  std::string name;
  bool medicalised = true;
};

struct Draft {
  std::string project;
  std::string convention;
  std::string name;
  std::string holder;  // FINESS EJ
  std::string kind = "acquisition";
  std::string started;      // YYYY-MM-DD
  std::string first_month;  // YYYY-MM; empty: that of the first start
  std::string region;
  std::vector<DraftEstablishment> establishments;
  std::vector<std::pair<std::string, std::string>> targets;  // indicator, number
  std::string type;
  std::string connection;
  std::string password_file;
  std::string profile;  // empty: queries are left to be written
  std::string append;   // TOML sections, as they are
};

/// "670000165;EHPAD Les Tilleuls;medicalise", the last two optional. Fails `invalid`.
[[nodiscard]] core::Result<DraftEstablishment> parse_establishment(std::string_view text);

/// "dossiers-actifs=80" or "dossiers-actifs=79,5". Fails `invalid`.
[[nodiscard]] core::Result<std::pair<std::string, std::string>> parse_target(std::string_view text);

/// The whole file, in French, every value where a person looks for it.
std::string write_draft(const Draft& draft);

}  // namespace jauge::cli
