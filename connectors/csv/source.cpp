#include "connectors/csv/source.hpp"

#include <algorithm>
#include <atomic>

#include "connectors/csv/encoding.hpp"
#include "connectors/csv/file.hpp"
#include "connectors/csv/file_name.hpp"
#include "connectors/csv/folder.hpp"

namespace jauge::connectors::csv {
namespace {

using core::ErrorKind;
using core::msg;
using Mapping = config::CsvSection::File;

bool same_name(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(one, other, [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A name as it may be shown: whoever drops a file chose it.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, 100));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

/// Where the columns of a mapping stand in a header.
struct Places {
  std::size_t finess = 0;
  std::size_t id = 0;
  std::optional<std::size_t> at;  // of a headcount: the month
  std::optional<std::size_t> until;
  std::vector<std::pair<std::size_t, const std::vector<std::string>*>> only;
};

/// A sentence where a column is missing or there twice.
tl::expected<Places, core::Message> find_places(const std::vector<std::string>& header,
                                                const Mapping& mapping) {
  core::Message wrong;
  const auto find = [&](const std::string& name) {
    std::size_t place = header.size();
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (!same_name(header[i], name)) continue;
      if (place < header.size()) wrong = msg("Its header has the column {0} twice.", name);
      place = i;
    }
    if (place == header.size()) wrong = msg("Its header has no column {0}.", name);
    return place;
  };
  Places places;
  for (const auto& [role, name] : mapping.columns) {
    const auto place = find(name);
    if (role == "finess") {
      places.finess = place;
    } else if (role == "at" || role == "month") {
      places.at = place;
    } else if (role == "until") {
      places.until = place;
    } else {
      places.id = place;
    }
  }
  for (const auto& [name, values] : mapping.only) places.only.emplace_back(find(name), &values);
  if (!wrong.empty()) return tl::unexpected(wrong);
  return places;
}

/// A file that can be read, and what it tells of.
struct Readable {
  DropFile file;
  Interval interval;
  Places places;
};

class Source final : public core::Source {
 public:
  Source(const config::SourceSection& section, std::shared_ptr<std::atomic<bool>> stopped)
      : spec_(section.spec), csv_(section.csv), stopped_(std::move(stopped)) {}

  core::Result<void> open() override {
    const auto files = list(csv_, spec_.name, "", core::Instant{});
    if (!files) return core::Failure(files.error());
    return {};
  }
  /// There is no account: rights are those of the folder.
  core::Result<std::vector<core::Grant>> excessive_grants() override { return std::vector<core::Grant>{}; }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override;
  core::Result<core::Cell> read_value(const std::string&) override { return core::Cell{}; }
  std::vector<core::FileOutcome> files() override;

 private:
  core::Result<std::optional<Readable>> look_at(const DropFile& file, const Mapping& mapping,
                                                const core::Query& query);
  core::Result<bool> read_file(const Readable& readable, const Mapping& mapping,
                               const std::function<bool(const core::Row&)>& on_row, std::string_view kind);
  std::optional<Interval> interval_of(const DropFile& file) const;
  core::Failure refuse(const DropFile& file, core::Message refusal, std::string_view kind);
  core::Cell time_cell(std::string_view field, std::string& text, std::string& buffer) const;

