#pragma once
// RFC 4180, one byte after the other: bytes into records, each a list of fields. No I/O.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::connectors::csv {

/// What makes a file one that cannot be relied upon: of none of its records is then known where it ends.
enum class Fault {
  none,
  quote_in_text,     // a quote within a field that did not begin with one
  text_after_quote,  // something between a closing quote and the separator
  unclosed_quote,    // the file ends within quotes
  nul,               // a NUL byte: UTF-16, or no text at all
  too_long,          // a record of more than a mebibyte: a quote is missing somewhere
};

/// A field is a view of bytes that live until the next record. An empty line is no record.
using Record = std::span<const std::string_view>;

class Records {
 public:
  /// Returning false ends the reading: the bytes that follow are not looked at.
  using OnRecord = std::function<bool(Record)>;

  Records(char separator, OnRecord on_record) : separator_(separator), on_record_(std::move(on_record)) {}
  /// False once a fault was found or the reading ended.
  bool feed(std::string_view bytes);
  /// The end of the file: the last record needs no line end.
  bool finish();
  Fault fault() const { return fault_; }
  /// Of the record under way or, in on_record, of the one given; the first is 1.
  std::uint64_t number() const { return number_; }

 private:
  enum class State { field_begin, text, quoted, quote, ended };

  bool take(char c);
  bool fail(Fault fault);
  void end_field();
  bool end_record();
  /// As many bytes as can be copied without a look at each of them.
  std::size_t plain_length(std::string_view bytes) const;

  char separator_;
  OnRecord on_record_;
  State state_ = State::field_begin;
  Fault fault_ = Fault::none;
  bool after_return_ = false;  // a CR came, and may be half of a line end
  bool was_quoted_ = false;
  std::uint64_t number_ = 1;
  std::string bytes_;              // of the record, without its quotes
  std::vector<std::size_t> ends_;  // of its fields, in bytes_
  std::vector<std::string_view> fields_;
};

}  // namespace jauge::connectors::csv
