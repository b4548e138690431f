#pragma once
// A closure built by hand: the worked example of indicators §10 beside four other establishments, in two
// regions.
#include "core/report.hpp"

namespace jauge::test_support {

/// October 2026 of a project of five establishments. Region 44: 670000165 is the worked example (not
/// passing), 680000254 is messy (undetermined), 670000181 passes, 670000173 is not live. Region 27: 210000012
/// passes.
core::Closure example_closure();

/// Of its region 44: sequence 5, with a previous report.
core::ReportIdentity example_identity();

}  // namespace jauge::test_support
