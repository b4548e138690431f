# Writes OUTPUT, a C++ file that holds the bytes of FILES (paths relative to ROOT), found by
# jauge::core::schema_file under their path without its first folder. Run as a script: cmake -DOUTPUT= -DROOT= -DFILES=a;b -P Embed.cmake
set(bodies "")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND bodies "constexpr unsigned char file_${index}[] = {${bytes}0};\n")
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX MATCH "/(.*)$" below "${file}")
  set(name "${CMAKE_MATCH_1}")
  string(APPEND table "    {\"${name}\", {reinterpret_cast<const char*>(file_${index}), ${size}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT}.new "// Generated from schema/ and connectors/profiles/ by cmake/Embed.cmake.
#include \"core/schema.hpp\"
namespace jauge::core {
namespace {
${bodies}}  // namespace
std::span<const SchemaFile> schema_files() {
  static const SchemaFile files[] = {
${table}  };
  return files;
}
}  // namespace jauge::core
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
