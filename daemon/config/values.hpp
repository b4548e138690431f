#pragma once
// The kinds of values that keys want. Each gives nothing when the key is absent, or nothing and a problem.
#include <chrono>
#include <string_view>

#include "config/table.hpp"

namespace jauge::config {

/// "60s", "30m", "24h", "15d": a whole number and one unit; nothing on any other text or beyond ten years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// [A-Za-z0-9][A-Za-z0-9._-]{0,63}: also safe as a file's name.
bool is_identifier(std::string_view text);

std::optional<std::chrono::seconds> read_duration(const Field& field, std::chrono::seconds least);
std::optional<core::Finess> read_finess(const Field& field);
std::vector<core::Finess> read_finess_list(const Field& field);
std::optional<core::RegionCode> read_region(const Field& field);
std::optional<core::Month> read_month(const Field& field);
std::optional<core::Zone> read_zone(const Field& field);
std::optional<std::int64_t> read_integer(const Field& field, std::int64_t least, std::int64_t most);
std::vector<std::string> read_texts(const Field& field);
/// An absolute path: a daemon has no directory of its own.
std::optional<std::string> read_path(const Field& field);
/// { credential = "…" } or { file = "/…" }; a text is a secret in clear and is told so, never shown.
std::optional<SecretRef> read_secret_reference(const Field& field);
/// A URL of one of `schemes` ("https://") with a host, without user, query or fragment; a final '/' is
/// dropped.
std::optional<std::string> read_url(const Field& field, std::initializer_list<std::string_view> schemes);
/// Kind ids that schema/facts.toml holds.
std::vector<std::string> read_kinds(const Field& field, const core::FactKinds& kinds);
/// A problem at `field`, with the nearest id, when `id` is not among `known`.
bool check_known(const Field& field, std::string_view id, std::span<const std::string> known);
/// The same for the field's own name.
bool check_name(const Field& field, std::span<const std::string> known);

/// The value that stands for the text of `field`.
template <class T>
std::optional<T> read_choice(const Field& field,
                             std::initializer_list<std::pair<std::string_view, T>> choices) {
  const auto text = field.any_text();
  if (!text) return std::nullopt;
  std::string names;
  for (const auto& [name, value] : choices) {
    if (name == *text) return value;
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", name);
  }
  field.wrong(core::msg("expected one of {0}", names));
  return std::nullopt;
}

/// Puts a value that was read in the place of a default.
template <class T, class U>
void assign(T& target, std::optional<U> value) {
  if (value) target = std::move(*value);
}

}  // namespace jauge::config
