#include "connectors/tddui/inbox.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/cleansing.hpp"
#include "core/digest.hpp"
#include "core/identifier.hpp"
#include "core/intake.hpp"
#include "sqlite/statement.hpp"
#include "sqlite/transaction.hpp"

namespace jauge::connectors::tddui {
namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::chrono::seconds patience{5};
constexpr std::chrono::seconds others_patience{3};  // while another one starts, or has its look
constexpr std::chrono::milliseconds look_again{50};
constexpr std::size_t most_organization_bytes = 16384;

constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resource (
  name TEXT NOT NULL, type TEXT NOT NULL, content TEXT NOT NULL, updated TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (name, type)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alias (identifier TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS organization (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observation (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, finess TEXT, hash TEXT NOT NULL, fault INTEGER,
  at TEXT, until TEXT, last_day TEXT) STRICT;
CREATE INDEX IF NOT EXISTS observation_of_name ON observation (name, kind);
CREATE INDEX IF NOT EXISTS observation_of_kind ON observation (kind, last_day);
)";
constexpr const char* set_meta = "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
constexpr const char* known_alias = "SELECT name FROM alias WHERE identifier = ?1";
constexpr const char* set_alias = "INSERT INTO alias VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = ?2";
constexpr const char* known_resource =
    "SELECT content, updated, version FROM resource WHERE name = ?1 AND type = ?2";
constexpr const char* set_resource =
    "INSERT INTO resource VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET content = ?3, updated = ?4, "
    "version = version + 1";
constexpr const char* drop_resource = "DELETE FROM resource WHERE name = ?1 AND type = ?2";
constexpr const char* observed_kinds = "SELECT DISTINCT kind FROM observation WHERE name = ?1";
constexpr const char* drop_observations = "DELETE FROM observation WHERE name = ?1 AND kind = ?2";
constexpr const char* drop_same =
    "DELETE FROM observation WHERE name = ?1 AND kind = ?2 AND hash = ?3 AND at IS ?4";
constexpr const char* add_observation =
    "INSERT INTO observation (kind, name, finess, hash, fault, at, until, last_day) VALUES (?1, ?2, ?3, ?4, "
    "?5, ?6, ?7, "
    "?8)";
constexpr const char* known_organization = "SELECT body FROM organization WHERE key = ?1";
constexpr const char* set_organization =
    "INSERT INTO organization VALUES (?1, ?2) ON CONFLICT DO UPDATE SET body = ?2";
constexpr const char* forget_ended = "DELETE FROM observation WHERE last_day < ?1";
constexpr const char* rows_of_kind =
    "SELECT finess, hash, fault, at, until FROM observation WHERE kind = ?1 AND (last_day IS NULL OR "
    "last_day >= ?2)";

std::filesystem::path beside(const std::filesystem::path& path, const char* extension) {
  auto other = path;
  return other.replace_extension(extension);
}

/// Tries again until `done`, or until the patience has ended.
bool eventually(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + others_patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(look_again);
  }
  return true;
}

/// A read that looks whether someone listens holds the lock for a moment; another listener keeps it.
Result<sqlite::FileLock> lock_of(const std::filesystem::path& path) {
  auto lock = sqlite::FileLock::acquire(beside(path, ".lock"));
  eventually([&] {
    if (lock || lock.error().kind != ErrorKind::refused) return true;
    lock = sqlite::FileLock::acquire(beside(path, ".lock"));
    return lock.has_value();
  });
  return lock;
}

core::Failure unusable(const std::filesystem::path& path, int number) {
  return core::fail(ErrorKind::invalid,
                    msg("{0} cannot be used as an inbox (error {1}).", path.string(), number),
                    msg("Its folder must belong to the user of the service; see the free space, too."));
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int number = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) return unusable(folder, number);
  return {};
}

using KeyBytes = std::array<std::uint8_t, 32>;

Result<KeyBytes> read_key(const std::filesystem::path& path) {
  KeyBytes key{};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return unusable(path, errno);
  const auto size = ::read(descriptor, key.data(), key.size());
  ::close(descriptor);
  if (size != static_cast<ssize_t>(key.size()))
    return core::fail(ErrorKind::damaged, msg("The key file {0} is not a key.", path.string()));
  return key;
}

Result<KeyBytes> make_key(const std::filesystem::path& path) {
  KeyBytes key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) return unusable(path, 0);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
  if (descriptor < 0) return unusable(path, errno);
  const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       ::fsync(descriptor) == 0;
  const int number = errno;
  ::close(descriptor);
  if (!written) {
    ::unlink(path.c_str());
    return unusable(path, number);
  }
  if (auto synced = sync_folder(path.parent_path()); !synced) return core::Failure(synced.error());
  return key;
}

