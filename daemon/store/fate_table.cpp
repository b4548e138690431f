#include "store/fate_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view delete_fates = "DELETE FROM fate WHERE month = ?1 AND source = ?2 AND kind = ?3";
constexpr std::string_view insert_fate =
    "INSERT INTO fate (month, source, kind, establishment, fate, reason, count) VALUES (?1, ?2, ?3, ?4, ?5, "
    "?6, ?7)";
constexpr std::string_view select_fates =
    "SELECT source, kind, establishment, fate, reason, count FROM fate WHERE month = ?1";

// `month` of the last poll's fates.
constexpr const char* last_poll_slot = "";

/// The plain counts of a read, by the name they are stored under.
constexpr std::pair<std::string_view, std::uint64_t core::Fates::*> plain_counts[] = {
    {"read", &core::Fates::read},
    {"taken", &core::Fates::taken},
    {"outside", &core::Fates::outside},
    {"future", &core::Fates::future},
    {"outside_window", &core::Fates::outside_window},
    {"corrected", &core::Fates::corrected},
};
constexpr std::string_view late = "late";
constexpr std::string_view refused = "refused";
constexpr std::string_view first_refused_row = "first_refused_row";

void take(core::Fates& fates, const sqlite::Statement& row) {
  const auto establishment = row.text(2);
  const auto fate = row.text(3);
  const auto count = count_at(row, 5);
  if (!establishment.empty()) {
    auto& of_establishment = fates.establishments[finess_at(row, 2)];
    if (fate == refused) {
      of_establishment.refused[text_at(row, 4)] = count;
    } else {
      of_establishment.read = count;
    }
    return;
  }
  for (const auto& [name, member] : plain_counts) {
    if (fate == name) fates.*member = count;
  }
  if (fate == late) fates.late[month_at(row, 4)] = count;
  if (fate == refused) fates.unattributed[text_at(row, 4)] = count;
  if (fate == first_refused_row) fates.first_refused_row = count;
}

}  // namespace

core::Result<void> FateTable::write(const std::string& slot, std::string_view source, std::string_view kind,
                                    const core::Fates& fates) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    if (auto gone = run(connection_, delete_fates, slot, source, kind); !gone) return gone;
    auto statement = connection_.keep(insert_fate);
    if (!statement) return core::Failure(statement.error());
    core::Result<void> state;
    const auto insert = [&](std::string_view establishment, std::string_view fate, const std::string& reason,
                            std::uint64_t count) {
      if (state) state = (*statement)->bind_all(slot, source, kind, establishment, fate, reason, count).run();
    };
    for (const auto& [name, member] : plain_counts) insert("", name, "", fates.*member);
    for (const auto& [month, count] : fates.late) insert("", late, month.text(), count);
    for (const auto& [reason, count] : fates.unattributed) insert("", refused, reason, count);
    if (fates.first_refused_row) insert("", first_refused_row, "", *fates.first_refused_row);
    for (const auto& [finess, of_establishment] : fates.establishments) {
      insert(finess.text(), "read", "", of_establishment.read);
      for (const auto& [reason, count] : of_establishment.refused)
        insert(finess.text(), refused, reason, count);
    }
    return state;
  });
}

core::Result<std::map<SourceKind, core::Fates>> FateTable::read(const std::string& slot) const {
  std::map<SourceKind, core::Fates> all;
  auto done = for_each(
      connection_, select_fates,
      [&](const sqlite::Statement& row) {
        take(all[{text_at(row, 0), text_at(row, 1)}], row);
      },
      slot);
  if (!done) return core::Failure(done.error());
  return all;
}

core::Result<void> FateTable::replace(core::Month month, std::string_view source, std::string_view kind,
                                      const core::Fates& fates) {
  return write(month.text(), source, kind, fates);
}

core::Result<std::map<SourceKind, core::Fates>> FateTable::get(core::Month month) const {
  return read(month.text());
}

core::Result<void> FateTable::replace_last_poll(std::string_view source, std::string_view kind,
                                                const core::Fates& fates) {
  return write(last_poll_slot, source, kind, fates);
}

core::Result<std::map<SourceKind, core::Fates>> FateTable::last_polls() const {
  return read(last_poll_slot);
}

}  // namespace jauge::store
