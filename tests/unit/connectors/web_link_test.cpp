// Links of a server's answers stay on the server that is configured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/web/link.hpp"

namespace jauge::connectors::web {
namespace {

constexpr std::string_view base = "https://dui.example:8443/api/fhir";

TEST(PinnedLink, KeepsWhatIsBelowTheBase) {
  EXPECT_EQ(pinned(base, "https://dui.example:8443/api/fhir/Encounter?page=2"),
            "https://dui.example:8443/api/fhir/Encounter?page=2");
  EXPECT_EQ(pinned(base, "https://dui.example:8443/api/fhir?_getpages=abc#x"),
            "https://dui.example:8443/api/fhir?_getpages=abc");
  EXPECT_EQ(pinned(base, "/api/fhir/Encounter?page=2"), "https://dui.example:8443/api/fhir/Encounter?page=2");
  EXPECT_EQ(pinned(base, "Encounter?page=2"), "https://dui.example:8443/api/fhir/Encounter?page=2");
  EXPECT_EQ(pinned(base, "?_getpages=abc"), "https://dui.example:8443/api/fhir?_getpages=abc");
  EXPECT_EQ(pinned("https://h", "/x?y=1"), "https://h/x?y=1");
  EXPECT_EQ(pinned("https://h", "HTTP://other/x"), "https://h/x");
}

TEST(PinnedLink, ReplacesSchemeHostAndPortByOurs) {
  EXPECT_EQ(pinned(base, "http://10.0.0.3:8080/api/fhir/Encounter?page=2"),
            "https://dui.example:8443/api/fhir/Encounter?page=2");
  EXPECT_EQ(pinned(base, "https://attacker.example/api/fhir?x=1"), "https://dui.example:8443/api/fhir?x=1");
  EXPECT_EQ(pinned(base, "https://user@attacker.example/api/fhir?x=1"),
            "https://dui.example:8443/api/fhir?x=1");
}

TEST(PinnedLink, RefusesWhatLeadsElsewhere) {
  for (const char* link :
       {"", "https://dui.example/admin", "https://dui.example", "/api/fhirs?x", "/",
        "//attacker.example/api/fhir", "file:///etc/passwd", "ftp://dui.example/api/fhir", "javascript:x",
        "/api/fhir/../admin", "/api/fhir/%2e%2e/admin", "/api/fhir/..%2fadmin", "/api/fhir/a\\b",
        "Encounter?x=a b", "Encounter?x=\xc3\xa9", "Encounter?x=1\r\nHost: y"}) {
    EXPECT_EQ(pinned(base, link), std::nullopt) << link;
  }
  EXPECT_EQ(pinned(base, "?" + std::string(20'000, 'a')), std::nullopt);
  EXPECT_EQ(pinned("ldap://h", "/x"), std::nullopt);
}

TEST(QueryOf, DecodesNamesAndValuesInTheirOrder) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(
      query_of("https://h/E?a=1&date=ge2026-10-01T00%3A00%3A00%2B02%3A00&date=lt2027&b=x+y&c&=d&&e=%zz#f=1"),
      (Pairs{{"a", "1"},
             {"date", "ge2026-10-01T00:00:00+02:00"},
             {"date", "lt2027"},
             {"b", "x y"},
             {"c", ""},
             {"", "d"},
             {"e", "%zz"}}));
  EXPECT_EQ(query_of("https://h/E"), Pairs{});
}

TEST(WithParameter, EncodesWhatWouldBeAnotherParameter) {
  EXPECT_EQ(with_parameter("https://h/E", "identifier", "urn:oid:1|2&3+4"),
            "https://h/E?identifier=urn:oid:1%7C2%263%2B4");
  EXPECT_EQ(with_parameter("https://h/E?a=1", "b", "é#"), "https://h/E?a=1&b=%C3%A9%23");
  EXPECT_EQ(with_parameter("https://h/E?", "b", "1"), "https://h/E?b=1");
}

}  // namespace
}  // namespace jauge::connectors::web
