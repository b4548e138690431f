#include "store/columns.hpp"

#include <algorithm>
#include <limits>

namespace jauge::store {

namespace {

constexpr char separator = '\x1f';
constexpr std::string_view error_kinds[] = {"transient", "refused", "invalid", "damaged", "cancelled"};
constexpr std::string_view purposes[] = {"poll", "closing", "check"};

void need(bool condition) {
  if (!condition) throw BadColumn{};
}

}  // namespace

std::optional<std::int64_t> column(const std::optional<core::Instant>& instant) {
  if (!instant) return std::nullopt;
  return column(*instant);
}

std::string_view column(core::ErrorKind kind) {
  return error_kinds[static_cast<std::size_t>(kind)];
}
std::string_view column(core::ReadPurpose purpose) {
  return purposes[static_cast<std::size_t>(purpose)];
}

std::string column(const core::Message& message) {
  std::string packed = message.id;
  for (auto argument : message.arguments) {
    std::replace(argument.begin(), argument.end(), separator, ' ');
    packed += separator;
    packed += argument;
  }
  return packed;
}

core::Instant instant_at(const sqlite::Statement& row, int index) {
  need(row.type(index) == sqlite::Statement::Type::integer);
  return core::Instant(std::chrono::microseconds(row.integer(index)));
}

std::optional<core::Instant> optional_instant_at(const sqlite::Statement& row, int index) {
  if (row.is_null(index)) return std::nullopt;
  return instant_at(row, index);
}

std::string text_at(const sqlite::Statement& row, int index) {
  return std::string(row.text(index));
}

std::uint64_t count_at(const sqlite::Statement& row, int index) {
  need(row.integer(index) >= 0);
  return static_cast<std::uint64_t>(row.integer(index));
}

int int_at(const sqlite::Statement& row, int index) {
  const auto value = row.integer(index);
  need(value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max());
  return static_cast<int>(value);
}

core::Month month_at(const sqlite::Statement& row, int index) {
  const auto month = core::Month::parse(row.text(index));
  need(month.has_value());
  return *month;
}

core::Finess finess_at(const sqlite::Statement& row, int index) {
  const auto finess = core::Finess::parse(row.text(index));
  need(finess.has_value());
  return *finess;
}

core::RegionCode region_at(const sqlite::Statement& row, int index) {
  auto region = core::RegionCode::parse(row.text(index));
  need(region.has_value());
  return *std::move(region);
}

core::Digest digest_at(const sqlite::Statement& row, int index) {
  const auto bytes = row.blob(index);
  core::Digest digest;
  need(bytes.size() == digest.bytes.size());
  std::transform(bytes.begin(), bytes.end(), digest.bytes.begin(),
                 [](char byte) { return static_cast<std::uint8_t>(byte); });
  return digest;
}

std::optional<core::Digest> optional_digest_at(const sqlite::Statement& row, int index) {
  if (row.is_null(index)) return std::nullopt;
  return digest_at(row, index);
}

core::ErrorKind error_kind_at(const sqlite::Statement& row, int index) {
  return enumeration_at<core::ErrorKind>(row, index, error_kinds);
}

core::ReadPurpose purpose_at(const sqlite::Statement& row, int index) {
  return enumeration_at<core::ReadPurpose>(row, index, purposes);
}

core::Message message_at(const sqlite::Statement& row, int index) {
  core::Message message;
  auto rest = row.text(index);
  auto end = rest.find(separator);
  message.id = std::string(rest.substr(0, end));
  while (end != std::string_view::npos) {
    rest.remove_prefix(end + 1);
    end = rest.find(separator);
    message.arguments.emplace_back(rest.substr(0, end));
  }
  return message;
}

}  // namespace jauge::store
