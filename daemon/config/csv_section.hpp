#pragma once
// A source of type csv: its drop folder, how its files are written, which column is what.
#include "config/values.hpp"

namespace jauge::config {

/// The keys that a profile may hold too: separator, encoding, dates, ready, covers.
void read_csv_format(Table& table, CsvSection& csv);
/// [query]: a table { glob, columns, only } for each kind, in the place of those that `csv` had.
void read_csv_files(const Field& query, const core::FactKinds& kinds, CsvSection& csv);
/// The mapping of a kind as reports print it.
std::string text_of(const CsvSection& csv, const CsvSection::File& file);

}  // namespace jauge::config
