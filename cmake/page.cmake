# The web page inside the program. TOOLSHED_UI_DIR names a page that was built elsewhere (web/dist with its manifest); without
# it npm builds web/dist where Node is new enough; else, or with TOOLSHED_UI=OFF, a page says how to get the real one.
set(TOOLSHED_UI_DIR "" CACHE PATH "A built web page to embed; empty: build it")
option(TOOLSHED_UI "Build the web page when Node and npm are there" ON)

find_program(TOOLSHED_NODE node)
find_program(TOOLSHED_NPM npm)
set(TOOLSHED_WEB ${CMAKE_SOURCE_DIR}/web)
set(TOOLSHED_NODE_FITS FALSE)
if(TOOLSHED_NODE AND TOOLSHED_NPM)
  execute_process(COMMAND ${TOOLSHED_NODE} --version OUTPUT_VARIABLE node_version OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REGEX REPLACE "^v" "" node_version "${node_version}")
  if(node_version VERSION_GREATER_EQUAL 20.19)
    set(TOOLSHED_NODE_FITS TRUE)
  endif()
endif()

set(TOOLSHED_PAGE_BUILT FALSE)
if(TOOLSHED_UI_DIR)
  get_filename_component(TOOLSHED_PAGE ${TOOLSHED_UI_DIR} ABSOLUTE)
elseif(TOOLSHED_UI AND TOOLSHED_NODE_FITS)
  set(TOOLSHED_PAGE ${TOOLSHED_WEB}/dist)
  set(TOOLSHED_PAGE_BUILT TRUE)
  # The packages and the page lie in the source tree, where editors and `npm run` find them too, so the stamps do as well.
  set(packages ${TOOLSHED_WEB}/node_modules/.installed)
  add_custom_command(OUTPUT ${packages}
    COMMAND ${TOOLSHED_NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${packages}
    DEPENDS ${TOOLSHED_WEB}/package.json ${TOOLSHED_WEB}/package-lock.json
    WORKING_DIRECTORY ${TOOLSHED_WEB} COMMENT "Installing the page's packages" VERBATIM)
  add_custom_target(web_packages DEPENDS ${packages})
  file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${TOOLSHED_WEB}/src/* ${TOOLSHED_WEB}/public/*)
  list(FILTER page_sources EXCLUDE REGEX "\\.test\\.tsx?$|/src/test/")
  add_custom_command(OUTPUT ${TOOLSHED_PAGE}/manifest.json
    COMMAND ${TOOLSHED_NODE} node_modules/vite/bin/vite.js build --logLevel warn
    COMMAND ${TOOLSHED_NODE} scripts/compress.mjs
    DEPENDS ${packages} ${page_sources} ${TOOLSHED_WEB}/index.html ${TOOLSHED_WEB}/vite.config.ts
      ${TOOLSHED_WEB}/scripts/compress.mjs
    WORKING_DIRECTORY ${TOOLSHED_WEB} COMMENT "Building the page" VERBATIM)
  # A rule belongs to the folder that states it; by this target the folder that embeds the page sees it.
  add_custom_target(web_page DEPENDS ${TOOLSHED_PAGE}/manifest.json)
else()
  message(STATUS "the web page is not built: it needs Node 20.19 or newer and npm")
  set(TOOLSHED_PAGE ${TOOLSHED_WEB}/placeholder)
endif()

# The page as two sources of whoever carries it.
function(toolshed_embed_page target)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_page)
  set(script ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake)
  add_custom_command(OUTPUT ${output}.S ${output}.cpp
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${TOOLSHED_PAGE} -DOUTPUT=${output} -P ${script}
    DEPENDS ${TOOLSHED_PAGE}/manifest.json ${script} VERBATIM)
  set_source_files_properties(${output}.S PROPERTIES OBJECT_DEPENDS ${TOOLSHED_PAGE}/manifest.json)
  target_sources(${target} PRIVATE ${output}.S ${output}.cpp)
  if(TARGET web_page)
    add_dependencies(${target} web_page)
  endif()
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
