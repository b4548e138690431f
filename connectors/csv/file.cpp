#include "connectors/csv/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connectors/csv/encoding.hpp"

namespace jauge::connectors::csv {
namespace {

using core::msg;

constexpr std::size_t chunk = 256u << 10;
constexpr std::string_view mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A line that some spreadsheets write first, to name the separator.
bool names_separator(Record record) {
  return record.front().starts_with("sep=") && record.size() <= 2;
}

core::Message refusal_of(Fault fault, std::uint64_t record) {
  switch (fault) {
    case Fault::quote_in_text:
      return msg("Record {0}: a quote stands within a field that does not begin with one.", record);
    case Fault::text_after_quote:
      return msg("Record {0}: something stands between a closing quote and the separator.", record);
    case Fault::unclosed_quote:
      return msg("Record {0}: the file ends within quotes; it was cut, or a quote is missing.", record);
    case Fault::nul:
      return msg("Record {0}: a NUL byte; the file is in UTF-16, or it is no text.", record);
    case Fault::too_long:
      return msg("Record {0}: it is longer than a mebibyte; a quote is missing.", record);
    case Fault::none:
      break;
  }
  return {};
}

}  // namespace

File::File(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {
  if (descriptor_ < 0) return;
  struct stat status {};
  failed_ = fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode);
  buffer_.resize(chunk);
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void File::read(const std::function<bool(std::string_view)>& on_bytes) {
  off_t place = 0;
  while (sound()) {
    const auto got = pread(descriptor_, buffer_.data(), buffer_.size(), place);
    if (got < 0 && errno == EINTR) continue;
    failed_ = got < 0;
    if (got <= 0) return;
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
    if (place == 0 && bytes.starts_with(mark)) bytes.remove_prefix(mark.size());
    place += got;
    if (!on_bytes(bytes)) return;
  }
}

Stamp File::stamp() const {
  struct stat now {};
  if (fstat(descriptor_, &now) != 0) return {};
  return {now.st_ino, now.st_size, now.st_mtim};
}

Examination examine(File& file, const config::CsvSection& csv) {
  Examination found;
  found.stamp = file.stamp();
  EncodingCheck encoding(csv.encoding);
  std::uint64_t encoding_fault = 0;
  Records* of = nullptr;
  std::string buffer;
  Records records(csv.separator, [&](Record record) {
    if (found.header.empty()) {
      if (names_separator(record)) return true;
      for (const auto& name : record) found.header.emplace_back(trimmed(to_utf8(name, csv.encoding, buffer)));
      return true;
    }
    if (record.size() == found.header.size()) return true;
    found.refusal =
        msg("Record {0}: {1} fields where the header has {2}; the file was cut, or a separator is not "
            "within quotes.",
            of->number(), record.size(), found.header.size());
    return false;
  });
  of = &records;
  file.read([&](std::string_view bytes) {
    if (!encoding.feed(bytes)) {
      encoding_fault = records.number();
      return false;
    }
    return records.feed(bytes);
  });
  if (encoding_fault == 0 && found.refusal.empty()) records.finish();
  if (encoding_fault == 0 && !encoding.finish() && records.fault() == Fault::none)
    encoding_fault = records.number();
  if (encoding_fault > 0) {
    // A chunk holds many records: it is not told which, only from where on.
    found.refusal = msg("After record {0}: bytes that its declared encoding does not have.", encoding_fault);
  } else if (records.fault() != Fault::none) {
    found.refusal = refusal_of(records.fault(), records.number());
  } else if (found.header.empty()) {
    found.refusal = msg("It is empty: there is not even a header.");
  }
  return found;
}

void read_records(File& file, const config::CsvSection& csv, const std::function<bool(Record)>& on_record) {
  bool header = true;
  Records records(csv.separator, [&](Record record) {
    if (header) {
      header = names_separator(record);
      return true;
    }
    return on_record(record);
  });
  file.read([&](std::string_view bytes) { return records.feed(bytes); });
  records.finish();
}

}  // namespace jauge::connectors::csv
