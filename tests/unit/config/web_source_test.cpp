// [[source]] of a type that is read over HTTP: its address, its credentials, its queries as tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/fhir_query.hpp"
#include "config/sections.hpp"
#include "config/toml_text.hpp"
#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using testing::HasSubstr;

constexpr std::string_view query = R"t([source.query.accompanied]
resource = "Encounter"
parameters = "status=finished"
finess = ["'670000165'", "identifier.value"]
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"
)t";

/// complet.toml with its source replaced.
std::string with_source(std::string_view keys, std::string_view queries = query) {
  std::string text = content_of(example("complet.toml"));
  const auto begin = text.find("[[source]]");
  const auto end = text.find("[seal]");
  text.replace(begin, end - begin,
               fmt::format("[[source]]\nname = \"dui\"\ntype = \"fhir\"\n{}\n{}\n", keys, queries));
  return text;
}

SourceSection good(std::string_view keys, std::string_view queries = query) {
  const auto configuration = parse(with_source(keys, queries), "/etc/jauge/jauge.toml");
  EXPECT_TRUE(configuration.has_value())
      << lines(configuration ? std::vector<ConfigurationError>() : configuration.error());
  return configuration && !configuration->sources.empty() ? configuration->sources[0] : SourceSection();
}

std::string errors(std::string_view keys, std::string_view queries = query) {
  const auto configuration = parse(with_source(keys, queries), "/etc/jauge/jauge.toml");
  return configuration ? "" : lines(configuration.error());
}

constexpr std::string_view url = "url = \"https://dui.example/fhir/\"\n";

std::string with_url(std::string_view keys) {
  return std::string(url) + std::string(keys);
}

TEST(WebSource, IsVerifiedByDefaultAndNeedsNoConnection) {
  const auto section = good(url);
  ASSERT_TRUE(section.web);
  EXPECT_EQ(section.web->url, "https://dui.example/fhir");
  EXPECT_EQ(section.tls, SourceSection::Tls::verify);
  EXPECT_EQ(section.spec.tls, "verify");
  EXPECT_EQ(section.web->auth, WebAccess::Auth::none);
  EXPECT_EQ(section.web->page_size, 200);
  EXPECT_EQ(section.spec.timeout, std::chrono::minutes(10));
  EXPECT_EQ(good(with_url("timeout = \"30s\"")).spec.timeout, std::chrono::seconds(30));
  EXPECT_THAT(errors("connection = \"x\""), HasSubstr("source[0].url"));
}

TEST(WebSource, TakesEveryWayToIdentifyItself) {
  const auto basic = good(with_url("auth = \"basic\"\nuser = \"jauge\"\npassword = { credential = \"p\" }"));
  EXPECT_EQ(basic.web->user, "jauge");
  EXPECT_EQ(basic.password->name, "p");
  const auto bearer = good(with_url("auth = \"bearer\"\ntoken = { credential = \"t\" }"));
  EXPECT_EQ(bearer.web->token->name, "t");
  const auto smart =
      good(with_url("auth = \"smart\"\n[source.smart]\nclient_id = \"j\"\nkey_id = \"k\"\n"
                    "key = { credential = \"s\" }\ntoken_url = \"https://a.example/token\""));
  EXPECT_EQ(smart.web->smart->client_id, "j");
  EXPECT_EQ(smart.web->smart->scope, "system/*.rs");
  EXPECT_EQ(smart.web->smart->token_url, "https://a.example/token");
  const auto certificate =
      good(with_url("client_certificate = \"/etc/c.pem\"\nclient_key = { credential = \"c\" }"));
  EXPECT_EQ(certificate.client_key->name, "c");
}

TEST(WebSource, TakesHeadersParametersPaceAndProxy) {
  const auto section = good(with_url(
      "proxy = \"http://proxy:3128\"\npage_size = 50\nrate = 60\ncanary = [\"Organization?_count=1\"]\n"
      "[source.headers]\nX-Site = \"670000165\"\nX-Api-Key = { credential = \"k\" }\n"
      "[source.parameters]\nformat = \"json\""));
  EXPECT_EQ(section.web->headers.size(), 2U);
  EXPECT_EQ(section.web->headers[1].secret->name, "k");
  EXPECT_EQ(section.web->parameters[0].text, "json");
  EXPECT_EQ(section.web->page_size, 50);
  EXPECT_EQ(section.web->rate, 60);
  EXPECT_EQ(section.web->proxy, "http://proxy:3128");
}

