# cmake -DFOLDER=… -DOUTPUT=… -P embed_page.cmake
#
# Writes OUTPUT.S, which has the assembler take in each file that FOLDER/manifest.json names with its .gz and .br, and
# OUTPUT.cpp, the table of them. The same folder gives the same bytes.
file(READ ${FOLDER}/manifest.json manifest)
string(JSON last LENGTH ${manifest} files)
math(EXPR last "${last} - 1")
set(assembly "# Generated from the page's manifest.\n    .section .rodata\n")
set(names "")
set(rows "")

function(embed symbol file)
  string(APPEND assembly "${symbol}_begin:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
  string(APPEND assembly "    .global ${symbol}_begin\n    .global ${symbol}_end\n")
  string(APPEND names "extern \"C\" const char ${symbol}_begin[], ${symbol}_end[];\n")
  set(assembly ${assembly} PARENT_SCOPE)
  set(names ${names} PARENT_SCOPE)
endfunction()

foreach(number RANGE ${last})
  string(JSON path GET ${manifest} files ${number} path)
  string(JSON type GET ${manifest} files ${number} type)
  set(file ${FOLDER}/${path})
  file(SHA256 ${file} hash)
  file(SIZE ${file} size)
  set(row "    {\"${path}\", \"${type}\", \"${hash}\"")
  embed(toolshed_page_${number} ${file})
  string(APPEND row ", bytes(toolshed_page_${number}_begin, toolshed_page_${number}_end)")
  foreach(ending gz br)
    set(form_size ${size})
    if(EXISTS ${file}.${ending})
      file(SIZE ${file}.${ending} form_size)
    endif()
    if(form_size LESS size)
      set(symbol toolshed_page_${number}_${ending})
      embed(${symbol} ${file}.${ending})
      string(APPEND row ", bytes(${symbol}_begin, ${symbol}_end)")
    else()
      string(APPEND row ", {}")
    endif()
  endforeach()
  string(APPEND rows "${row}},\n")
endforeach()
string(APPEND assembly "    .section .note.GNU-stack, \"\", %progbits\n")

file(WRITE ${OUTPUT}.S "${assembly}")
file(WRITE ${OUTPUT}.cpp "// Generated from the page's manifest.
#include \"embedded_page.hpp\"

${names}
namespace {

std::string_view bytes(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

const toolshed::ui::File files[] = {
${rows}};

}  // namespace

std::span<const toolshed::ui::File> embedded_page() {
    return files;
}
")
