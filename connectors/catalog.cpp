#include "connectors/catalog.hpp"

#include <algorithm>
#include <array>

#include "connectors/csv/source.hpp"
#include "connectors/fhir/source.hpp"
#include "connectors/imap/source.hpp"
#include "connectors/json/source.hpp"
#include "connectors/mariadb/source.hpp"
#include "connectors/odbc/source.hpp"
#include "connectors/postgresql/source.hpp"
#include "connectors/sqlite/source.hpp"
#include "connectors/tddui/source.hpp"

namespace jauge::connectors {
namespace {

struct Protocol {
  std::string_view type;
  Connection (*connect)(const config::SourceSection& section);
  core::TimeForm time;
};

constexpr std::array protocols{
    Protocol{"csv", csv::connect, core::TimeForm::iso_space},
    Protocol{"fhir", fhir::connect, core::TimeForm::timestamp},
    Protocol{"imap", imap::connect, core::TimeForm::timestamp},
    Protocol{"json", json::connect, core::TimeForm::timestamp},
    Protocol{"mariadb", mariadb::connect, core::TimeForm::timestamp},
    Protocol{"odbc", odbc::connect, core::TimeForm::timestamp},
    Protocol{"postgresql", postgresql::connect, core::TimeForm::timestamp},
    Protocol{"sqlite", sqlite::connect, core::TimeForm::iso_space},
    Protocol{"tddui", tddui::connect, core::TimeForm::timestamp},
};

const Protocol* find(std::string_view type) {
  const auto* const found = std::ranges::find(protocols, type, &Protocol::type);
  return found == protocols.end() ? nullptr : found;
}

}  // namespace

core::Result<Connection> connect(const config::SourceSection& section) {
  if (const auto* const protocol = find(section.spec.type)) return protocol->connect(section);
  return core::fail(core::ErrorKind::invalid,
                    core::msg("Source {0}: no connector speaks {1}.", section.spec.name, section.spec.type),
                    core::msg("The types are: {0}.", fmt::format("{}", fmt::join(types(), ", "))));
}

std::vector<std::string_view> types() {
  std::vector<std::string_view> names;
  for (const auto& protocol : protocols) names.push_back(protocol.type);
  return names;
}

core::TimeForm default_time_form(std::string_view type) {
  const auto* const protocol = find(type);
  return protocol ? protocol->time : core::TimeForm::timestamp;
}

}  // namespace jauge::connectors