std::string hex(const core::Key& key) {
  std::string text;
  for (const auto byte : key) text += fmt::format("{:02x}", byte);
  return text;
}

/// The day after which a row matters to no month; nothing while it goes on.
std::optional<std::string> last_day(const Observation& observation, core::Instant now) {
  const auto& time = observation.lasts ? observation.until : observation.at;
  if (!time && observation.lasts) return std::nullopt;
  if (time && time->size() >= 10 && core::parse_day(std::string_view(*time).substr(0, 10)))
    return time->substr(0, 10);
  return core::utc_text(now).substr(0, 10);
}

/// What finding an establishment's number needs of it.
std::string organization_text(const web::Json& resource) {
  using nlohmann::json;
  const auto text = [](const web::Json& value) { return std::string(value.text().value_or("")); };
  json body{{"resourceType", "Organization"}, {"id", text(resource["id"])}, {"identifier", json::array()}};
  for (const auto& identifier : resource["identifier"].items()) {
    const auto coding = identifier["type"]["coding"].at("/0");
    body["identifier"].push_back(
        {{"system", text(identifier["system"])},
         {"value", text(identifier["value"])},
         {"type", {{"coding", {{{"system", text(coding["system"])}, {"code", text(coding["code"])}}}}}}});
  }
  if (const auto parent = resource["partOf"]["reference"].text())
    body["partOf"] = {{"reference", std::string(*parent)}};
  return body.dump();
}

}  // namespace

struct Inbox::State {
  State(std::filesystem::path where, sqlite::FileLock held, sqlite::Connection opened, const KeyBytes& key)
      : path(std::move(where)),
        lock(std::move(held)),
        connection(std::move(opened)),
        hash(core::MonthKey(key)) {}

  std::filesystem::path path;
  sqlite::FileLock lock;
  sqlite::Connection connection;
  core::KeyedHash hash;

  std::string digits(std::string_view text) { return hex(hash({}, {}, text)); }
  std::string known(const std::string& identifier);
  Result<Fate> take(const Entry& entry, const Mapping& mapping, const std::vector<std::string>& accumulated,
                    const fhir::Resolver& resolve, core::Instant now);
  Result<void> replace(const Entry& entry, const std::vector<Observation>& observations,
                       const std::vector<std::string>& accumulated, core::Instant now);
  Result<void> drop(const std::string& name, const std::vector<std::string>& kept);
  template <class... Values>
  Result<void> run(const char* sql, const Values&... values) {
    auto statement = connection.prepare(sql);
    if (!statement) return core::Failure(statement.error());
    return statement->bind_all(values...).run();
  }
};

Result<Inbox> Inbox::open(const std::filesystem::path& path) {
  const auto folder = path.parent_path();
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return unusable(folder, errno);
  auto lock = lock_of(path);
  if (!lock) return core::Failure(lock.error());
  const auto key_path = beside(path, ".key");
  std::error_code ignored;
  const bool has_data = std::filesystem::exists(path, ignored);
  const bool has_key = std::filesystem::exists(key_path, ignored);
  if (has_data && !has_key) {
    return core::fail(
        ErrorKind::damaged, msg("The key file {0} of the inbox is gone.", key_path.string()),
        msg("Bring it back; or move {0} away and have the DUI post everything again.", path.string()));
  }
  auto key = has_key ? read_key(key_path) : make_key(key_path);
  if (!key) return core::Failure(key.error());
  sqlite::Options options;
  options.create = true;
  options.patience = patience;
  auto connection = sqlite::Connection::open(path, options);
  if (!connection) return core::Failure(connection.error());
  if (auto made = connection->execute(tables); !made) return core::Failure(made.error());
  auto state = std::make_shared<State>(path, std::move(*lock), std::move(*connection), *key);
  core::cleanse(key->data(), key->size());
  return Inbox(std::move(state));
}

Naming Inbox::naming() const {
  return {[state = state_](std::string_view text) { return state->digits(text); },
          [state = state_](const std::string& identifier) { return state->known(identifier); }};
}

std::string Inbox::State::known(const std::string& identifier) {
  auto statement = connection.prepare(known_alias);
  if (!statement) return {};
  statement->bind(1, std::string_view(identifier));
  const auto found = statement->step();
  return found && *found ? std::string(statement->text(0)) : std::string();
}

