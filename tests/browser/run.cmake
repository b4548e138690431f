# cmake -DSCRIPT= -DBIN= -DDIRECTORY= -DARGUMENTS=a;b -P run.cmake: a script on a trial in an empty directory.
find_program(NODE node)
if(NOT NODE)
  message(FATAL_ERROR "Node 20 or later is needed: install it (apt install nodejs npm).")
endif()
file(REMOVE_RECURSE ${DIRECTORY})
# Many connections at once need many descriptors.
execute_process(COMMAND sh -c "ulimit -n $(ulimit -Hn) 2>/dev/null; exec \"$@\"" sh ${NODE} ${SCRIPT} ${BIN} ${DIRECTORY} ${ARGUMENTS}
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${SCRIPT} found faults.")
endif()
file(REMOVE_RECURSE ${DIRECTORY})
