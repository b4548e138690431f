#include "http/message.hpp"

#include <fmt/format.h>

namespace jauge::http {

std::string percent_encode(std::string_view text) {
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace jauge::http
