#pragma once
// A read of a source: what is asked of the reader, what comes back. Identifiers never do.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::core {

/// One query over one window. For instants: [since, until). For intervals and states: a whole month,
/// `since` and `until` its first and next-first local midnights over all zones of the project.
struct ReadTask {
  std::string kind;
  Month month;  // of intervals, states and headcounts; for instants, of `until` (rows decide for themselves)
  Instant since;
  Instant until;
  bool operator==(const ReadTask&) const = default;
};

enum class ReadPurpose { poll, closing, check };

struct ReadRequest {
  std::string source;
  ReadPurpose purpose = ReadPurpose::poll;
  Instant now;  // the read's end: what begins after it is "à venir"
  std::chrono::milliseconds deadline{60000};
  std::vector<ReadTask> tasks;
  std::map<Month, MonthKey> keys;  // months whose rows are wanted; rows of other months are counted late
};

/// A member of a set: the keyed hash and the first local day seen in the month.
struct Member {
  Key key;
  std::int32_t first_day;  // days since 1970-01-01, local
  auto operator<=>(const Member&) const = default;
};

/// The members that one window gave to one set. Sorted by key, each once, with its earliest day.
struct Batch {
  Finess establishment;
  Month month;
  std::vector<Member> members;
};

/// Rows by fate (indicators §1), of one task. Reasons are codes of schema/report/codes.toml.
struct Fates {
  std::uint64_t read = 0;
  std::uint64_t taken = 0;
  std::uint64_t outside = 0;            // "hors périmètre"
  std::uint64_t future = 0;             // "à venir"
  std::uint64_t outside_window = 0;     // the query gave more than it was asked; filtered again
  std::uint64_t corrected = 0;          // FINESS that got its leading zero back
  std::map<Month, std::uint64_t> late;  // rows of a month that is no longer open
  struct Establishment {
    std::uint64_t read = 0;
    std::map<std::string, std::uint64_t> refused;  // by reason
    bool operator==(const Establishment&) const = default;
  };
  std::map<Finess, Establishment> establishments;
  std::map<std::string, std::uint64_t> unattributed;  // refused before the FINESS could be read
  std::optional<std::uint64_t> first_refused_row;     // 1-based; never its content

  Fates& operator+=(const Fates& other);
  std::uint64_t refused() const;
  bool operator==(const Fates&) const = default;
};

/// A headcount that a source states (indicators §4).
struct StatedHeadcount {
  Finess establishment;
  Month month;
  std::int64_t number;
};

/// What a task gave. One of many members comes in several parts, the last marked: only that one has fates,
/// and a member may be in more than one.
struct WindowRead {
  std::uint32_t task = 0;  // index in the request
  bool last = true;        // the task is complete with this one
  std::vector<Batch> batches;
  std::vector<StatedHeadcount> headcounts;
  Fates fates;
  bool state = false;                  // the query has no `at`: it told what is true now
  std::optional<Instant> fresh_until;  // of a copy, of files: nothing is known of what comes after

  std::size_t members() const;
};

/// How a task ended when it did not give its rows.
struct TaskFailure {
  std::uint32_t task = 0;
  Error error;
};

/// A file of a drop folder that a read is done with, taken or refused: to be moved aside once all that was
/// read is durable.
struct FileOutcome {
  std::string name;  // within the folder
  Message refusal;   // why nothing of it was taken; empty: taken
  bool operator==(const FileOutcome&) const = default;
};

/// Something a source may do that it should not: rights that its account should not hold.
struct Grant {
  std::string object;    // table or schema
  std::string right;     // "INSERT"
  std::string remedy;    // the SQL statement to run
  bool blocking = true;  // may write a table; false: only CREATE or TEMP
};

}  // namespace jauge::core
