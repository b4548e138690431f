# A folder is a static library is a namespace: jauge_folder(core DEPENDS … LIBRARIES …).

# One precompiled header for the whole tree: the standard containers, fmt and tl::expected.
file(WRITE ${CMAKE_BINARY_DIR}/pch/pch.cpp "")
add_library(jauge_pch OBJECT ${CMAKE_BINARY_DIR}/pch/pch.cpp)
target_link_libraries(jauge_pch PRIVATE fmt::fmt)
target_precompile_headers(jauge_pch PRIVATE
  <algorithm> <array> <chrono> <compare> <cstdint> <functional> <map> <memory> <optional> <span>
  <string> <string_view> <utility> <variant> <vector> <fmt/format.h> <tl/expected.hpp>)

function(jauge_target_defaults target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/daemon ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC fmt::fmt)
  target_precompile_headers(${target} REUSE_FROM jauge_pch)
  # The header is compiled with -fPIC: a program compiled with -fPIE could not use it.
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
    target_link_options(${target} PRIVATE -pie)
  endif()
endfunction()

# Adds the library jauge_<name> from every .cpp of the current folder except main.cpp.
function(jauge_folder name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    add_library(jauge_${name} INTERFACE)
    return()
  endif()
  add_library(jauge_${name} STATIC ${sources})
  jauge_target_defaults(jauge_${name})
  list(TRANSFORM ARG_DEPENDS PREPEND jauge_)
  target_link_libraries(jauge_${name} PUBLIC ${ARG_DEPENDS} ${ARG_LIBRARIES})
endfunction()

# Adds the program <name> from the current folder's main.cpp.
function(jauge_program name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    return()
  endif()
  add_executable(${name} ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
  jauge_target_defaults(${name})
  list(TRANSFORM ARG_DEPENDS PREPEND jauge_)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# Adds the test program test_<name> from tests/<…>/<name>_test.cpp and gives its tests to ctest.
# BINARIES names programs that the tests start; their paths come as JAUGE_BIN_DIR. WHOLE gives the program to
# ctest as one test: its tests share a server that takes seconds to start.
function(jauge_test name)
  cmake_parse_arguments(ARG "SERIAL;WHOLE" "TIMEOUT" "SOURCES;DEPENDS;LIBRARIES;BINARIES;LABELS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  jauge_target_defaults(test_${name})
  list(TRANSFORM ARG_DEPENDS PREPEND jauge_)
  target_link_libraries(test_${name} PRIVATE ${ARG_DEPENDS} ${ARG_LIBRARIES} GTest::gtest_main GTest::gmock)
  target_compile_definitions(test_${name} PRIVATE
    JAUGE_BIN_DIR="${CMAKE_BINARY_DIR}/bin" JAUGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(ARG_BINARIES)
    add_dependencies(test_${name} ${ARG_BINARIES})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
    return()
  endif()
  gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
