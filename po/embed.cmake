# Writes OUTPUT, a C++ file that holds the bytes of INPUT as jauge::core::french_catalogue().
# Run as a script: cmake -DINPUT= -DOUTPUT= -P embed.cmake
file(READ ${INPUT} hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "// Generated from po/fr.po by po/embed.cmake.
#include \"core/translations.hpp\"
namespace jauge::core {
namespace {
constexpr unsigned char bytes[] = {
${bytes}0};
}  // namespace
std::string_view french_catalogue() { return {reinterpret_cast<const char*>(bytes), ${size}}; }
}  // namespace jauge::core
")
