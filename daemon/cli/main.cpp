// jauge: the administration command.
#include "cli/options.hpp"
#include "config/speech.hpp"

int main(int argument_count, char** arguments) {
  using namespace jauge::cli;
  const auto language = jauge::config::spoken_language(argument_count, arguments, Options{}.configuration);
  const auto invocation = read_command_line(argument_count, arguments, language);
  return invocation.run ? invocation.run(invocation.options) : invocation.exit_code;
}
