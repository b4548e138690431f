#include "seal/verify.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "assembly/system_clock.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;

namespace {

std::optional<std::string> read(const std::string& path, core::Language language) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) {
    complain(language, {core::ErrorKind::invalid, msg("Cannot read {0}.", path), {}});
    return std::nullopt;
  }
  return content.str();
}

}  // namespace

int verify(const Options& options) {
  const auto language = options.language;
  const auto container = read(options.file, language);
  const auto ca = read(options.ca, language);
  if (!container || !ca) return wrong_usage;
  std::optional<std::string> crl;
  if (!options.crl.empty() && !(crl = read(options.crl, language))) return wrong_usage;

  seal::VerifySettings settings;
  settings.ca_pem = *ca;
  if (crl) settings.crl_pem = *crl;
  std::optional<std::string> timestamp_ca;
  if (!options.timestamp_ca.empty() && !(timestamp_ca = read(options.timestamp_ca, language)))
    return wrong_usage;
  if (timestamp_ca) settings.timestamp_ca_pem = *timestamp_ca;
  if (!options.organisation.empty()) settings.organisation = options.organisation;
  settings.at = assembly::SystemClock().now();
  const auto verified = seal::verify_container(*container, settings);
  if (!verified) {
    complain(language, verified.error());
    return needs_operator;
  }
  const auto digest = core::sha256(*container).hex();
  if (options.json) {
    const auto& stamp = verified->timestamp;
    print_json({{"valid", true},
                {"sha256", digest},
                {"subject", verified->subject},
                {"organisation", verified->organisation},
                {"sealed_at", core::utc_text(verified->signing_time)},
                {"timestamp", stamp ? Json{{"time", core::utc_text(stamp->time)},
                                           {"authority", stamp->authority},
                                           {"trusted", stamp->trusted}}
                                    : Json()}});
    return all_well;
  }
  say(language, msg("The seal is valid and every byte of the file is accounted for."));
  say(language, msg("Sealed by: {0}", verified->subject));
  say(language, msg("Organisation: {0}", verified->organisation));
  say(language, msg("Sealed on: {0}", core::utc_text(verified->signing_time)));
  say(language, msg("SHA-256 of the file: {0}", digest));
  if (const auto& stamp = verified->timestamp) {
    say(language, msg("Time stamp: {0}, by {1}", core::utc_text(stamp->time), stamp->authority));
    if (!stamp->trusted) {
      say(language, msg("! The time-stamping authority was not checked: give it with --timestamp-ca."));
    }
  }
  if (options.organisation.empty()) {
    say(language, msg("! The organisation was not checked: compare it, or give it with --organisation."));
  }
  return all_well;
}

}  // namespace jauge::cli
