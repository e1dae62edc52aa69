# toolshed_module(NAME [DEPENDS module…] [LIBS target…] [TEST_DEPENDS module…])
#
# Makes the library of src/NAME from its *.cpp files and, from its *_test.cpp files, a test binary that links this module
# alone (and TEST_DEPENDS), so that a use which is not declared does not link.
add_library(toolshed_options INTERFACE)
target_include_directories(toolshed_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(toolshed_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror -Wno-missing-field-initializers
  -Wno-deprecated-declarations)
target_compile_definitions(toolshed_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16 TOOLSHED_VERSION="${TOOLSHED_VERSION}")
target_link_options(toolshed_options INTERFACE -fuse-ld=lld-19)
target_link_libraries(toolshed_options INTERFACE Threads::Threads)

function(toolshed_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBS;TEST_DEPENDS" ${ARGN})
  string(REPLACE "/" "_" id ${name})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  set(links "")
  foreach(dependency ${ARG_DEPENDS})
    string(REPLACE "/" "_" dependency_id ${dependency})
    list(APPEND links toolshed_${dependency_id})
  endforeach()
  if(sources)
    add_library(toolshed_${id} STATIC ${sources})
    target_link_libraries(toolshed_${id} PUBLIC toolshed_options ${links} ${ARG_LIBS})
  else()
    add_library(toolshed_${id} INTERFACE)
    target_link_libraries(toolshed_${id} INTERFACE toolshed_options ${links} ${ARG_LIBS})
  endif()
  set_property(GLOBAL APPEND PROPERTY TOOLSHED_MODULES "${name}:${ARG_DEPENDS}")
  if(tests)
    set(test_links toolshed_${id})
    foreach(dependency ${ARG_TEST_DEPENDS})
      string(REPLACE "/" "_" dependency_id ${dependency})
      list(APPEND test_links toolshed_${dependency_id})
    endforeach()
    toolshed_test(test_${id} SOURCES ${tests} LINKS ${test_links})
  endif()
endfunction()

# toolshed_test(NAME SOURCES file… LINKS target… [LABELS label…] [TIMEOUT seconds])
function(toolshed_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} toolshed_options GTest::gtest_main GTest::gmock)
  # Stories of tests are lambdas that outlive their coroutine, and tests drop results on purpose.
  if(CMAKE_CXX_CLANG_TIDY)
    set_target_properties(${name} PROPERTIES CXX_CLANG_TIDY
      "clang-tidy-19;--checks=-cppcoreguidelines-avoid-capturing-lambda-coroutines,-bugprone-unused-return-value")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
include(GoogleTest)