  core::SourceSpec spec_;
  config::CsvSection csv_;
  std::shared_ptr<std::atomic<bool>> stopped_;
  std::map<std::string, Examination> examined_;    // by path: a read puts several windows to the same files
  std::map<std::string, core::Message> outcomes_;  // by name
};

std::optional<Interval> Source::interval_of(const DropFile& file) const {
  std::optional<Interval> interval;
  if (csv_.covers_month) {
    if (const auto month = month_in(file.name)) interval = everywhere(*month);
  } else {
    interval = interval_in(file.name, spec_.zone);
  }
  // Of what came after it was written a file can tell nothing.
  if (interval) interval->end = std::max(interval->begin, std::min(interval->end, file.written));
  return interval;
}

core::Failure Source::refuse(const DropFile& file, core::Message refusal, std::string_view kind) {
  if (!file.taken) outcomes_[file.name] = refusal;
  return core::fail(ErrorKind::invalid,
                    msg("Source {0}, query {1}: the file {2} is refused, nothing of it was taken.",
                        spec_.name, kind, shown(file.name)),
                    std::move(refusal));
}

/// Nothing for a file that the window does not need.
core::Result<std::optional<Readable>> Source::look_at(const DropFile& file, const Mapping& mapping,
                                                      const core::Query& query) {
  const auto interval = interval_of(file);
  if (!interval) {
    return refuse(file,
                  csv_.covers_month ? msg("Its name does not say its month, as YYYY-MM.")
                                    : msg("Its name does not end with what it covers, as _<since>_<until>."),
                  query.kind);
  }
  const bool needed = interval->begin < query.to && interval->end > query.from;
  if (!needed && file.taken) return std::optional<Readable>();
  auto known = examined_.find(file.path);
  if (known == examined_.end()) {
    File bytes(file.path);
    auto examination = examine(bytes, csv_);
    if (!bytes.sound()) {
      return core::fail(ErrorKind::transient,
                        msg("Source {0}, query {1}: the file {2} cannot be read.", spec_.name, query.kind,
                            shown(file.name)),
                        msg("Check that the account jauge may read it."));
    }
    known = examined_.emplace(file.path, std::move(examination)).first;
  }
  if (!known->second.refusal.empty()) return refuse(file, known->second.refusal, query.kind);
  auto places = find_places(known->second.header, mapping);
  if (!places) return refuse(file, places.error(), query.kind);
  return std::optional(Readable{file, *interval, std::move(*places)});
}

core::Cell Source::time_cell(std::string_view field, std::string& text, std::string& buffer) const {
  const auto decoded = to_utf8(field, csv_.encoding, buffer);
  if (csv_.dates == config::CsvSection::Dates::iso) return {core::Cell::Type::text, 0, decoded};
  return {core::Cell::Type::text, 0, iso_of_day_first(decoded, text)};
}

/// False where no more rows are wanted.
core::Result<bool> Source::read_file(const Readable& readable, const Mapping& mapping,
                                     const std::function<bool(const core::Row&)>& on_row,
                                     std::string_view kind) {
  const auto& places = readable.places;
  const bool dated = mapping.columns.contains("at") || mapping.columns.contains("number");
  std::array<std::string, 6> buffers;
  core::Row row;
  // A list without dates is true over what its file covers.
  const auto first = spec_.zone.day_of(readable.interval.begin);
  const auto last = spec_.zone.day_of(readable.interval.end - std::chrono::microseconds(1));
  const auto month = csv_.covers_month ? month_in(readable.file.name) : std::nullopt;
  const auto day_cell = [](core::Day day) {
    return core::Cell{core::Cell::Type::date, day.time_since_epoch().count(), {}};
  };
  row.at = day_cell(month ? month->first_day() : first);
  row.until = day_cell(month ? month->end() - std::chrono::days(1) : last);

  File bytes(readable.file.path);
  const auto& known = examined_.at(readable.file.path);
  bool wanted = true;
  bool fits = bytes.stamp() == known.stamp;
  read_records(bytes, csv_, [&](Record record) {
    fits = fits && record.size() == known.header.size();
    if (!fits) return false;
    for (const auto& [place, values] : places.only) {
      const auto value = trimmed(to_utf8(record[place], csv_.encoding, buffers[0]));
      if (std::ranges::find(*values, value) == values->end()) return true;
    }
    row.finess = {core::Cell::Type::text, 0, to_utf8(record[places.finess], csv_.encoding, buffers[0])};
    row.id = {core::Cell::Type::text, 0, to_utf8(record[places.id], csv_.encoding, buffers[1])};
    if (dated) {
      row.until = {};
      if (places.at) row.at = time_cell(record[*places.at], buffers[2], buffers[3]);
      if (places.until) row.until = time_cell(record[*places.until], buffers[4], buffers[5]);
    }
    wanted = !*stopped_ && on_row(row);
    return wanted;
  });
  if (!bytes.sound() || !fits || bytes.stamp() != known.stamp) {
    examined_.erase(readable.file.path);
    return core::fail(ErrorKind::transient,
                      msg("Source {0}, query {1}: the file {2} changed while it was read.", spec_.name, kind,
                          shown(readable.file.name)),
                      msg("Write files under another name, then rename them; or use ready = \"marker\"."));
  }
  return wanted;
}

core::Result<void> Source::read(const core::Query& query,
                                const std::function<void(core::Columns)>& on_columns,
                                const std::function<bool(const core::Row&)>& on_row) {
  const auto found = csv_.files.find(query.kind);
  if (found == csv_.files.end()) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}: it has no query for the kind {1}.", spec_.name, query.kind));
  }
  const auto& mapping = found->second;
  const auto files = list(csv_, spec_.name, mapping.glob, query.now);
  if (!files) return core::Failure(files.error());

  std::vector<Readable> readable;
  std::optional<core::Error> refused;
  for (const auto& file : *files) {
    auto looked = look_at(file, mapping, query);
    if (!looked) {
      // The others are looked at too: what is wrong with them is said at once.
      if (!refused) refused = looked.error();
    } else if (*looked) {
      readable.push_back(std::move(**looked));
    }
  }
  if (refused) return core::Failure(*refused);

  std::ranges::sort(readable, {}, [](const Readable& file) { return file.interval.begin; });
  auto covered = query.from;
  for (const auto& file : readable) {
    if (file.interval.begin <= covered) covered = std::max(covered, file.interval.end);
  }
  const bool headcount = mapping.columns.contains("number");
  const bool bare = !headcount && !mapping.columns.contains("at");
  on_columns({headcount || bare || mapping.columns.contains("at"), bare || mapping.columns.contains("until"),
              covered});
  for (const auto& file : readable) {
    const auto wanted = read_file(file, mapping, on_row, query.kind);
    if (!wanted) return core::Failure(wanted.error());
    if (!*wanted) return {};
  }
  for (const auto& file : readable) {
    if (!file.file.taken) outcomes_.try_emplace(file.file.name);
  }
  return {};
}

std::vector<core::FileOutcome> Source::files() {
  std::vector<core::FileOutcome> files;
  for (auto& [name, refusal] : outcomes_) files.push_back({name, refusal});
  return files;
}

}  // namespace

Connection connect(const config::SourceSection& section) {
  const auto stopped = std::make_shared<std::atomic<bool>>(false);
  return {std::make_unique<Source>(section, stopped), [stopped] { *stopped = true; }};
}

}  // namespace jauge::connectors::csv
