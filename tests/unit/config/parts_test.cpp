#include "config/parts.hpp"

#include <gtest/gtest.h>

namespace jauge::config {
namespace {

std::map<std::string, std::string> parts(std::string_view text) {
  return parts_of(parse_document(text, "jauge.toml").value());
}

TEST(Parts, AreNamedByWhatStandsInThem) {
  const auto found = parts(
      "language = \"fr\"\n[project]\nid = \"P\"\n[[establishment]]\nfiness = \"670000165\"\n[[source]]\nname "
      "= "
      "\"dui\"\n[[ars]]\nregion = \"44\"\n[[source]]\ntype = \"csv\"\n");
  std::vector<std::string> names;
  for (const auto& [name, digest] : found) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"ars 44", "establishment 670000165", "language", "project",
                                             "source 2", "source dui"}));
}

TEST(Parts, DoNotDependOnOrderOrLayout) {
  EXPECT_EQ(parts("[project]\nid = \"P\"\nname = \"G\" # une grappe\n"),
            parts("project = { name = \"G\", id = \"P\" }\n"));
}

TEST(Parts, TellEveryChangeOfAValue) {
  const auto before = parts("[a]\nx = [1, 2]\nd = 2026-01-01\nt = \"1\"\nf = 1.5\nb = true\n");
  for (const auto* other : {"[a]\nx = [1, 3]\nd = 2026-01-01\nt = \"1\"\nf = 1.5\nb = true\n",
                            "[a]\nx = [1, 2]\nd = 2026-01-02\nt = \"1\"\nf = 1.5\nb = true\n",
                            "[a]\nx = [1, 2]\nd = 2026-01-01\nt = 1\nf = 1.5\nb = true\n",
                            "[a]\nx = [1, 2]\nd = 2026-01-01\nt = \"1\"\nf = 1.6\nb = true\n",
                            "[a]\nx = [1, 2]\nd = 2026-01-01\nt = \"1\"\nf = 1.5\nb = false\n",
                            "[a]\nx = [1, 2]\nd = 2026-01-01\nt = \"1\"\nf = 1.5\n"}) {
    EXPECT_NE(parts(other), before) << other;
  }
}

}  // namespace
}  // namespace jauge::config
