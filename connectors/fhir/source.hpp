#pragma once
// A FHIR R4 server, by its search.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::fhir {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::fhir
