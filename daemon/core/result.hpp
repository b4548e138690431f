#pragma once
// What crosses a folder's border: a value, or an Error that says what the caller should do next.
#include <tl/expected.hpp>

#include "core/message.hpp"

namespace jauge::core {

enum class ErrorKind {
  transient,  // try again later
  refused,    // the other side said no; trying again unchanged is useless
  invalid,    // our input or configuration is wrong
  damaged,    // stored data is not what was written; stop
  cancelled,  // asked to stop
};

/// What happened and where, and what the operator can do about it.
struct Error {
  ErrorKind kind;
  Message sentence;
  Message hint;

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

inline Failure fail(ErrorKind kind, Message sentence, Message hint = {}) {
  return Failure(Error{kind, std::move(sentence), std::move(hint)});
}

}  // namespace jauge::core
