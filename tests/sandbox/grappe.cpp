#include "tests/sandbox/grappe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

namespace jauge::sandbox {
namespace {

using core::Day;
using core::LocalTime;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Random numbers that do not depend on the standard library's distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// In [0, sides).
  std::uint64_t roll(std::uint64_t sides) { return engine_() % sides; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(roll(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool chance(double share) { return static_cast<double>(engine_() >> 11) / 9007199254740992.0 < share; }
  /// A whole number of mean `mean`: its whole part, and one more as often as its fraction says.
  std::int64_t about(double mean) {
    const auto whole = static_cast<std::int64_t>(mean);
    return whole + (chance(mean - static_cast<double>(whole)) ? 1 : 0);
  }

 private:
  std::mt19937_64 engine_;
};

struct Kind {
  const char* prefix;
  bool medicalised;
  std::int64_t smallest;
  std::int64_t largest;
  double nights;  // share of what happens that happens at night
};

constexpr std::array kinds{
    Kind{"EHPAD", true, 45, 95, 0.15}, Kind{"Résidence autonomie", false, 25, 60, 0.02},
    Kind{"SSIAD", true, 30, 70, 0.05}, Kind{"MAS", true, 20, 50, 0.15},
    Kind{"IME", false, 25, 70, 0.02},  Kind{"SESSAD", false, 15, 45, 0.0},
    Kind{"ESAT", false, 30, 90, 0.0},  Kind{"Foyer de vie", false, 15, 45, 0.1},
};
constexpr std::array names{"Les Tilleuls",   "Les Cèdres",      "Le Ried",      "La Bruche",
                           "Les Hortensias", "Le Clos Fleuri",  "Sainte-Odile", "Le Moulin",
                           "Les Vergers",    "La Roseraie",     "Le Haut-Barr", "Les Violettes",
                           "L'Ill",          "Les Coquelicots", "La Forêt"};
constexpr std::array family_names{"KOECHLIN", "SCHMITTHEIM", "BAUMGARTNER-TEST", "OBERLEFEVRE", "WALDMULLER"};

/// A FINESS of the département, its last digit by Luhn.
core::Finess finess(int department, std::size_t number) {
  std::string text = fmt::format("{:02}{:06}", department, number);
  int sum = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    int digit = text[text.size() - 1 - at] - '0';
    if (at % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  text += static_cast<char>('0' + (10 - sum % 10) % 10);
  return *core::Finess::parse(text);
}

/// What makes one establishment differ from the next.
struct Temper {
  const Kind* kind;
  double active;    // share of the persons whose file is written in a month
  double planned;   // share of the persons with a personalised project
  double agenda;    // share of the persons with agenda events in a month
  double messages;  // a month
  double deposits;
  double prescriptions;
  double notes;
  double turnover;  // share of the persons who leave in a month
};

class Maker {
 public:
  Maker(const Wishes& wishes, Grappe& grappe) : wishes_(wishes), grappe_(grappe), dice_(wishes.seed) {}

  void make() {
    const std::size_t strangers = wishes_.establishments > 3 ? 1 : 0;
    for (std::size_t index = 0; index < wishes_.establishments + strangers; ++index) {
      const auto temper = add_establishment(index, index >= wishes_.establishments);
      fill(index, temper);
    }
  }

 private:
  Temper add_establishment(std::size_t index, bool stranger) {
    const auto& kind = kinds[index == 0 ? 0 : dice_.roll(kinds.size())];
    Establishment establishment;
    const bool island = wishes_.overseas && index % 3 == 2;
    establishment.region = *core::RegionCode::parse(island ? (index % 2 == 0 ? "04" : "01") : "44");
    establishment.finess = finess(island ? 97 : 67, 16 + index * 7 + wishes_.seed % 1000 * 1000);
    establishment.operator_finess = finess(67, 15 + index / 4 * 4000);
    establishment.name = fmt::format("{} {}", kind.prefix, names[index % names.size()]);
    if (index >= names.size()) establishment.name += fmt::format(" {}", index / names.size() + 1);
    establishment.medicalised = kind.medicalised;
    (stranger ? grappe_.strangers : grappe_.establishments).push_back(establishment);
    const double zeal = 0.7 + 0.3 * static_cast<double>(dice_.roll(100)) / 100.0;
    return {&kind,
            0.65 + 0.34 * zeal,
            0.5 + 0.45 * zeal,
            0.45 + 0.5 * zeal,
            4 + 12 * zeal,
            3 + 8 * zeal,
            kind.medicalised ? 6 + 20 * zeal : 0.5,
            kind.medicalised ? 1.0 : 2 + 6 * zeal,
            0.03};
  }

  void fill(std::size_t index, const Temper& temper) {
    const auto persons = wishes_.persons > 0 ? static_cast<std::int64_t>(wishes_.persons)
                                             : dice_.between(temper.kind->smallest, temper.kind->largest);
    for (std::int64_t person = 0; person < persons; ++person)
      live(index, temper, grappe_.first.first_day(), true);
    for (auto month = grappe_.first; month <= grappe_.last; month = month.next()) {
      const auto entries = dice_.about(static_cast<double>(persons) * temper.turnover);
      for (std::int64_t entry = 0; entry < entries; ++entry) live(index, temper, some_day(month), false);
      add_exchanges(grappe_.messages, "MSG", index, temper, month, temper.messages);
      add_exchanges(grappe_.deposits, "DMP", index, temper, month, temper.deposits);
      add_exchanges(grappe_.prescriptions, "ORD", index, temper, month, temper.prescriptions);
      add_exchanges(grappe_.notes, "NOTE", index, temper, month, temper.notes);
    }
  }

  /// One person, from entry to exit, with all that is written about them.
  void live(std::size_t index, const Temper& temper, Day entry, bool settled) {
    const std::string file = fmt::format("D{}-{:05}", grappe_.of(index).finess.text().substr(2), ++files_);
    grappe_.persons.push_back({file,
                               fmt::format("{} Prénom{}", family_names[files_ % family_names.size()], files_),
                               fmt::format("1{:02}0167{:06}{:02}", files_ % 90 + 10, files_, files_ % 97)});
    const Day from = settled ? entry - days(dice_.between(10, 2000)) : entry;
    std::optional<Day> to;
    for (auto month = core::Month::of(entry); month <= grappe_.last && !to; month = month.next()) {
      if (dice_.chance(temper.turnover)) to = std::max(some_day(month), from);
    }
    grappe_.stays.push_back({index, file, from, to});
    if (dice_.chance(0.02) && to)
      grappe_.stays.push_back({index, file, *to + days(3), std::nullopt});  // comes back
    if (dice_.chance(0.9)) grappe_.identities.push_back({index, file, from + days(dice_.between(0, 20))});
    if (dice_.chance(temper.planned)) plan(index, file, from, to);

    for (auto month = std::max(grappe_.first, core::Month::of(from)); month <= grappe_.last;
         month = month.next()) {
      const bool there = !to || month <= core::Month::of(*to);
      // Someone still writes in the file of a person who left: a late entry, outside the denominator.
      if (!there && !dice_.chance(0.08)) continue;
      write(index, temper, file, month, there);
    }
  }

  void plan(std::size_t index, const std::string& file, Day from, std::optional<Day> to) {
    const Day start = from + days(dice_.between(5, 120));
    const auto fate = dice_.roll(10);
    if (fate < 2) {
      grappe_.projects.push_back({index, file, start, std::nullopt, "PREPARATION"});
    } else if (fate < 8) {
      grappe_.projects.push_back({index, file, start, to && *to >= start ? to : std::nullopt, "ACTIF"});
    } else if (fate < 9) {
      const Day end = start + days(dice_.between(30, 400));
      grappe_.projects.push_back({index, file, start, end, "TERMINE"});
      if (dice_.chance(0.5))
        grappe_.projects.push_back({index, file, end + days(1), std::nullopt, "PREPARATION"});
    } else {
      grappe_.projects.push_back({index, file, start, std::nullopt, "ABANDONNE"});
    }
  }

  void write(std::size_t index, const Temper& temper, const std::string& file, core::Month month,
             bool there) {
    if (dice_.chance(temper.active)) {
      const auto writes = there ? dice_.about(wishes_.activity * 3.0) + 1 : 1;
      for (std::int64_t count = 0; count < writes; ++count) {
        grappe_.writes.push_back({index, file, some_time(month, temper), false});
      }
    }
    if (dice_.chance(0.3)) grappe_.writes.push_back({index, file, some_time(month, temper), true});
    if (there && dice_.chance(temper.agenda)) {
      const auto events = dice_.about(wishes_.activity * 2.0) + 1;
      for (std::int64_t count = 0; count < events; ++count) {
        grappe_.agenda.push_back({index, file, some_time(month, temper), dice_.chance(0.08)});
      }
    }
  }

  void add_exchanges(std::vector<Exchange>& to, const char* prefix, std::size_t index, const Temper& temper,
                     core::Month month, double mean) {
    const auto count = dice_.about(wishes_.activity * mean);
    for (std::int64_t number = 0; number < count; ++number) {
      Exchange exchange{index,
                        fmt::format("{}-{}-{:07}", prefix, grappe_.of(index).finess.text(), ++exchanges_),
                        some_time(month, temper)};
      to.push_back(exchange);
      // A message to two recipients is one message in two rows.
      if (dice_.chance(0.15)) to.push_back(exchange);
    }
  }

  Day some_day(core::Month month) { return month.first_day() + days(dice_.between(0, month.days() - 1)); }

  /// Mostly in working hours; often enough at the edges of the month, where mistakes are made.
  LocalTime some_time(core::Month month, const Temper& temper) {
    if (dice_.chance(0.01)) return LocalTime(month.first_day()) + seconds(dice_.between(0, 90 * 60));
    if (dice_.chance(0.01)) return LocalTime(month.last_day()) + hours(23) + seconds(dice_.between(0, 3599));
    const auto hour = dice_.chance(temper.kind->nights) ? dice_.between(20, 29) % 24 : dice_.between(7, 19);
    return LocalTime(some_day(month)) + hours(hour) + minutes(dice_.between(0, 59)) +
           seconds(dice_.between(0, 59));
  }

  const Wishes& wishes_;
  Grappe& grappe_;
  Dice dice_;
  std::size_t files_ = 0;
  std::size_t exchanges_ = 0;
};

}  // namespace

Grappe make_grappe(const Wishes& wishes) {
  Grappe grappe;
  grappe.project_id = fmt::format("PAI-2021-44-{:04}", wishes.seed % 10000);
  grappe.holder = finess(67, 15);
  grappe.last = wishes.last;
  grappe.first = wishes.last - (wishes.months - 1);
  Maker(wishes, grappe).make();
  // A DUI is filled as time goes by, whoever it is about.
  std::ranges::stable_sort(grappe.writes, {}, &Write::at);
  std::ranges::stable_sort(grappe.agenda, {}, &AgendaEvent::at);
  for (auto* exchanges : {&grappe.messages, &grappe.deposits, &grappe.prescriptions, &grappe.notes}) {
    std::ranges::stable_sort(*exchanges, {}, &Exchange::at);
  }
  return grappe;
}

}  // namespace jauge::sandbox