TEST(WebSource, RefusesSecretsInClear) {
  EXPECT_THAT(errors(with_url("[source.headers]\nX-Api-Key = \"abc\"")),
              HasSubstr("source[0].headers.X-Api-Key: a secret must not stand in this file"));
  EXPECT_THAT(errors(with_url("[source.parameters]\naccess_token = \"abc\"")),
              HasSubstr("source[0].parameters.access_token: a secret must not stand in this file"));
  EXPECT_THAT(errors("url = \"https://jauge:abc@dui.example/fhir\""),
              HasSubstr("source[0].url: a user or a password must not stand in a URL"));
  EXPECT_THAT(errors(with_url("[source.headers]\nAuthorization = { credential = \"k\" }")),
              HasSubstr("see the key `auth`"));
  EXPECT_THAT(errors(with_url("[source.headers]\n\"X y\" = \"a\"")), HasSubstr("expected letters, digits"));
  EXPECT_THAT(errors(with_url("[source.headers]\nX-Site = \"a\\nb\"")), HasSubstr("a text of one line"));
}

TEST(WebSource, RefusesCredentialsThatDoNotBelongTogether) {
  EXPECT_THAT(errors(with_url("auth = \"basic\"\nuser = \"jauge\"")), HasSubstr("needs the key `password`"));
  EXPECT_THAT(errors(with_url("user = \"jauge\"")),
              HasSubstr("source[0].user: is of use only with `auth` = \"basic\""));
  EXPECT_THAT(errors(with_url("auth = \"smart\"")), HasSubstr("needs the key `smart`"));
  EXPECT_THAT(errors(with_url("auth = \"digest\"")), HasSubstr("expected one of"));
  EXPECT_THAT(errors(with_url("auth = \"basic\"\nuser = \"a:b\"\npassword = { credential = \"p\" }")),
              HasSubstr("may not hold ':'"));
  EXPECT_THAT(errors(with_url("client_certificate = \"/etc/c.pem\"")), HasSubstr("go together"));
  EXPECT_THAT(errors("url = \"http://localhost/fhir\"\nclient_certificate = \"/c\"\nclient_key = { "
                     "credential = \"c\" }"),
              HasSubstr("is shown only to"));
}

TEST(WebSource, RefusesScopesThatWrite) {
  EXPECT_THAT(errors(with_url("auth = \"smart\"\n[source.smart]\nclient_id = \"j\"\nkey_id = \"k\"\n"
                              "key = { credential = \"s\" }\nscope = \"system/*.*\"")),
              HasSubstr("source[0].smart.scope: a scope may only read"));
  for (const char* writing : {"system/*.*", "system/Encounter.write", "system/*.cruds",
                              "system/*.rs system/A.c", "system/A.rsu?x=y"})
    EXPECT_TRUE(grants_writing(writing)) << writing;
  for (const char* reading : {"", "system/*.rs", "system/*.read", "system/A.r system/B.s",
                              "openid launch/patient", "system/A.rs?category=b"})
    EXPECT_FALSE(grants_writing(reading)) << reading;
}

TEST(WebSource, CrossesTheNetworkInClearOnlyWhenItIsTold) {
  EXPECT_THAT(errors("url = \"http://dui.example/fhir\""),
              HasSubstr("source[0].url: persons' data would cross"));
  EXPECT_EQ(good("url = \"http://dui.example/fhir\"\ntls = \"off\"").spec.tls, "off");
  EXPECT_EQ(good("url = \"http://127.0.0.1:8080/fhir\"").spec.tls, "none (loopback)");
  EXPECT_EQ(good("url = \"http://[::1]:8080/fhir\"").spec.tls, "none (loopback)");
  EXPECT_EQ(good(with_url("tls = \"require\"")).spec.tls, "require");
  EXPECT_THAT(errors(with_url("tls = \"off\"")), HasSubstr("source[0].tls: the URL begins with https://"));
  EXPECT_THAT(errors("url = \"http://localhost/fhir\"\ntls = \"verify\""), HasSubstr("TLS needs a URL"));
  EXPECT_THAT(errors("url = \"http://localhost/fhir\"\ntls_ca = \"/ca.pem\""),
              HasSubstr("is of use only with a verified"));
}

TEST(FhirQueries, AreKnownByTheTomlTheyWereWrittenIn) {
  const auto section = good(url);
  const auto& text = section.spec.queries.at("accompanied");
  EXPECT_EQ(
      text,
      "resource = \"Encounter\"\nparameters = \"status=finished\"\n"
      "finess = [\"'670000165'\", \"identifier.value\"]\nsubject = \"subject.getReferenceKey(Patient)\"\n"
      "at = \"period.start\"\nuntil = \"period.end\"");
  const auto parsed = parse_fhir_query(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->searches.size(), 1U);
  EXPECT_TRUE(parsed->has_at);
  EXPECT_TRUE(parsed->has_until);
  EXPECT_TRUE(section.spec.states.empty());
}

