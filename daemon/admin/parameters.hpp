#pragma once
// What a request asks for, read from its query. Of this folder only.
#include <charconv>
#include <optional>
#include <string_view>

#include "engine/engine.hpp"
#include "http/message.hpp"

namespace jauge::admin {

/// Empty when it is not there.
inline std::string_view parameter(const http::Request& request, std::string_view name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string_view() : std::string_view(found->second);
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The month of `month=`; `otherwise` where there is none.
[[nodiscard]] inline core::Result<core::Month> month_of(const http::Request& request,
                                                        std::optional<core::Month> otherwise) {
  const auto text = parameter(request, "month");
  if (text.empty() && otherwise) return *otherwise;
  if (const auto month = core::Month::parse(text)) return *month;
  return core::fail(core::ErrorKind::invalid, core::msg("\"{0}\" is not a month.", text),
                    core::msg("Write it as 2026-10."));
}

}  // namespace jauge::admin
