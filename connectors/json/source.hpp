#pragma once
// REST APIs of vendors that are not FHIR: rows out of pages of JSON, told by data alone
// (config/json_query.hpp).
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::json {

/// Only GET is ever sent. A page is read whole before its rows are given; an answer that is not what the
/// query says it is (no list, an unknown status, a loop of pages, a total that does not add up) fails the
/// query.
Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::json
