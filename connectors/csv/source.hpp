#pragma once
// A drop folder of CSV files. Each is read twice: once to see that the whole of it can be relied upon, then
// for its rows. It is never changed from here: whoever stores the rows moves it.
#include "config/configuration.hpp"
#include "connectors/connection.hpp"

namespace jauge::connectors::csv {

Connection connect(const config::SourceSection& section);

}  // namespace jauge::connectors::csv
