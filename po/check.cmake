# Fails unless every msg("…") of the programs has a French sentence in fr.po, and every msg( has a literal.
# Run as a script: cmake -DXGETTEXT= -DMSGCMP= -DROOT= -DOUTPUT=jauge.pot -P check.cmake
file(GLOB_RECURSE sources ${ROOT}/daemon/*.cpp ${ROOT}/daemon/*.hpp ${ROOT}/connectors/*.cpp
     ${ROOT}/connectors/*.hpp ${ROOT}/receiver/*.cpp ${ROOT}/receiver/*.hpp)
list(SORT sources)
set(failed FALSE)
foreach(source IN LISTS sources)
  # The template itself is declared there, with a variable.
  if(source MATCHES "/core/message\\.hpp$")
    continue()
  endif()
  file(READ ${source} text)
  if(text MATCHES "[^A-Za-z0-9_]msg\\([ \n]*[^\" \n]")
    message(SEND_ERROR "${source}: msg( is not followed by a literal; xgettext cannot collect it")
  endif()
endforeach()
execute_process(
  COMMAND ${XGETTEXT} --language=C++ --from-code=UTF-8 --keyword=msg --no-wrap --force-po -o ${OUTPUT} ${sources}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${MSGCMP} ${ROOT}/po/fr.po ${OUTPUT} RESULT_VARIABLE result ERROR_VARIABLE report)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "po/fr.po lacks French sentences:\n${report}")
endif()
