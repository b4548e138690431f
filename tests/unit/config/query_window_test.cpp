#include "config/query_window.hpp"

#include <gtest/gtest.h>

namespace jauge::config {
namespace {

TEST(QueryWindow, IsAskedForByEitherParameter) {
  EXPECT_TRUE(names_window("SELECT a FROM t WHERE d >= :since AND d < :until", "postgresql"));
  EXPECT_TRUE(names_window("SELECT a FROM t WHERE d<:until", "sqlite"));
  EXPECT_FALSE(names_window("SELECT a FROM t", "mariadb"));
  EXPECT_FALSE(names_window("", "sqlite"));
  EXPECT_FALSE(names_window("SELECT :sincere", "sqlite"));
}

TEST(QueryWindow, IsNotAskedForInQuotesCommentsAndCasts) {
  for (const char* type : {"postgresql", "mariadb", "sqlite"}) {
    EXPECT_FALSE(names_window("SELECT ':since', \":until\" -- :since\n /* :until */", type)) << type;
    EXPECT_TRUE(names_window("SELECT 'it''s', :since", type)) << type;
    EXPECT_FALSE(names_window("SELECT ':since", type)) << type;
    EXPECT_FALSE(names_window("SELECT /* :since", type)) << type;
  }
  EXPECT_FALSE(names_window("SELECT a::since", "postgresql"));
  EXPECT_FALSE(names_window("SELECT $q$:since$q$, $$:until$$", "postgresql"));
  EXPECT_TRUE(names_window("SELECT $q$a$q$ WHERE :since", "postgresql"));
  EXPECT_FALSE(names_window("/* /* */ :since */ SELECT 1", "postgresql"));
  EXPECT_TRUE(names_window("/* /* */ SELECT :since", "mariadb"));
  EXPECT_FALSE(names_window("SELECT [:since], `:until`", "sqlite"));
  EXPECT_TRUE(names_window("SELECT a[1], :since", "postgresql"));
}

TEST(QueryWindow, ReadsBackslashesAsTheEngineDoes) {
  EXPECT_TRUE(names_window(R"(SELECT '\', :since)", "postgresql"));
  EXPECT_TRUE(names_window(R"(SELECT '\', :since)", "sqlite"));
  EXPECT_FALSE(names_window(R"(SELECT '\', :since)", "mariadb"));
  EXPECT_FALSE(names_window(R"(SELECT E'\', :since)", "postgresql"));
  EXPECT_TRUE(names_window("SELECT 1--1, :since", "mariadb"));
  EXPECT_FALSE(names_window("SELECT 1--1, :since", "postgresql"));
  EXPECT_FALSE(names_window("SELECT 1 # :since", "mariadb"));
}

}  // namespace
}  // namespace jauge::config
