// Keys, FINESS numbers, months and counts of rows.
#include "core/identifier.hpp"
#include "core/month.hpp"
#include "tests/fuzz/target.hpp"

using namespace jauge;
using Type = core::Cell::Type;

JAUGE_FUZZ_TARGET(identifiers) {
  for (const auto type : {Type::text, Type::decimal, Type::uuid}) {
    core::IdentifierBuffer buffer;
    const auto id = core::normalised({type, 0, bytes}, buffer);
    if (!id) continue;
    fuzz::require(!id->empty() && id->size() <= core::identifier_limit && core::valid_utf8(*id));
    // In its one form it stays as it is.
    core::IdentifierBuffer again;
    const auto same = core::normalised({type, 0, *id}, again);
    fuzz::require(same && *same == *id);
  }
  if (const auto finess = core::read_finess({Type::text, 0, bytes})) {
    fuzz::require(core::Finess::parse(finess->finess.text()) == finess->finess);
    finess->finess.luhn_holds();
  }
  static_cast<void>(core::read_finess({Type::decimal, 0, bytes}));
  if (const auto count = core::read_count({Type::text, 0, bytes})) fuzz::require(*count >= 0);
  static_cast<void>(core::read_count({Type::decimal, 0, bytes}));
  static_cast<void>(core::read_millionths(bytes));
  if (const auto month = core::Month::parse(bytes)) fuzz::require(core::Month::parse(month->text()) == month);
  static_cast<void>(core::RegionCode::parse(bytes));
}
