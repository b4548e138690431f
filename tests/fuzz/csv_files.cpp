// Files of a drop folder: their bytes, their names, their dates. The first byte chooses separator and
// encoding.
#include "connectors/csv/encoding.hpp"
#include "connectors/csv/file_name.hpp"
#include "connectors/csv/records.hpp"
#include "core/identifier.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;
using namespace jauge::connectors::csv;

JAUGE_FUZZ_TARGET(csv_files) {
  if (bytes.empty()) return;
  const auto choice = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  constexpr char separators[] = {';', ',', '\t'};
  constexpr Encoding encodings[] = {Encoding::utf8, Encoding::windows1252, Encoding::latin1};
  const auto encoding = encodings[(choice / 3) % 3];
  EncodingCheck check(encoding);
  const bool is_valid = check.feed(bytes) && check.finish();
  if (encoding == Encoding::utf8) fuzz::require(is_valid == core::valid_utf8(bytes));

  std::string buffer;
  std::string dates;
  std::size_t whole = 0;
  std::size_t parts = 0;
  const auto look = [&](std::size_t& count) {
    return [&](Record record) {
      ++count;
      for (const auto field : record) {
        const auto text = to_utf8(field, encoding, buffer);
        // A field of a valid file is valid, unless the separator cut it: it never does, being ASCII.
        if (is_valid) fuzz::require(core::valid_utf8(text));
        iso_of_day_first(text, dates);
      }
      return true;
    };
  };
  Records at_once(separators[choice % 3], look(whole));
  at_once.feed(bytes);
  at_once.finish();
  Records one_by_one(separators[choice % 3], look(parts));
  for (std::size_t i = 0; i < bytes.size() && one_by_one.feed(bytes.substr(i, 1)); ++i) {
  }
  one_by_one.finish();
  fuzz::require(whole == parts && at_once.fault() == one_by_one.fault());

  static const auto paris = *core::Zone::find("Europe/Paris");
  const auto name = bytes.substr(0, 300);
  if (const auto interval = interval_in(name, paris)) fuzz::require(interval->begin < interval->end);
  month_in(name);
  matches(name, name.substr(name.size() / 2));
}
