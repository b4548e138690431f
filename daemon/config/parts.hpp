#pragma once
// The parts of a configuration with a digest each, so that a later one can be compared with it.
#include <map>
#include <string>

#include "config/document.hpp"

namespace jauge::config {

/// "project", "establishment 670000165", "source dui", "ars 44", "schedule" … → SHA-256 in hexadecimal of
/// what stands there, whatever its order and layout. Of a reference to a secret, the reference.
std::map<std::string, std::string> parts_of(const Value& document);

}  // namespace jauge::config
