// jauge: the administration command.
#include "cli/options.hpp"
#include "cli/usage.hpp"

int main(int argument_count, char** arguments) {
  using namespace jauge::cli;
  const auto language = spoken_language(argument_count, arguments);
  const auto invocation = read_command_line(argument_count, arguments, language);
  return invocation.run ? invocation.run(invocation.options) : invocation.exit_code;
}
