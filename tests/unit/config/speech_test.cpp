#include "config/speech.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace jauge::config {
namespace {

/// What the programs say, in French, of these arguments.
std::string said_of(const std::string& arguments) {
  CLI::App application;
  int port = 0;
  bool flag = false;
  std::string file;
  auto* const once = application.add_flag("--once", flag);
  application.add_option("--port", port)->needs(once);
  application.add_option("--config", file)->excludes(once);
  application.add_option("--needed", file)->required();
  try {
    application.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return core::render(argument_error(error), core::Language::fr);
  }
  return "";
}

TEST(ArgumentErrors, AreSaidInWordsOfOurs) {
  EXPECT_EQ(said_of("--needed a"), "");
  EXPECT_EQ(said_of(""), "--needed manque.");
  EXPECT_EQ(said_of("--needed"), "--needed demande une valeur.");
  EXPECT_EQ(said_of("--needed a b"), "En trop : b");
  EXPECT_EQ(said_of("--needed a --port 1"), "--port demande --once.");
  EXPECT_EQ(said_of("--needed a --config b --once"), "--once et --config s'excluent.");
  EXPECT_EQ(said_of("--needed a --once --port abc"),
            "Une valeur n'est pas de la sorte attendue : --port = abc");
}

}  // namespace
}  // namespace jauge::config