TEST(FhirQueries, MayBeSeveralSearches) {
  const auto section = good(url, R"t([[source.query.file_update]]
resource = "Patient"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
finess = "identifier.value"
subject = "getResourceKey()"
at = "meta.lastUpdated"
[[source.query.file_update]]
resource = "CarePlan"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
finess = "identifier.value"
subject = "subject.getReferenceKey(Patient)"
at = "meta.lastUpdated"
)t");
  const auto parsed = parse_fhir_query(section.spec.queries.at("file_update"));
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->searches.size(), 2U);
  EXPECT_EQ(parsed->searches[1].resource, "CarePlan");
  EXPECT_TRUE(parsed->names_window);
}

TEST(FhirQueries, WithoutAnInstantAreStates) {
  const auto section = good(
      url, "[source.query.personalised_project]\nresource = \"CarePlan\"\nfiness = \"a\"\nsubject = \"b\"");
  EXPECT_EQ(section.spec.states, std::vector<std::string>{"personalised_project"});
}

std::string query_errors(std::string_view keys, std::string_view kind = "accompanied") {
  return errors(url, fmt::format("[source.query.{}]\n{}\n", kind, keys));
}

TEST(FhirQueries, AreRefusedWithTheirPlace) {
  constexpr std::string_view rest = "finess = \"a\"\nsubject = \"b\"\nat = \"c\"";
  EXPECT_THAT(query_errors(rest), HasSubstr("source[0].query.accompanied.resource"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"encounter?\"\n{}", rest)),
              HasSubstr("the name of a FHIR resource"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nparameters = \"_count=3\"\n{}", rest)),
              HasSubstr("`page_size`"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nparameters = \"?a=b\"\n{}", rest)),
              HasSubstr("not encoded"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nparameters = \"=b\"\n{}", rest)),
              HasSubstr("not encoded"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nparameters = \"_total=none\"\n{}", rest)),
              HasSubstr("written by Jauge"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nevent = \"x\"\n{}", rest)),
              HasSubstr("expected one of the keys"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nhaving = [\"a..b\"]\n{}", rest)),
              HasSubstr("expected a path such as"));
  EXPECT_THAT(query_errors("resource = \"A\"\nfiness = []\nsubject = \"b\"\nat = \"c\""),
              HasSubstr("a list of paths"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\nwhat = \"x\"\n{}", rest)),
              HasSubstr("query.accompanied.what"));
  EXPECT_THAT(query_errors(fmt::format("resource = \"A\"\n{}", rest), "agenda_event"),
              HasSubstr("must use :since and :until"));
  EXPECT_THAT(query_errors("resource = \"A\"\nfiness = \"a\"\nnumber = \"n\"", "headcount"),
              HasSubstr("go together"));
  EXPECT_EQ(query_errors("resource = \"A\"\nfiness = \"a\"\nnumber = \"n\"\nmonth = \"m\"", "headcount"), "");
  EXPECT_THAT(query_errors("resource = \"A\"\nfiness = \"a\"\nnumber = \"n\"\nmonth = \"m\"\nat = \"c\"",
                           "headcount"),
              HasSubstr("not `at`"));
  EXPECT_THAT(
      errors(url,
             "[[source.query.accompanied]]\nresource = \"A\"\nfiness = \"a\"\nsubject = \"b\"\nat = \"c\"\n"
             "[[source.query.accompanied]]\nresource = \"A\"\nfiness = \"a\"\nsubject = \"b\"\n"),
      HasSubstr("or none does"));
  EXPECT_THAT(errors(url, "[source.query]\naccompanied = \"SELECT 1\""),
              HasSubstr("source[0].query.accompanied"));
}

TEST(TomlText, GivesTheSameValuesWhenItIsReadAgain) {
  const std::string text =
      "a = \"q\\\"\\\\é\\u0007\"\nb = 3\nc = 1.5\nd = true\ne = 2026-10-01\nf = [1, [2, \"x\"]]\n"
      "g = { h = 1, \"i j\" = \"k\" }\n\"l.m\" = []";
  const auto document = parse_document(text, "t");
  ASSERT_TRUE(document.has_value());
  const auto written = toml_text(*document, "search");
  const auto again = parse_document(written, "t");
  ASSERT_TRUE(again.has_value()) << written;
  EXPECT_EQ(toml_text(*again, "search"), written);
  EXPECT_THAT(written, HasSubstr("a = \"q\\\"\\\\é\\u0007\""));
  EXPECT_THAT(written, HasSubstr("g = { h = 1, \"i j\" = \"k\" }"));
  EXPECT_THAT(written, HasSubstr("c = 1.5"));
}

}  // namespace
}  // namespace jauge::config
