// Where the configured service connects to.
#include "cli/outgoing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jauge::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::Configuration with_source(const std::string& connection) {
  config::Configuration configuration;
  config::SourceSection source;
  source.spec.name = "dui";
  source.connection = connection;
  configuration.sources.push_back(source);
  return configuration;
}

TEST(Outgoing, NamesTheHostOfADatabase) {
  EXPECT_THAT(outgoing_hosts(with_source("host=dui.chu.example port=5433 dbname=dui")),
              ElementsAre(Outgoing{"dui.chu.example", "source dui"}));
}

TEST(Outgoing, NamesEveryHostOfAList) {
  EXPECT_THAT(outgoing_hosts(with_source("host=a.example,b.example dbname=dui")),
              ElementsAre(Outgoing{"a.example", "source dui"}, Outgoing{"b.example", "source dui"}));
}

TEST(Outgoing, NamesTheServerOfAnOdbcConnection) {
  EXPECT_THAT(outgoing_hosts(with_source("Driver={FreeTDS};Server=tcp:sql.example,1433;Database=dui")),
              ElementsAre(Outgoing{"sql.example", "source dui"}));
  EXPECT_THAT(outgoing_hosts(with_source("Driver={SQL Server};Server=sql.example\\DUI")),
              ElementsAre(Outgoing{"sql.example", "source dui"}));
}

TEST(Outgoing, NamesTheHostOfAUri) {
  EXPECT_THAT(outgoing_hosts(with_source("postgresql://jauge@[2001:db8::5]:5432/dui")),
              ElementsAre(Outgoing{"2001:db8::5", "source dui"}));
}

TEST(Outgoing, LeavesOutWhatStaysOnTheMachine) {
  for (const auto* connection : {"host=/run/postgresql dbname=dui", "host=127.0.0.1 dbname=dui",
                                 "/srv/dui.db", "socket=/run/mysqld/mysqld.sock", "host=localhost"}) {
    EXPECT_THAT(outgoing_hosts(with_source(connection)), IsEmpty()) << connection;
  }
}

TEST(Outgoing, NamesTheProxyInPlaceOfTheArsBehindIt) {
  config::Configuration configuration;
  config::ArsSection direct;
  direct.region = *core::RegionCode::parse("44");
  direct.url = "https://ars.example:8443/jauge";
  config::ArsSection behind;
  behind.region = *core::RegionCode::parse("84");
  behind.url = "https://ars84.example/jauge";
  behind.proxy = "http://proxy.example:3128";
  configuration.ars = {direct, behind};
  EXPECT_THAT(outgoing_hosts(configuration),
              ElementsAre(Outgoing{"ars.example", "ARS 44"}, Outgoing{"proxy.example", "proxy 84"}));
}

TEST(NameServers, AreThoseOfResolvConfButTheLocalOne) {
  EXPECT_THAT(name_servers("# made by hand\nsearch chu.example\nnameserver 127.0.0.53\nnameserver 192.0.2.1\n"
                           "nameserver\t2001:db8::1 \nnameserver fe80::1%eth0\noptions edns0\nnameserver"),
              ElementsAre("192.0.2.1", "2001:db8::1", "fe80::1"));
}

}  // namespace
}  // namespace jauge::cli
