#include "tests/fault/flips.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <stdexcept>

#include "store/store.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::fault {

namespace {

const std::string project = "PAI-FLIP-1";

void make_store(const std::filesystem::path& path) {
  const auto opened = store::Store::open(path, {.project = project});
  if (!opened) throw std::runtime_error("no store");
  auto& store = **opened;
  const core::Month month(2026, 10);
  const core::Instant now(std::chrono::seconds(1'795'000'000));
  const auto finess = *core::Finess::parse("670000165");
  core::Batch batch{finess, month, {}};
  for (std::uint8_t i = 0; i < 50; ++i) batch.members.push_back({core::Key{i}, 20000});
  const auto key = store.keys.obtain(month, now);
  const auto added = store.members.add("dui", "file_update", batch);
  const auto closed = store.closures.insert({month, 0, now, ""}, "{\"figures\":[3,4]}");
  const auto report = store.reports.insert({month, 0, *core::RegionCode::parse("44")}, 1, std::nullopt,
                                           {"json", "csv", "html"});
  if (!key || !added || !closed || !report || !store.sealed.insert(*report, "container", now) ||
      !store.deliveries.insert_receipt(*report, {"receipt", now}))
    throw std::runtime_error("no content");
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  void put(std::size_t at, char byte) const {
    if (::pwrite(descriptor_, &byte, 1, static_cast<off_t>(at)) != 1) throw std::runtime_error("pwrite");
  }

 private:
  int descriptor_;
};

}  // namespace

FlipTally flip_bytes(std::size_t first, std::size_t step, std::uint64_t seed) {
  const test_support::TemporaryDirectory directory;
  const auto path = directory / "jauge.db";
  make_store(path);
  const auto sound = test_support::read_file(path);
  std::mt19937_64 random(seed);
  FlipTally tally;
  tally.bytes = sound.size();
  for (std::size_t at = first; at < sound.size(); at += step) {
    const auto change = static_cast<char>(1 + random() % 255);
    {
      const OpenFile file(path);
      file.put(at, static_cast<char>(sound[at] ^ change));
    }
    ++tally.flips;
    if (store::Store::open(path, {.project = project})) {
      ++tally.unseen;
      if (tally.first_unseen.empty()) tally.first_unseen = fmt::format("byte {}, seed {}", at, seed);
    } else {
      ++tally.detected;
    }
    const OpenFile file(path);
    file.put(at, sound[at]);
  }
  if (test_support::read_file(path) != sound || !store::Store::open(path, {.project = project}))
    throw std::runtime_error("the sound store is refused");
  return tally;
}

bool flip_every_byte() {
  const std::uint64_t seed = std::random_device{}();
  fmt::print("octets changés, graine {}\n", seed);
  const auto tally = flip_bytes(0, 1, seed);
  fmt::print("{} octets, {} changements : {} vus, {} non vus {}\n", tally.bytes, tally.flips, tally.detected,
             tally.unseen, tally.first_unseen);
  return tally.unseen == 0;
}

}  // namespace jauge::fault
