# Fails unless every msg("…") of the programs has a French sentence in fr.po, and every msg( has a literal.
# Run as a script: cmake -DXGETTEXT= -DMSGMERGE= -DMSGATTRIB= -DROOT= -DOUTPUT=jauge.pot -P check.cmake
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/daemon/*.cpp ${ROOT}/daemon/*.hpp ${ROOT}/connectors/*.cpp
     ${ROOT}/connectors/*.hpp ${ROOT}/receiver/*.cpp ${ROOT}/receiver/*.hpp)
list(SORT sources)
foreach(source IN LISTS sources)
  # The template itself is declared there, with a variable.
  if(source STREQUAL "daemon/core/message.hpp")
    continue()
  endif()
  file(READ ${ROOT}/${source} text)
  if(text MATCHES "[^A-Za-z0-9_]msg\\([ \n]*[^\" \n]")
    message(SEND_ERROR "${source}: msg( is not followed by a literal; xgettext cannot collect it")
  endif()
endforeach()
execute_process(
  COMMAND ${XGETTEXT} --language=C++ --from-code=UTF-8 --keyword=msg --no-wrap --force-po -o ${OUTPUT} ${sources}
  WORKING_DIRECTORY ${ROOT} COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND ${MSGMERGE} --quiet --no-fuzzy-matching --no-wrap -o ${OUTPUT}.merged ${ROOT}/po/fr.po ${OUTPUT}
  COMMAND_ERROR_IS_FATAL ANY)
foreach(kind untranslated only-fuzzy)
  execute_process(COMMAND ${MSGATTRIB} --${kind} --no-obsolete --no-wrap ${OUTPUT}.merged
                  OUTPUT_VARIABLE entries COMMAND_ERROR_IS_FATAL ANY)
  if(entries)
    message(SEND_ERROR "po/fr.po lacks French sentences (${kind}):\n${entries}")
  endif()
endforeach()
