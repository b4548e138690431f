#pragma once
// A measure: a versioned set of indicator definitions and the gate over them (schema/measures/*.toml).
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::core {

/// The months over which a count runs (indicators §4).
enum class Window { month, three_months, since_start };
std::string_view code(Window window);  // "mois", "3-mois", "depuis-debut"

struct Indicator {
  enum class Form {
    rate,          // |∩ numerator| / |denominator|, month M
    count,         // events of one kind over three windows, one of which gates
    size,          // |A(kind)| of a subject kind, month M
    availability,  // successful polls / polls attempted of the sources of `numerator[0]`, month M
  };
  enum class Scoring { proportion, ratio, cohort };

  std::string id;
  std::string label;  // French
  Form form = Form::rate;
  Scoring scoring = Scoring::proportion;
  std::vector<std::string> numerator;  // kinds that are intersected
  std::string denominator;             // kind; empty but for rates
  bool headcount = false;              // a stated headcount takes the denominator's place
  bool mass_write = false;             // carries the flag ecriture-de-masse of its numerator
  Window project_window = Window::month;
  Window maintenance_window = Window::month;
  bool supplementary = false;  // gates nothing
  bool operator==(const Indicator&) const = default;
};

struct Gate {
  enum class Scope { each_establishment, project_ratio };
  struct Socles {
    std::vector<std::string> among;
    int required = 2;
    bool operator==(const Socles&) const = default;
  };
  Scope scope = Scope::each_establishment;
  std::vector<std::string> rates;
  Socles medicalised;
  Socles non_medicalised;
  std::string rule;  // French, as printed in the report
  bool operator==(const Gate&) const = default;
};

struct Measure {
  std::string id;
  std::string version;
  std::string title;                   // French
  std::string source;                  // the text it comes from, as cited
  std::vector<std::string> decisions;  // French: ours where the text is silent
  std::vector<Indicator> indicators;
  Gate gate;
  bool operator==(const Measure&) const = default;

  /// Null when there is none of that id.
  const Indicator* find(std::string_view indicator) const;
  /// Every kind that an indicator uses, each once, sorted; headcount excluded.
  std::vector<std::string> kinds() const;
};

}  // namespace jauge::core
