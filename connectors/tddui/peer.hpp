#pragma once
// Whom a client's certificate names: every organisation has one of the same authority, and one alone is the
// DUI.
#include <string>
#include <vector>

namespace jauge::connectors::tddui {

/// The common names and organisation units (1 + FINESS, 3 + SIRET, …) of a certificate in PEM; none of what
/// is none.
std::vector<std::string> names_of(const std::string& certificate_pem);

}  // namespace jauge::connectors::tddui
