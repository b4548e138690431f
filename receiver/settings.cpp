#include "receiver/settings.hpp"

#include <algorithm>
#include <charconv>

#include "config/table.hpp"
#include "config/values.hpp"

namespace jauge::receiver {
namespace {

using config::assign;
using config::Field;
using config::Table;
using core::msg;

void read_listen(const Field& field, Settings& settings) {
  const auto text = field.text();
  if (!text) return;
  const std::size_t colon = text->rfind(':');
  if (colon != std::string::npos) {
    const char* const end = text->data() + text->size();
    const auto [after, error] = std::from_chars(text->data() + colon + 1, end, settings.port);
    settings.address = text->substr(0, colon);
    if (settings.address.starts_with('[') && settings.address.ends_with(']')) {
      settings.address = settings.address.substr(1, settings.address.size() - 2);
    }
    if (error == std::errc() && after == end && !settings.address.empty()) return;
  }
  field.wrong(msg("expected an address and a port, such as \"0.0.0.0:8443\""));
}

/// The table of a required key; without one, nothing is asked of it.
template <class Read>
void read_section(Table& root, std::string_view key, Read read) {
  auto section = root.required(key).table();
  if (!section) return;
  read(*section);
  section->finish();
}

std::vector<std::string> read_organisations(Table& table, std::string_view key) {
  const Field field = table.required(key);
  auto texts = config::read_texts(field);
  if (field.present() && texts.empty())
    field.wrong(msg("expected the identifier of one organisation or more"));
  return texts;
}

Enrolment read_enrolment(Table& table) {
  Enrolment out;
  const Field project = table.required("project");
  assign(out.project, project.text());
  if (project.present() && !config::is_identifier(out.project))
    project.wrong(msg("expected the id of a project"));
  assign(out.region, config::read_region(table.required("region")));
  out.clients = read_organisations(table, "clients");
  out.seals = read_organisations(table, "seals");
  table.finish();
  return out;
}

}  // namespace

tl::expected<Settings, std::vector<config::ConfigurationError>> parse_settings(std::string_view text,
                                                                               std::string_view file) {
  const auto document = config::parse_document(text, file);
  if (!document) return tl::unexpected(document.error());
  config::Problems problems{std::string(file)};
  Table root(*document, "", problems);
  Settings out;
  read_listen(root.required("listen"), out);
  assign(out.store, config::read_path(root.required("store")));
  read_section(root, "server", [&](Table& section) {
    assign(out.certificate, config::read_path(section.required("certificate")));
    assign(out.key, config::read_secret_reference(section.required("key")));
  });
  read_section(root, "clients", [&](Table& section) {
    assign(out.client_ca, config::read_path(section.required("ca")));
    assign(out.client_crl, config::read_path(section["crl"]));
  });
  read_section(root, "seals", [&](Table& section) {
    assign(out.seal_ca, config::read_path(section.required("ca")));
    assign(out.seal_crl, config::read_path(section["crl"]));
    assign(out.timestamp_ca, config::read_path(section["timestamp_ca"]));
  });
  read_section(root, "receipts", [&](Table& section) {
    assign(out.receipt_certificate, config::read_path(section.required("certificate")));
    assign(out.receipt_key, config::read_secret_reference(section.required("key")));
    assign(out.receipt_chain, config::read_path(section.required("chain")));
  });
  for (Table& table : root.required("enrolment").tables()) {
    Enrolment enrolment = read_enrolment(table);
    if (find_enrolment(out, enrolment.project, enrolment.region) != nullptr) {
      table.self().wrong(msg("this project is enrolled twice in this region"));
    }
    out.enrolments.push_back(std::move(enrolment));
  }
  root.finish();
  if (!problems.empty()) return tl::unexpected(problems.take());
  return out;
}

const Enrolment* find_enrolment(const Settings& settings, std::string_view project,
                                const core::RegionCode& region) {
  const auto found =
      std::find_if(settings.enrolments.begin(), settings.enrolments.end(), [&](const Enrolment& enrolment) {
        return (enrolment.project.empty() || enrolment.project == project) && enrolment.region == region;
      });
  return found == settings.enrolments.end() ? nullptr : &*found;
}

}  // namespace jauge::receiver
