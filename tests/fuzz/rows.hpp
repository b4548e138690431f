#pragma once
// Rows that a connector made of outside bytes, up to their fates.
#include "core/identifier.hpp"
#include "core/intake.hpp"
#include "tests/fuzz/target.hpp"

namespace jauge::fuzz {

class Rows {
 public:
  Rows() { intake_.columns({true, true}); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  bool take(const core::Row& row) {
    for (const auto* cell : {&row.finess, &row.id, &row.at, &row.until})
      require(cell->type != core::Cell::Type::text || core::valid_utf8(cell->text));
    ++given_;
    intake_.take(row);
    return true;
  }
  std::size_t given() const { return given_; }
  /// Each row has a fate.
  void finish() {
    const auto fates = intake_.finish().fates;
    require(fates.read == given_);
  }

 private:
  static core::FactKind kind() {
    core::FactKind kind;
    kind.id = "accompanied";
    kind.shape = core::Shape::interval;
    return kind;
  }
  static const std::vector<core::Establishment>& establishments() {
    static const auto known = [] {
      core::Establishment establishment;
      establishment.finess = *core::Finess::parse("670000165");
      establishment.zone = *core::Zone::find("Europe/Paris");
      return std::vector{establishment};
    }();
    return known;
  }
  static core::SourceSpec source() {
    core::SourceSpec source;
    source.zone = establishments().front().zone;
    return source;
  }

  std::size_t given_ = 0;
  core::Month month_{2026, 10};
  core::FactKind kind_ = kind();
  core::SourceSpec source_ = source();
  core::ReadTask task_{"accompanied", month_, source_.zone.start_of(month_.first_day()),
                       source_.zone.start_of(month_.end())};
  std::map<core::Month, core::MonthKey> keys_{{month_, core::MonthKey(std::array<std::uint8_t, 32>{})}};
  core::Intake intake_{{.kind = kind_,
                        .source = source_,
                        .establishments = establishments(),
                        .task = task_,
                        .keys = keys_,
                        .now = task_.until}};
};

}  // namespace jauge::fuzz
