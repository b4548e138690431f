#pragma once
// How each form of indicator becomes figures. Inside of evaluate().
#include <vector>

#include "core/evaluate.hpp"

namespace jauge::core {

/// Of what one establishment's figures are made; the referenced objects outlive the call.
struct Counting {
  const Parameters& parameters;
  const Establishment& establishment;
  const EstablishmentInput& input;

  /// Null when no source ever spoke of the kind.
  const SetState* set(std::string_view kind) const;
};

/// The lines of `indicator` before anything is counted: one, or one per window for counts.
std::vector<Figure> blank_figures(const Indicator& indicator, bool maintenance);

/// Each takes the indicator's blank figure or figures and fills them in. `curve` gets the daily one where
/// there is one.
void count_rate(const Counting& counting, const Indicator& indicator, Figure& figure, Curve& curve);
void count_events(const Counting& counting, const Indicator& indicator, std::vector<Figure>& figures,
                  Curve& curve);
void count_size(const Counting& counting, const Indicator& indicator, Figure& figure);
void count_availability(const Counting& counting, const Indicator& indicator, Figure& figure);

/// Lowers the figure's coverage to that of `state` and lengthens its gap; a kind without source covers
/// nothing.
void take_coverage(Figure& figure, const SetState* state);

}  // namespace jauge::core
