#include "tests/fault/power_loss.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "store/store.hpp"
#include "tests/fault/recorder.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::fault {

namespace {

using core::Month;
using store::Store;

const std::string project = "PAI-POWER-1";

core::Finess finess() {
  return *core::Finess::parse("670000165");
}
core::RegionCode region() {
  return *core::RegionCode::parse("44");
}
core::Instant at(int second) {
  return core::Instant(std::chrono::seconds(1'795'000'000 + second));
}

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

core::Batch batch_of(Month month, int from, int count) {
  core::Batch batch{finess(), month, {}};
  for (int i = from; i < from + count; ++i) {
    core::Key key{};
    key[0] = static_cast<std::uint8_t>(i / 256);
    key[1] = static_cast<std::uint8_t>(i % 256);
    batch.members.push_back({key, 20000 + i % 28});
  }
  return batch;
}

/// All that tells two moments of the life apart.
std::string content_of(Store& store) {
  std::string text;
  const auto events = store.audit.list(1000).value();
  for (const auto& event : events) text += event.code + event.subject + "\n";
  const auto closures = store.closures.list().value();
  for (const auto& head : closures) text += fmt::format("closure {} {}\n", head.month.text(), head.revision);
  const auto reports = store.reports.list().value();
  for (const auto& head : reports) {
    text += fmt::format("report {} {}", head.key.month.text(), head.sequence);
    if (const auto sealed = store.sealed.find(head.id).value()) text += " " + sealed->sha256.hex();
    if (const auto receipt = store.deliveries.receipt(head.id).value()) text += " " + receipt->bytes;
    text += "\n";
  }
  const auto months = store.members.months().value();
  for (const auto month : months) {
    const auto count = store.members.count(finess(), month, "file_update", "dui").value();
    text += fmt::format("{} {}\n", month.text(), count);
  }
  const auto keys = store.keys.months().value();
  for (const auto month : keys) text += "key " + month.text() + "\n";
  return text;
}

std::unique_ptr<Store> open(const std::filesystem::path& path) {
  auto opened = Store::open(path, {.project = project});
  if (!opened) throw std::runtime_error(core::render(opened.error().sentence, core::Language::en));
  return std::move(*opened);
}

/// A store's life: each step is one transaction that leaves a line in the journal, acknowledged once it is
/// over.
class Life {
 public:
  Life(std::filesystem::path directory, Recording& recording)
      : path_(std::move(directory) / "jauge.db"), recording_(recording) {}

  void live() {
    store_ = open(path_);
    acknowledge();
    Month month(2026, 8);
    for (int turn = 0; turn < 3; ++turn, month = month.next()) live_month(month, turn);
    store_ = nullptr;
    store_ = open(path_);
    must(store_->backup(path_.string() + ".backup", store::Members::included).has_value(), "backup");
    acknowledge();
    step([&] { return store_->members.purge(Month(2026, 8)); });
    must(store_->keys.destroy(Month(2026, 8), at(0)).has_value(), "destroy");
    acknowledge();
    step([&] { return store_->meta.set("last", "words"); });
    store_ = nullptr;
    must(store::restore(path_.string() + ".backup", path_, {project, {}, at(0), "backup"}).has_value(),
         "restore");
    store_ = open(path_);
    acknowledge();
    step([&] { return store_->meta.set("after", "all"); });
    store_ = nullptr;
  }

  /// By acknowledgement: what the store then held.
  const std::vector<std::string>& contents() const { return contents_; }

 private:
  void live_month(Month month, int turn) {
    const core::Instant now = at(turn);
    must(store_->keys.obtain(month, now).has_value(), "key");
    acknowledge();
    for (int i = 0; i < 3; ++i)
      step([&] { return discard(store_->members.add("dui", "file_update", batch_of(month, i * 40, 60))); });
    step([&]() -> core::Result<void> {
      if (auto done = store_->closures.insert({month, 0, now, ""}, "{\"month\":\"" + month.text() + "\"}");
          !done)
        return done;
      const auto last = store_->reports.last(region()).value();
      return discard(store_->reports.insert({month, 0, region()}, last.sequence + 1, last.json_sha256,
                                            {std::string(9000, 'j'), "csv", std::string(5000, 'h')}));
    });
    const auto report = store_->reports.list().value().back().id;
    step(
        [&] { return store_->sealed.insert(report, std::string(7000, static_cast<char>('a' + turn)), now); });
    step([&] { return store_->deliveries.insert_receipt(report, {"receipt of " + month.text(), now}); });
  }

  template <class T>
  static core::Result<void> discard(const core::Result<T>& result) {
    if (!result) return core::Failure(result.error());
    return {};
  }

  template <class Work>
  void step(Work work) {
    const auto done = store_->transaction([&]() -> core::Result<void> {
      if (auto worked = work(); !worked) return worked;
      return store_->audit.append({at(0), "step", std::to_string(++steps_), ""});
    });
    must(done.has_value(), "step");
    acknowledge();
  }

  void acknowledge() {
    contents_.push_back(content_of(*store_));
    recording_.acknowledge();
  }

  std::filesystem::path path_;
  Recording& recording_;
  std::unique_ptr<Store> store_;
  int steps_ = 0;
  std::vector<std::string> contents_;
};

struct Recorded {
  std::vector<Operation> operations;
  std::vector<std::string> contents;

  std::size_t acknowledged_before(std::size_t count) const {
    std::size_t done = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (operations[i].what == Operation::What::acknowledged) ++done;
    return done;
  }
};

Recorded record_life() {
  const test_support::TemporaryDirectory directory;
  Recording recording(directory.path());
  Life life(directory.path(), recording);
  life.live();
  return {recording.operations(), life.contents()};
}

class Judge {
 public:
  explicit Judge(const Recorded& recorded) : recorded_(recorded) {}

  /// Opens what lies in `directory`; `acknowledged` steps had been told to be done.
  void judge(const std::filesystem::path& directory, std::size_t acknowledged, const std::string& name) {
    ++tally.states;
    std::string content;
    try {
      auto store = open(directory / "jauge.db");
      content = content_of(*store);
      const auto key = directory / "keys" / "2026-08";
      const auto months = store->keys.months().value();
      const bool known = std::find(months.begin(), months.end(), Month(2026, 8)) != months.end();
      // Before its row there may be a file that waits for it; after the destruction there is none.
      if (!known && acknowledged > 1 && std::filesystem::exists(key))
        throw std::runtime_error("a key outlives its end");
    } catch (const std::exception& error) {
      ++tally.corrupt;
      note(name + ": " + error.what());
      return;
    }
    const bool before = acknowledged == 0;
    const bool as_told = !before && content == recorded_.contents[acknowledged - 1];
    const bool one_more =
        acknowledged < recorded_.contents.size() && content == recorded_.contents[acknowledged];
    const bool empty = before && content.empty();
    if (as_told || one_more || empty) return;
    ++tally.lost;
    note(fmt::format("{}: after {} acknowledged steps the store holds\n{}", name, acknowledged, content));
  }

  PowerTally tally;

 private:
  void note(std::string what) {
    if (tally.first_fault.empty()) tally.first_fault = std::move(what);
  }
  const Recorded& recorded_;
};

/// Power goes while what lies in `directory` is recovered; a few of the states that this may leave.
void lose_power_again(const std::filesystem::path& directory, std::size_t acknowledged,
                      const std::string& name, std::mt19937_64& random, Judge& judge) {
  std::vector<Operation> operations;
  std::size_t given = 0;
  {
    Recording recording(directory);
    open(directory / "jauge.db");
    operations = recording.operations();
    given = recording.given();
  }
  const test_support::TemporaryDirectory place;
  for (int i = 0; i < 4; ++i) {
    const auto count = std::uniform_int_distribution<std::size_t>(given, operations.size())(random);
    const auto loss = losses[random() % std::size(losses)];
    make_state(operations, count, loss, random, place.path() / "state");
    judge.judge(place.path() / "state", acknowledged, name + " again");
    ++judge.tally.in_recovery;
  }
}

}  // namespace

PowerTally lose_power_often(std::size_t states, std::uint64_t seed, Syncs syncs) {
  std::mt19937_64 random(seed);
  auto recorded = record_life();
  if (syncs == Syncs::never) {
    std::erase_if(recorded.operations,
                  [](const Operation& operation) { return operation.what == Operation::What::sync_file; });
  }
  Judge judge(recorded);
  judge.tally.operations = recorded.operations.size();
  const test_support::TemporaryDirectory place;
  const auto directory = place.path() / "state";
  for (std::size_t i = 0; judge.tally.states < states; ++i) {
    // Every operation in turn, each with every kind of loss, as far as `states` goes.
    const auto count = states >= recorded.operations.size() * std::size(losses)
                           ? 1 + i / std::size(losses) % recorded.operations.size()
                           : 1 + random() % recorded.operations.size();
    const auto loss = losses[i % std::size(losses)];
    const auto acknowledged = recorded.acknowledged_before(count);
    const auto name = fmt::format("operation {}, loss {}, seed {}", count, static_cast<int>(loss), seed);
    make_state(recorded.operations, count, loss, random, directory);
    const bool has_journal = std::filesystem::exists(directory / "jauge.db-journal") &&
                             std::filesystem::file_size(directory / "jauge.db-journal") > 0;
    if (has_journal && i % 5 == 0) {
      lose_power_again(directory, acknowledged, name, random, judge);
      make_state(recorded.operations, count, loss, random, directory);
    }
    judge.judge(directory, acknowledged, name);
  }
  return judge.tally;
}

bool lose_power(std::size_t states) {
  const char* given = std::getenv("JAUGE_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  fmt::print("coupures de courant, JAUGE_SEED={}\n", seed);
  const auto tally = lose_power_often(states, seed, Syncs::as_made);
  fmt::print("{} opérations, {} états dont {} pendant une reprise : {} perdus, {} abîmés\n", tally.operations,
             tally.states, tally.in_recovery, tally.lost, tally.corrupt);
  if (!tally.first_fault.empty()) fmt::print("✗ {}\n", tally.first_fault);
  return tally.lost == 0 && tally.corrupt == 0;
}

}  // namespace jauge::fault
