#pragma once
// What a DUI has posted, kept on this machine as observations under keyed hashes: a stay that goes on, an
// event that is cancelled later, a month that is read again need it. No identifier is in it; its key is a
// file apart.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "connectors/tddui/bundle.hpp"
#include "connectors/tddui/mapping.hpp"
#include "core/ports.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/lock.hpp"

namespace jauge::connectors::tddui {

/// How an entry was taken.
enum class Fate { created, updated, unchanged, removed, gone };

/// The one that writes: the listener's. One thread.
class Inbox {
 public:
  /// Makes the folder (0700), the key (0400) and the file (0600) where they are missing. Fails `refused`
  /// where another listener holds it for longer than a read's look, `damaged` where the key is gone from
  /// under the data.
  [[nodiscard]] static core::Result<Inbox> open(const std::filesystem::path& path);

  Naming naming() const;
  /// Stores a Bundle whole or not at all; durable when this succeeds. Of a kind in `accumulated` what an
  /// older version said stays; of the others it is replaced.
  [[nodiscard]] core::Result<std::vector<Fate>> take(const Submission& submission, const Mapping& mapping,
                                                     const std::vector<std::string>& accumulated,
                                                     core::Instant now);
  /// Notes that the listener is up.
  void beat(core::Instant now) const;
  /// Lets go of what ended before `day`.
  [[nodiscard]] core::Result<void> forget_before(core::Day day);

 private:
  struct State;
  explicit Inbox(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// The one that reads, beside the listener.
class InboxView {
 public:
  /// Waits a moment for a listener that is just starting; fails `transient` where none has ever listened.
  [[nodiscard]] static core::Result<InboxView> open(const std::filesystem::path& path,
                                                    std::string_view source);

  /// Rows of a kind that may touch [since, until), as cells whose texts live until the next.
  [[nodiscard]] core::Result<void> read(std::string_view kind, core::Day since, core::Day until,
                                        const std::function<bool(const core::Row&)>& on_row) const;
  /// Up to when what is here is all that was posted: `now` while a listener is up, else its last sign of
  /// life.
  core::Instant complete_until(core::Instant now) const;
  /// Of the last Bundle; nothing where there was none.
  [[nodiscard]] core::Result<std::optional<core::Instant>> last_post() const;

 private:
  InboxView(std::filesystem::path path, sqlite::Connection connection)
      : path_(std::move(path)), connection_(std::move(connection)) {}
  std::filesystem::path path_;
  sqlite::Connection connection_;
};

}  // namespace jauge::connectors::tddui