Result<void> Inbox::State::drop(const std::string& name, const std::vector<std::string>& kept) {
  std::vector<std::string> kinds;
  {
    auto statement = connection.prepare(observed_kinds);
    if (!statement) return core::Failure(statement.error());
    statement->bind(1, std::string_view(name));
    for (auto found = statement->step(); !found || *found; found = statement->step()) {
      if (!found) return core::Failure(found.error());
      kinds.emplace_back(statement->text(0));
    }
  }
  for (const auto& kind : kinds) {
    if (std::ranges::find(kept, kind) != kept.end()) continue;
    if (auto dropped = run(drop_observations, name, kind); !dropped) return dropped;
  }
  return {};
}

Result<void> Inbox::State::replace(const Entry& entry, const std::vector<Observation>& observations,
                                   const std::vector<std::string>& accumulated, core::Instant now) {
  // A resource's observations are known by its type and name together.
  const auto name = entry.key();
  if (auto dropped = drop(name, accumulated); !dropped) return dropped;
  for (const auto& observation : observations) {
    if (std::ranges::find(accumulated, observation.kind) != accumulated.end()) {
      if (auto dropped = run(drop_same, name, observation.kind, observation.id, observation.at); !dropped)
        return dropped;
    }
    const auto fault =
        observation.id_fault ? std::optional(static_cast<std::int64_t>(*observation.id_fault)) : std::nullopt;
    if (auto added = run(add_observation, observation.kind, name, observation.finess, observation.id, fault,
                         observation.at, observation.until, last_day(observation, now));
        !added) {
      return added;
    }
  }
  return {};
}

Result<Fate> Inbox::State::take(const Entry& entry, const Mapping& mapping,
                                const std::vector<std::string>& accumulated, const fhir::Resolver& resolve,
                                core::Instant now) {
  const std::string content = entry.content + mapping.digest();
  bool known = false;
  bool same = false;
  std::string updated;
  {
    auto statement = connection.prepare(known_resource);
    if (!statement) return core::Failure(statement.error());
    statement->bind_all(entry.name, entry.type);
    const auto found = statement->step();
    if (!found) return core::Failure(found.error());
    known = *found;
    if (known) {
      same = statement->text(0) == content;
      updated = std::string(statement->text(1));
    }
  }
  if (entry.removal) {
    if (!known) return Fate::gone;
    if (auto dropped = drop(entry.key(), {}); !dropped) return core::Failure(dropped.error());
    if (auto dropped = run(drop_resource, entry.name, entry.type); !dropped)
      return core::Failure(dropped.error());
    return Fate::removed;
  }
  for (const auto& identifier : entry.identifiers) {
    if (auto set = run(set_alias, identifier, entry.name); !set) return core::Failure(set.error());
  }
  const auto stated = entry.resource["meta"]["lastUpdated"].text().value_or("");
  // What a DUI's queue sends late does not undo what came since.
  const auto posted = core::parse_time(stated);
  const auto held = core::parse_time(updated);
  const bool comparable = posted.type == core::Cell::Type::instant && held.type == core::Cell::Type::instant;
  if (same || (known && comparable && posted.number < held.number)) return Fate::unchanged;
  if (auto replaced = replace(
          entry,
          mapping.observe(entry.resource, resolve, [&](std::string_view text) { return digits(text); }),
          accumulated, now);
      !replaced) {
    return core::Failure(replaced.error());
  }
  if (auto set = run(set_resource, entry.name, entry.type, content, stated); !set)
    return core::Failure(set.error());
  return known ? Fate::updated : Fate::created;
}

