#include "connectors/csv/records.hpp"

namespace jauge::connectors::csv {
namespace {

constexpr std::size_t longest_record = 1u << 20;

}  // namespace

bool Records::feed(std::string_view bytes) {
  while (!bytes.empty() && state_ != State::ended) {
    if (const auto plain = plain_length(bytes); plain > 0) {
      bytes_.append(bytes.substr(0, plain));
      bytes.remove_prefix(plain);
      if (bytes_.size() > longest_record) return fail(Fault::too_long);
      continue;
    }
    if (!take(bytes.front())) return false;
    bytes.remove_prefix(1);
  }
  return state_ != State::ended;
}

std::size_t Records::plain_length(std::string_view bytes) const {
  if (after_return_ || (state_ != State::text && state_ != State::quoted)) return 0;
  std::size_t length = 0;
  if (state_ == State::quoted) {
    while (length < bytes.size() && bytes[length] != '"' && bytes[length] != '\0') ++length;
    return length;
  }
  while (length < bytes.size()) {
    const char c = bytes[length];
    if (c == separator_ || c == '\r' || c == '\n' || c == '"' || c == '\0') break;
    ++length;
  }
  return length;
}

bool Records::fail(Fault fault) {
  fault_ = fault;
  state_ = State::ended;
  return false;
}

bool Records::take(char c) {
  if (c == '\0') return fail(Fault::nul);
  if (after_return_) {
    after_return_ = false;
    if (c == '\n') return end_record();
    // Alone it ends no line: it belongs to the field.
    if (state_ == State::quote) return fail(Fault::text_after_quote);
    bytes_.push_back('\r');
    state_ = State::text;
  }
  switch (state_) {
    case State::quoted:
      if (c == '"') {
        state_ = State::quote;
      } else {
        bytes_.push_back(c);
      }
      return true;
    case State::quote:
      if (c == '"') {
        bytes_.push_back(c);
        state_ = State::quoted;
        return true;
      }
      break;
    case State::field_begin:
      if (c == '"') {
        state_ = State::quoted;
        was_quoted_ = true;
        return true;
      }
      break;
    case State::text:
      if (c == '"') return fail(Fault::quote_in_text);
      break;
    case State::ended:
      return false;
  }
  if (c == separator_) {
    end_field();
    return true;
  }
  if (c == '\n') return end_record();
  if (c == '\r') {
    after_return_ = true;
    return true;
  }
  if (state_ == State::quote) return fail(Fault::text_after_quote);
  bytes_.push_back(c);
  state_ = State::text;
  return bytes_.size() <= longest_record || fail(Fault::too_long);
}

void Records::end_field() {
  ends_.push_back(bytes_.size());
  state_ = State::field_begin;
}

bool Records::end_record() {
  const bool blank = ends_.empty() && bytes_.empty() && !was_quoted_;
  end_field();
  bool wanted = true;
  if (!blank) {
    fields_.clear();
    std::size_t begin = 0;
    for (const auto end : ends_) {
      fields_.push_back(std::string_view(bytes_).substr(begin, end - begin));
      begin = end;
    }
    wanted = on_record_(fields_);
    ++number_;
  }
  ends_.clear();
  bytes_.clear();
  was_quoted_ = false;
  if (!wanted) state_ = State::ended;
  return wanted;
}

bool Records::finish() {
  if (state_ == State::ended) return fault_ == Fault::none;
  if (state_ == State::quoted) return fail(Fault::unclosed_quote);
  if (after_return_ && state_ != State::quote) bytes_.push_back('\r');
  after_return_ = false;
  if (!bytes_.empty() || !ends_.empty() || was_quoted_) end_record();
  state_ = State::ended;
  return true;
}

}  // namespace jauge::connectors::csv
