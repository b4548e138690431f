# cmake -DBUILD= -DSCRIPT= -DARGUMENTS=a;b -P run.cmake: a script beside its installed packages.
find_program(NODE node)
if(NOT NODE)
  message(FATAL_ERROR "The FHIR validation needs node (20 or later): install it (apt install nodejs npm).")
endif()
execute_process(COMMAND ${NODE} ${BUILD}/${SCRIPT} ${ARGUMENTS} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${SCRIPT} found faults.")
endif()
