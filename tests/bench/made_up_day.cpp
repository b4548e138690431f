#include "tests/bench/made_up_day.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace jauge::bench {
namespace {

using core::Cell;
using core::LocalTime;
using std::chrono::seconds;

constexpr std::size_t persons = 77;
constexpr std::size_t writes = 6;  // of each person
constexpr std::size_t agenda = 3;
constexpr std::size_t exchanges = 77;  // of each establishment, over the four kinds

const LocalTime morning = LocalTime(core::Day(std::chrono::year(2026) / 10 / 31)) + std::chrono::hours(7);

core::Finess finess(std::size_t number) {
  std::string text = fmt::format("{:08}", 1'000'000 + number);
  int sum = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int digit = text[text.size() - 1 - at] - '0';
    sum += at % 2 == 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit;
  }
  text += static_cast<char>('0' + (10 - sum % 10) % 10);
  return *core::Finess::parse(text);
}

class Source final : public core::Source {
 public:
  explicit Source(const sandbox::Grappe& grappe) : grappe_(grappe) {}

  core::Result<void> open() override { return {}; }
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>(); }
  core::Result<Cell> read_value(const std::string&) override { return Cell{}; }

  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override {
    const bool interval = query.kind == "accompanied" || query.kind == "personalised_project";
    on_columns({.at = true, .until = interval});
    const auto shares = share_of(query.kind);
    for (std::size_t index = 0; index < grappe_.establishments.size(); ++index) {
      const auto& establishment = grappe_.establishments[index];
      for (std::size_t round = 0; round < shares.rounds; ++round) {
        for (std::size_t number = 0; number < shares.keys; ++number) {
          core::Row row;
          row.finess = {Cell::Type::text, 0, establishment.finess.text()};
          char key[32] = {shares.letter, '-'};
          const auto end = std::to_chars(key + 2, key + sizeof key, index * 1000 + number).ptr;
          row.id = {Cell::Type::text, 0, {key, static_cast<std::size_t>(end - key)}};
          const auto at = shares.day ? morning - std::chrono::days(300 + number)
                                     : morning + seconds(number * 37 + round * 3600);
          row.at = {Cell::Type::local_time, at.time_since_epoch().count(), {}};
          if (!on_row(row)) return {};
        }
      }
    }
    return {};
  }

 private:
  struct Share {
    char letter = 'D';
    std::size_t keys = 0;
    std::size_t rounds = 1;
    bool day = false;
  };
  static Share share_of(const std::string& kind) {
    static const std::map<std::string, Share> shares{
        {"accompanied", {'D', persons, 1, true}},
        {"qualified_identity", {'D', persons * 9 / 10, 1, true}},
        {"personalised_project", {'D', persons * 7 / 10, 1, true}},
        {"file_update", {'D', persons, writes, false}},
        {"agenda_event", {'D', persons, agenda, false}},
        {"mss_message", {'M', exchanges / 4, 1, false}},
        {"dmp_deposit", {'E', exchanges / 4, 1, false}},
        {"prescription_import", {'P', exchanges / 4, 1, false}},
        {"liaison_exchange", {'N', exchanges - exchanges / 4 * 3, 1, false}},
    };
    return shares.at(kind);
  }

  const sandbox::Grappe& grappe_;
};

}  // namespace

std::size_t persons_of(std::size_t establishments) {
  return establishments * persons;
}
std::size_t events_of_a_day(std::size_t establishments) {
  return establishments * (persons * (writes + agenda) + exchanges);
}

std::unique_ptr<core::Source> MadeUpDay::source() const {
  return std::make_unique<Source>(grappe_);
}

MadeUpDay made_up_project(std::size_t number, std::size_t establishments) {
  sandbox::Grappe grappe;
  grappe.project_id = fmt::format("PAI-2026-44-{:04}", number);
  grappe.first = grappe.last = *core::Month::parse("2026-10");
  grappe.holder = finess(900'000 + number);
  for (std::size_t index = 0; index < establishments; ++index) {
    sandbox::Establishment establishment;
    establishment.finess = finess(number * establishments + index);
    establishment.operator_finess = grappe.holder;
    establishment.name = fmt::format("EHPAD n° {}", index + 1);
    establishment.region = *core::RegionCode::parse("44");
    establishment.medicalised = true;
    grappe.establishments.push_back(establishment);
  }
  return MadeUpDay(std::move(grappe));
}

}  // namespace jauge::bench
