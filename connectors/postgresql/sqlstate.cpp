#include "connectors/postgresql/sqlstate.hpp"

#include <algorithm>
#include <array>

namespace jauge::connectors::postgresql {
namespace {

struct Meaning {
  std::string_view prefix;  // a class of two characters or a whole code
  Cause cause;
};

// The first that fits: codes stand before their class.
constexpr std::array of_connection{
    Meaning{"28", Cause::account},     Meaning{"42501", Cause::account}, Meaning{"3D000", Cause::no_database},
    Meaning{"53", Cause::busy},        Meaning{"57P03", Cause::busy},    Meaning{"55000", Cause::no_database},
    Meaning{"08", Cause::unreachable}, Meaning{"57", Cause::busy},
};
constexpr std::array of_query{
    Meaning{"42501", Cause::permission}, Meaning{"42P01", Cause::no_table},
    Meaning{"3F000", Cause::no_table},   Meaning{"42703", Cause::no_column},
    Meaning{"42883", Cause::types},      Meaning{"42804", Cause::types},
    Meaning{"42846", Cause::types},      Meaning{"22P02", Cause::types},
    Meaning{"22007", Cause::types},      Meaning{"22008", Cause::types},
    Meaning{"42P18", Cause::types},      Meaning{"42", Cause::syntax},
    Meaning{"57014", Cause::time_limit}, Meaning{"55P03", Cause::lock_limit},
    Meaning{"40P01", Cause::lock_limit}, Meaning{"22021", Cause::encoding},
    Meaning{"22P05", Cause::encoding},   Meaning{"25006", Cause::writes},
    Meaning{"54000", Cause::too_large},  Meaning{"08", Cause::lost},
    Meaning{"57P", Cause::lost},
};

template <class Meanings>
Cause find(const Meanings& meanings, std::string_view sqlstate, Cause otherwise) {
  const auto found = std::ranges::find_if(
      meanings, [&](const Meaning& meaning) { return sqlstate.starts_with(meaning.prefix); });
  return found == meanings.end() ? otherwise : found->cause;
}

}  // namespace

Cause connection_cause(std::string_view sqlstate) {
  return find(of_connection, sqlstate, Cause::unreachable);
}

Cause query_cause(std::string_view sqlstate) {
  return find(of_query, sqlstate, Cause::other);
}

std::string_view find_sqlstate(std::string_view words) {
  // "…: FATAL:  28P01", the severity in the server's language.
  constexpr std::string_view mark = ":  ";
  const std::size_t place = words.rfind(mark);
  if (place == words.npos) return {};
  auto state = words.substr(place + mark.size());
  while (!state.empty() && state.back() == '\n') state.remove_suffix(1);
  const bool is_code = state.size() == 5 && std::ranges::all_of(state, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                       });
  return is_code ? state : std::string_view{};
}

}  // namespace jauge::connectors::postgresql