Result<std::vector<Fate>> Inbox::take(const Submission& submission, const Mapping& mapping,
                                      const std::vector<std::string>& accumulated, core::Instant now) {
  State& state = *state_;
  std::map<std::string, web::Json, std::less<>> here;
  std::map<std::string, std::unique_ptr<web::JsonReader>, std::less<>> organizations;
  for (const Entry& entry : submission.entries) {
    if (!entry.removal) here.insert_or_assign(entry.key(), entry.resource);
  }
  // Establishments are nobody's data: one posted before is still known.
  const fhir::Resolver resolve = [&](std::string_view reference) -> web::Json {
    if (const auto found = here.find(reference); found != here.end()) return found->second;
    if (!reference.starts_with("Organization/")) return {};
    auto statement = state.connection.prepare(known_organization);
    if (!statement) return {};
    statement->bind(1, reference);
    const auto found = statement->step();
    if (!found || !*found) return {};
    auto reader = std::make_unique<web::JsonReader>();
    const auto body = reader->parse(statement->text(0));
    if (!body) return {};
    organizations.insert_or_assign(std::string(reference), std::move(reader));
    return here.insert_or_assign(std::string(reference), *body).first->second;
  };
  return sqlite::in_transaction(state.connection, [&]() -> Result<std::vector<Fate>> {
    std::vector<Fate> fates;
    for (const Entry& entry : submission.entries) {
      const auto fate = state.take(entry, mapping, accumulated, resolve, now);
      if (!fate) return core::Failure(fate.error());
      fates.push_back(*fate);
      if (entry.type != "Organization" || entry.removal) continue;
      const auto body = organization_text(entry.resource);
      if (body.size() > most_organization_bytes) continue;
      if (auto set = state.run(set_organization, entry.key(), body); !set) return core::Failure(set.error());
    }
    if (auto noted = state.run(set_meta, "last_post", core::utc_text(now)); !noted)
      return core::Failure(noted.error());
    return fates;
  });
}

void Inbox::beat(core::Instant now) const {
  const auto unfinished = beside(state_->path, ".beat");
  std::ofstream(unfinished, std::ios::trunc) << core::utc_text(now);
  std::error_code ignored;
  using Perms = std::filesystem::perms;
  std::filesystem::permissions(unfinished, Perms::owner_read | Perms::owner_write, ignored);
  std::filesystem::rename(unfinished, beside(state_->path, ".alive"), ignored);
}

Result<void> Inbox::forget_before(core::Day day) {
  return state_->run(forget_ended, core::text(day));
}

Result<InboxView> InboxView::open(const std::filesystem::path& path, std::string_view source) {
  // The service starts its listeners and its first reads together: the first beat comes once one listens.
  const auto beaten = [&] {
    std::error_code ignored;
    return std::filesystem::exists(beside(path, ".alive"), ignored);
  };
  if (!eventually(beaten)) {
    return core::fail(ErrorKind::transient, msg("Source {0}: no listener has run yet.", source),
                      msg("It starts with the service; its log says if it cannot."));
  }
  sqlite::Options options;
  options.read_only = true;
  options.patience = patience;
  auto connection = sqlite::Connection::open(path, options);
  if (!connection) return core::Failure(connection.error());
  return InboxView(path, std::move(*connection));
}

Result<void> InboxView::read(std::string_view kind, core::Day since, core::Day,
                             const std::function<bool(const core::Row&)>& on_row) const {
  auto statement = connection_.prepare(rows_of_kind);
  if (!statement) return core::Failure(statement.error());
  const auto first = core::text(since - std::chrono::days(2));
  statement->bind_all(kind, first);
  static const std::string too_long(core::identifier_limit + 1, '?');
  const auto cell = [&](int column) -> core::Cell {
    if (statement->is_null(column)) return {};
    return {core::Cell::Type::text, 0, statement->text(column)};
  };
  while (true) {
    const auto found = statement->step();
    if (!found) return core::Failure(found.error());
    if (!*found) return {};
    core::Row row;
    row.finess = cell(0);
    if (statement->is_null(2)) {
      row.id = cell(1);
    } else {
      // What named nobody is refused again for the same reason.
      switch (static_cast<core::Refusal>(statement->integer(2))) {
        case core::Refusal::empty_key:
          break;
        case core::Refusal::long_key:
          row.id = {core::Cell::Type::text, 0, too_long};
          break;
        case core::Refusal::control_byte:
          row.id = {core::Cell::Type::text, 0, "\x01"};
          break;
        default:
          row.id = {core::Cell::Type::unreadable, 0, {}};
          break;
      }
    }
    row.at = cell(3);
    row.until = cell(4);
    if (!on_row(row)) return {};
  }
}

core::Instant InboxView::complete_until(core::Instant now) const {
  if (const auto lock = sqlite::FileLock::acquire(beside(path_, ".lock"));
      !lock && lock.error().kind == ErrorKind::refused)
    return now;
  std::ifstream stream(beside(path_, ".alive"));
  std::string text;
  std::getline(stream, text);
  const auto beat = core::parse_utc(text);
  return std::min(now, beat.value_or(core::Instant{}));
}

Result<std::optional<core::Instant>> InboxView::last_post() const {
  const auto text = connection_.text("SELECT value FROM meta WHERE name = 'last_post'");
  if (!text) return core::Failure(text.error());
  return *text ? core::parse_utc(**text) : std::nullopt;
}

}  // namespace jauge::connectors::tddui
