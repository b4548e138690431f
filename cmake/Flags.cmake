# Compiler flags of every target: warnings, hardening, sanitizers, compiler cache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(JAUGE_CCACHE ccache)
if(JAUGE_CCACHE)
  # A precompiled header is cacheable only when told that its time stamps do not count.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${JAUGE_CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                    -Wnon-virtual-dtor -Woverloaded-virtual -Wsuggest-override)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wnull-dereference)
  # A unit takes less than this: the compiler's collection of garbage, a tenth of its time, has nothing to do.
  add_compile_options("SHELL:--param ggc-min-heapsize=524288")
endif()
if(JAUGE_WERROR)
  add_compile_options(-Werror)
endif()

add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection -fno-omit-frame-pointer)
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
# What is built to be tried is linked again and again; gold, of binutils, takes less than half the time.
find_program(JAUGE_GOLD ld.gold)
if(JAUGE_GOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT JAUGE_SANITIZE AND NOT JAUGE_FUZZ)
  add_link_options(-fuse-ld=gold)
endif()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT JAUGE_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(JAUGE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()
if(JAUGE_SANITIZE)
  add_compile_options(-fsanitize=${JAUGE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${JAUGE_SANITIZE})
endif()

if(JAUGE_COVERAGE)
  # Each program counts in a file that is mapped while it runs: what ends by _exit or a signal is counted too.
  set(counts -fprofile-instr-generate=${CMAKE_BINARY_DIR}/profiles/%m%c.profraw)
  add_compile_options(${counts} -fcoverage-mapping -fprofile-update=atomic "SHELL:-mllvm -runtime-counter-relocation")
  add_link_options(${counts})
else()
  # The same sources give the same bytes wherever the tree lies.
  add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
endif()
