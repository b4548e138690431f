#include "config/connection.hpp"

#include <gtest/gtest.h>

namespace jauge::config {
namespace {

TEST(Connection, KnowsWhatStaysOnTheMachine) {
  EXPECT_EQ(reach_of("postgresql", "dbname=dui"), Reach::socket);
  EXPECT_EQ(reach_of("postgresql", "host=/run/postgresql dbname=dui"), Reach::socket);
  EXPECT_EQ(reach_of("postgresql", "host = '/run/my sockets' dbname=dui"), Reach::socket);
  EXPECT_EQ(reach_of("postgresql", "postgresql:///dui"), Reach::socket);
  EXPECT_EQ(reach_of("postgresql", "host=localhost"), Reach::loopback);
  EXPECT_EQ(reach_of("postgresql", "postgresql://jauge@127.0.0.1:5432/dui"), Reach::loopback);
  EXPECT_EQ(reach_of("postgresql", "postgresql://[::1]:5432/dui"), Reach::loopback);
  EXPECT_EQ(reach_of("mariadb", "socket=/run/mysqld/mysqld.sock dbname=dui"), Reach::socket);
  EXPECT_EQ(reach_of("mariadb", "host=127.0.0.1 port=3306"), Reach::loopback);
  EXPECT_EQ(reach_of("sqlite", "/srv/dui.db"), Reach::file);
}

TEST(Connection, TakesWhateverItCannotTellForTheNetwork) {
  EXPECT_EQ(reach_of("postgresql", "host=dui.example"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "host=127.0.0.1,dui.example"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "host=/run/postgresql,dui.example"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "host=localhost hostaddr=192.0.2.1"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "postgresql:///dui?host=dui.example"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "service=dui"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "host=127.0.0.1.example"), Reach::network);
  EXPECT_EQ(reach_of("postgresql", "host=localhost.example"), Reach::network);
}

TEST(Connection, ReadsQuotedValues) {
  EXPECT_EQ(connection_parameter("dbname='a b' user=c", "dbname"), "a b");
  EXPECT_EQ(connection_parameter(R"(dbname='a\'b' user = c)", "user"), "c");
  EXPECT_EQ(connection_parameter("HOST=x", "host"), "x");
  EXPECT_EQ(connection_parameter("dbname=", "dbname"), "");
  EXPECT_EQ(connection_parameter("dbname", "dbname"), "");
  EXPECT_EQ(connection_parameter("dbname='open", "dbname"), "open");
}

TEST(Connection, FindsAPasswordHoweverItIsWritten) {
  EXPECT_TRUE(holds_password("user=a password=b"));
  EXPECT_TRUE(holds_password("user=a PASSWORD\t= b"));
  EXPECT_TRUE(holds_password("user=a pwd=b"));
  EXPECT_TRUE(holds_password("user=a sslpassword=b"));
  EXPECT_TRUE(holds_password("postgresql://a:b@h/d"));
  EXPECT_TRUE(holds_password("postgresql://h/d?password=b"));
  EXPECT_FALSE(holds_password("user=a dbname=d"));
  EXPECT_FALSE(holds_password("user=password dbname=d"));
  EXPECT_FALSE(holds_password("postgresql://a@h:5432/d"));
}

}  // namespace
}  // namespace jauge::config
