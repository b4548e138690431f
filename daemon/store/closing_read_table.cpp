#include "store/closing_read_table.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view upsert =
    "INSERT INTO closing_read (month, source, kind, state, at, accepted, incoherent) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT (month, source, kind) DO UPDATE "
    "SET state = excluded.state, at = excluded.at, accepted = excluded.accepted, incoherent = "
    "excluded.incoherent";
constexpr std::string_view select_one =
    "SELECT source, kind, state, at, accepted, incoherent FROM closing_read WHERE month = ?1 AND source = ?2 "
    "AND kind = "
    "?3";
constexpr std::string_view select_month =
    "SELECT source, kind, state, at, accepted, incoherent FROM closing_read WHERE month = ?1 ORDER BY "
    "source, kind";
constexpr std::string_view accept_incoherent =
    "UPDATE closing_read SET accepted = 1 WHERE month = ?1 AND state = 'incoherent' AND accepted = 0";
constexpr std::string_view delete_month = "DELETE FROM closing_read WHERE month = ?1";

constexpr std::string_view states[] = {"succeeded", "failed", "incoherent"};

std::string joined(const std::vector<core::Finess>& establishments) {
  std::string text;
  for (const auto& finess : establishments) {
    if (!text.empty()) text += ' ';
    text += finess.text();
  }
  return text;
}

std::vector<core::Finess> establishments_at(const sqlite::Statement& row, int index) {
  std::vector<core::Finess> establishments;
  std::string_view rest = row.text(index);
  while (!rest.empty()) {
    const auto finess = core::Finess::parse(rest.substr(0, rest.find(' ')));
    if (!finess) throw BadColumn{};
    establishments.push_back(*finess);
    rest.remove_prefix(std::min(rest.size(), rest.find(' ') == rest.npos ? rest.size() : rest.find(' ') + 1));
  }
  return establishments;
}

ClosingRead closing_read_of(const sqlite::Statement& row) {
  return {text_at(row, 0),    text_at(row, 1),     enumeration_at<ClosingReadState>(row, 2, states),
          instant_at(row, 3), row.integer(4) != 0, establishments_at(row, 5)};
}

}  // namespace

core::Result<void> ClosingReadTable::set(core::Month month, const ClosingRead& read) {
  return run(connection_, upsert, month.text(), read.source, read.kind,
             states[static_cast<std::size_t>(read.state)], column(read.at), read.accepted,
             joined(read.incoherent));
}

core::Result<std::optional<ClosingRead>> ClosingReadTable::get(core::Month month, std::string_view source,
                                                               std::string_view kind) const {
  return first(connection_, select_one, closing_read_of, month.text(), source, kind);
}

core::Result<std::vector<ClosingRead>> ClosingReadTable::list(core::Month month) const {
  return collect(connection_, select_month, closing_read_of, month.text());
}

core::Result<int> ClosingReadTable::accept(core::Month month) {
  if (auto done = run(connection_, accept_incoherent, month.text()); !done)
    return core::Failure(done.error());
  return static_cast<int>(connection_.changes());
}

core::Result<void> ClosingReadTable::clear(core::Month month) {
  return run(connection_, delete_month, month.text());
}

}  // namespace jauge::store
