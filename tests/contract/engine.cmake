# The engine contract: one binary for each adapter, all with engine_contract.hpp.
if(TARGET toolshed_engines_fake)
  toolshed_test(test_contract_engine_fake SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/engine_fake_test.cpp
    LINKS toolshed_engines_fake LABELS contract)
  target_include_directories(test_contract_engine_fake PRIVATE ${CMAKE_SOURCE_DIR}/tests)
endif()
