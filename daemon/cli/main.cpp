// jauge: the administration command.
#include "cli/options.hpp"

int main(int argument_count, char** arguments) {
  const auto invocation = jauge::cli::read_command_line(argument_count, arguments);
  return invocation.run ? invocation.run(invocation.options) : invocation.exit_code;
}
