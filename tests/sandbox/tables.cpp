#include "tests/sandbox/tables.hpp"

namespace jauge::sandbox {
namespace {

using std::chrono::seconds;

/// The DUI's server is in Paris: an establishment's wall clock goes through UTC to that of Paris.
class Clocks {
 public:
  explicit Clocks(const Grappe& grappe) : paris_(*core::Zone::find("Europe/Paris")) {
    const auto add = [&](const std::vector<Establishment>& establishments) {
      for (const auto& establishment : establishments) {
        zones_.push_back(*core::Zone::find(establishment.region.zone_name()));
      }
    };
    add(grappe.establishments);
    add(grappe.strangers);
  }

  std::string paris(std::size_t establishment, core::LocalTime at) const {
    const auto local = paris_.to_local(zones_[establishment].to_instant(at));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto time = std::chrono::hh_mm_ss(std::chrono::floor<seconds>(local - day));
    return fmt::format("{} {:02}:{:02}:{:02}", core::text(core::Day(day)), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
  }

 private:
  core::Zone paris_;
  std::vector<core::Zone> zones_;
};

std::string day_or_null(const std::optional<core::Day>& day) {
  return day ? core::text(*day) : std::string();
}

Table exchanges(const Grappe& grappe, std::shared_ptr<const Clocks> clocks, std::string name,
                std::string id_column, std::string time_column, const std::vector<Exchange>& rows) {
  Table table{std::move(name),
              {{"finess", ColumnType::text}, {id_column, ColumnType::text}, {time_column, ColumnType::time}},
              time_column,
              {}};
  table.rows = [&grappe, clocks, &rows](const RowSink& sink) {
    for (const auto& row : rows) {
      sink({std::string(grappe.of(row.establishment).finess.text()), row.id,
            clocks->paris(row.establishment, row.at)});
    }
  };
  return table;
}

std::string spoiled_cell(const Column& column, core::Month month, bool first_day) {
  const auto day = month.first_day() + std::chrono::days(14);
  switch (column.type) {
    case ColumnType::day:
      return first_day ? core::text(day) : std::string();
    case ColumnType::time:
      return core::text(day) + " 12:00:00";
    case ColumnType::flag:
      return "0";
    case ColumnType::text:
      break;
  }
  return column.name == "statut" ? "ACTIF" : std::string(spoiled_finess);
}

}  // namespace

std::vector<Table> tables_of(const Grappe& grappe) {
  const auto clocks = std::make_shared<const Clocks>(grappe);
  const auto finess = [&grappe](std::size_t establishment) {
    return std::string(grappe.of(establishment).finess.text());
  };
  std::vector<Table> tables;

  tables.push_back({"usager",
                    {{"dossier", ColumnType::text}, {"nom", ColumnType::text}, {"nir", ColumnType::text}},
                    "",
                    [&grappe](const RowSink& sink) {
                      for (const auto& person : grappe.persons) {
                        sink({person.file, person.name, person.insurance_number});
                      }
                    }});
  tables.push_back(
      {"sejour",
       {{"finess", ColumnType::text},
        {"dossier", ColumnType::text},
        {"entree", ColumnType::day},
        {"sortie", ColumnType::day}},
       "",
       [&grappe, finess](const RowSink& sink) {
         for (const auto& stay : grappe.stays) {
           sink({finess(stay.establishment), stay.file, core::text(stay.from), day_or_null(stay.to)});
         }
       }});
  tables.push_back({"ecriture",
                    {{"finess", ColumnType::text},
                     {"dossier", ColumnType::text},
                     {"ecrit_le", ColumnType::time},
                     {"technique", ColumnType::flag}},
                    "ecrit_le",
                    [&grappe, clocks, finess](const RowSink& sink) {
                      for (const auto& write : grappe.writes) {
                        sink({finess(write.establishment), write.file,
                              clocks->paris(write.establishment, write.at), write.technical ? "1" : "0"});
                      }
                    }});
  tables.push_back({"projet",
                    {{"finess", ColumnType::text},
                     {"dossier", ColumnType::text},
                     {"debut", ColumnType::day},
                     {"fin", ColumnType::day},
                     {"statut", ColumnType::text}},
                    "",
                    [&grappe, finess](const RowSink& sink) {
                      for (const auto& project : grappe.projects) {
                        sink({finess(project.establishment), project.file, core::text(project.from),
                              day_or_null(project.to), project.status});
                      }
                    }});
  tables.push_back({"agenda",
                    {{"finess", ColumnType::text},
                     {"dossier", ColumnType::text},
                     {"debut", ColumnType::time},
                     {"annule", ColumnType::flag}},
                    "debut",
                    [&grappe, clocks, finess](const RowSink& sink) {
                      for (const auto& event : grappe.agenda) {
                        sink({finess(event.establishment), event.file,
                              clocks->paris(event.establishment, event.at), event.cancelled ? "1" : "0"});
                      }
                    }});
  tables.push_back(
      {"identite",
       {{"finess", ColumnType::text}, {"dossier", ColumnType::text}, {"qualifiee_le", ColumnType::day}},
       "",
       [&grappe, finess](const RowSink& sink) {
         for (const auto& identity : grappe.identities) {
           sink({finess(identity.establishment), identity.file, core::text(identity.qualified_from)});
         }
       }});
  tables.push_back(exchanges(grappe, clocks, "mssante", "message_id", "envoye_le", grappe.messages));
  tables.push_back(exchanges(grappe, clocks, "dmp", "document_id", "depose_le", grappe.deposits));
  tables.push_back(
      exchanges(grappe, clocks, "prescription", "prescription_id", "importee_le", grappe.prescriptions));
  tables.push_back(exchanges(grappe, clocks, "liaison", "note_id", "ecrite_le", grappe.notes));
  return tables;
}

void spoil(std::vector<Table>& tables, core::Month month) {
  for (auto& table : tables) {
    if (table.columns.front().name != "finess") continue;
    std::vector<std::string> cells;
    bool first_day = true;
    for (const auto& column : table.columns) {
      cells.push_back(spoiled_cell(column, month, first_day));
      if (column.type == ColumnType::day) first_day = false;
    }
    table.rows = [rows = std::move(table.rows), cells](const RowSink& sink) {
      rows(sink);
      sink(cells);
    };
  }
}

}  // namespace jauge::sandbox
