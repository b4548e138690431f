#pragma once
// What a receiver is told: whom it believes, who is enrolled, where it keeps what it gets.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

namespace jauge::receiver {

/// Organisations entitled to send the reports of a project to a region. Organisations, not certificates: a
/// renewal needs no act.
struct Enrolment {
  std::string project;  // empty: every project; for a sandbox alone
  core::RegionCode region;
  std::vector<std::string> clients;  // OU of the TLS client
  std::vector<std::string> seals;    // OU of the seal
};

struct Settings {
  std::string address;
  std::uint16_t port = 0;  // 0: a free one
  std::filesystem::path store;

  std::string certificate;  // of the server: PEM file, its issuers after it
  config::SecretRef key;
  std::string client_ca;
  std::string client_crl;  // empty: revocation is not looked at
  std::string seal_ca;
  std::string seal_crl;
  std::string timestamp_ca;  // of time stamps on seals; empty: a stamp is compared, not trusted

  std::string receipt_certificate;
  config::SecretRef receipt_key;
  std::string receipt_chain;

  std::vector<Enrolment> enrolments;
};

/// Reads `text`; `file` names it in the errors.
[[nodiscard]] tl::expected<Settings, std::vector<config::ConfigurationError>> parse_settings(
    std::string_view text, std::string_view file);

/// The enrolment of a project in a region; null when there is none.
const Enrolment* find_enrolment(const Settings& settings, std::string_view project,
                                const core::RegionCode& region);

}  // namespace jauge::receiver
