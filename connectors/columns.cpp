#include "connectors/columns.hpp"

#include <algorithm>

namespace jauge::connectors {
namespace {

using core::ErrorKind;
using core::msg;

bool same_name(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

core::Result<ColumnPlaces> find_columns(const std::vector<std::string>& names, std::string_view source,
                                        std::string_view kind) {
  std::string_view doubled;
  const auto find = [&](std::string_view wanted) -> std::optional<std::size_t> {
    std::optional<std::size_t> place;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!same_name(names[i], wanted)) continue;
      if (place) doubled = wanted;
      place = i;
    }
    return place;
  };
  const auto missing = [&](std::string_view column) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it gives no column {2}.", source, kind, column),
                      msg("Name the columns with AS: finess, subject or event, at, until; for a headcount "
                          "finess, month, number."));
  };

  const auto finess = find("finess");
  const auto subject = find("subject");
  const auto event = find("event");
  const auto number = find("number");
  const auto month = find("month");
  ColumnPlaces places;
  places.at = find("at");
  places.until = find("until");
  if (!doubled.empty()) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it gives the column {2} twice.", source, kind, doubled));
  }
  if (!finess) return missing("finess");
  places.finess = *finess;
  if (subject && event) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}, query {1}: it gives both subject and event.", source, kind),
                      msg("A kind is counted by person or by event; see the table of facts."));
  }
  if (subject || event) {
    places.id = subject ? *subject : *event;
    return places;
  }
  if (!number && !month) return missing("subject");
  if (!number) return missing("number");
  if (!month) return missing("month");
  places.id = *number;
  places.at = month;
  places.until.reset();
  return places;
}

}  // namespace jauge::connectors
