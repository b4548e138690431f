#pragma once
// A SQLite file, opened read-only.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::sqlite {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::sqlite
