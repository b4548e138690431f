#pragma once
// The five doors of the core to the world. Nothing else in the project is virtual.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/delivery.hpp"
#include "core/reading.hpp"
#include "core/report.hpp"
#include "core/row.hpp"

namespace jauge::core {

/// The wall clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// A window put to a source. `since` and `until` are wall-clock times of the source's zone.
struct Query {
  std::string kind;
  std::string text;  // with :since and :until
  LocalTime since;
  LocalTime until;
  Instant now{};   // the read's end
  Instant from{};  // the window itself, not widened for clocks that change: [from, to)
  Instant to{};
};

/// A protocol, in the reader's process. One thread; calls end by themselves or by the process's death.
class Source {
 public:
  virtual ~Source() = default;
  /// Connects, sets the server-side limits and the session's zone.
  [[nodiscard]] virtual Result<void> open() = 0;
  /// The account's excessive rights on what the queries read, from the catalogue, never tried.
  [[nodiscard]] virtual Result<std::vector<Grant>> excessive_grants() = 0;
  /// Runs one query and gives its rows one by one; `on_row` returning false ends the reading early.
  /// The columns are told once, before the first row, even where there is none.
  [[nodiscard]] virtual Result<void> read(const Query& query, const std::function<void(Columns)>& on_columns,
                                          const std::function<bool(const Row&)>& on_row) = 0;
  /// The first column of the first row of `text`, for `fresh`.
  [[nodiscard]] virtual Result<Cell> read_value(const std::string& text) = 0;
  /// Dropped files that the reads so far are done with; whoever stores what was read moves them.
  virtual std::vector<FileOutcome> files() { return {}; }
};

/// Runs reads elsewhere: a child process each; in tests, here. Used by one thread.
class Reader {
 public:
  using Ticket = std::uint64_t;
  struct Finished {
    std::optional<Error> error;   // the read as a whole: killed, no connection, refused rights
    std::vector<Grant> warnings;  // rights that should go, but do not block
    std::chrono::milliseconds elapsed{0};
  };
  struct Event {
    Ticket ticket;
    std::variant<WindowRead, TaskFailure, Finished> what;
  };

  virtual ~Reader() = default;
  /// Starts a read; more than four at a time wait their turn.
  [[nodiscard]] virtual Result<Ticket> start(ReadRequest request) = 0;
  /// Waits for events up to `patience`; an empty answer means none came, or wake() was called.
  virtual std::vector<Event> wait(std::chrono::milliseconds patience) = 0;
  /// Tells the read that all of its WindowReads that were given so far are durable.
  virtual void commit(Ticket ticket) = 0;
  /// Ends a read; its Finished event, with a `cancelled` error, still comes.
  virtual void cancel(Ticket ticket) = 0;
  /// Ends a wait() early. From any thread.
  virtual void wake() = 0;
};

/// Seals documents: pre-checks, signature, container, self-verification (ars-contract).
class Signer {
 public:
  virtual ~Signer() = default;
  /// The container's exact bytes. Fails `invalid` on a certificate that must not be used.
  [[nodiscard]] virtual Result<std::string> seal(const Documents& documents, Instant now) = 0;
};

/// Carries a sealed report to one ARS. Blocking; `stop` is looked at often and ends the call.
class Gateway {
 public:
  virtual ~Gateway() = default;
  virtual Answer perform(const Exchange& exchange, const std::function<bool()>& stop) = 0;
};

}  // namespace jauge::core
