# The engine contract: one binary for each adapter, all with engine_contract.hpp.
if(TARGET toolshed_engines_fake)
  toolshed_test(test_contract_engine_fake SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/engine_fake_test.cpp
    LINKS toolshed_engines_fake LABELS contract)
  target_include_directories(test_contract_engine_fake PRIVATE ${CMAKE_SOURCE_DIR}/tests)
endif()
if(TARGET toolshed_engines_docker)
  toolshed_test(test_contract_engine_real SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/engine_real_test.cpp
    LINKS toolshed_engines_docker toolshed_data LABELS system contract TIMEOUT 180 LOCK engine)
  target_include_directories(test_contract_engine_real PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(test_contract_engine_real PRIVATE
    SHIM_BINARY="${CMAKE_BINARY_DIR}/toolshed-shim" SERVER_BINARY="${CMAKE_BINARY_DIR}/examples/hostile_server")
  add_dependencies(test_contract_engine_real toolshed-shim hostile_server)
endif()
