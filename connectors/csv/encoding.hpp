#pragma once
// Bytes of a declared encoding as UTF-8. Strict: what the encoding does not have is a fault.
#include <string>
#include <string_view>

#include "config/configuration.hpp"

namespace jauge::connectors::csv {

using Encoding = config::CsvSection::Encoding;

/// Looks at the bytes of a file, cut anywhere, whether they can be of that encoding.
class EncodingCheck {
 public:
  explicit EncodingCheck(Encoding encoding) : encoding_(encoding) {}
  /// False from the first byte on that the encoding does not have.
  bool feed(std::string_view bytes);
  /// False where the file ends within a character.
  bool finish() const { return valid_ && left_ == 0; }

 private:
  bool take(unsigned char byte);

  Encoding encoding_;
  bool valid_ = true;
  int left_ = 0;  // bytes of the character that are still to come
  unsigned char least_ = 0x80;
  unsigned char most_ = 0xBF;
};

/// `bytes` as UTF-8: as they are, or in `buffer`.
std::string_view to_utf8(std::string_view bytes, Encoding encoding, std::string& buffer);

}  // namespace jauge::connectors::csv
