#pragma once
// The French catalogue, compiled into the program from po/fr.po; no runtime of gettext, no locale.
#include <string_view>

namespace jauge::core {

/// The bytes of fr.mo (GNU MO format, little-endian, sorted by msgid).
std::string_view french_catalogue();

/// Looks `id` up in the bytes of a .mo file; empty when it is not there, or the bytes are not such a file.
std::string_view find_translation(std::string_view catalogue, std::string_view id);

}  // namespace jauge::core
