#include "cli/usage.hpp"

#include "config/speech.hpp"
#include "config/table.hpp"

namespace jauge::cli {
namespace {

using core::msg;

/// The first argument that is neither an option nor the value of one.
std::string first_word(const CLI::App& application, int argument_count, char** arguments) {
  for (int i = 1; i < argument_count; ++i) {
    const std::string argument = arguments[i];
    if (!argument.starts_with('-')) return argument;
    if (argument.find('=') != std::string::npos) continue;
    const auto* option = application.get_option_no_throw(argument);
    if (option && option->get_type_size() > 0) ++i;
  }
  return {};
}

core::Message unknown_verb(const CLI::App& application, const std::string& word) {
  std::vector<std::string> verbs;
  for (const auto* verb : application.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) verbs.push_back(verb->get_name());
  }
  const auto meant = config::nearest(word, verbs);
  return meant.empty() ? msg("\"{0}\" is no verb of jauge; jauge --help lists them.", word)
                       : msg("\"{0}\" is no verb of jauge; did you mean \"{1}\"?", word, meant);
}

}  // namespace

core::Message usage_error(const CLI::App& application, const CLI::ParseError& error, int argument_count,
                          char** arguments) {
  if (application.get_subcommands().empty()) {
    const auto word = first_word(application, argument_count, arguments);
    if (!word.empty()) return unknown_verb(application, word);
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError))
      return msg("A verb is missing; jauge --help lists them.");
  }
  return config::argument_error(error);
}

}  // namespace jauge::cli
