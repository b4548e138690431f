// Paths into resources, and the keys they find.
#include <gtest/gtest.h>

#include "connectors/fhir/evaluate.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::connectors::fhir {
namespace {

constexpr std::string_view encounter = R"({
  "resourceType":"Encounter","id":"e1","status":"in-progress","urgent":true,"rank":3,
  "identifier":[
    {"system":"urn:oid:1.2","use":"usual","value":"A"},
    {"system":"https://finess.esante.gouv.fr","type":{"coding":[{"code":"FINEG"},{"code":"X"}]},"value":"670000165"},
    {"system":"https://finess.esante.gouv.fr","type":{"coding":[{"code":"FINEJ"}]},"value":"670000157"}],
  "extension":[{"url":"https://e/1","extension":[{"url":"identityStatus","valueCoding":{"code":"VALI"}}]}],
  "subject":{"reference":"https://h/fhir/Patient/p1/_history/4"},
  "partOf":{"reference":"Encounter/e0"},
  "serviceProvider":{"reference":"Organization/o1"},
  "empty":null,"period":{"start":"2026-10-01"}})";

std::vector<std::string> texts(std::string_view path, std::string_view body = encounter) {
  web::JsonReader reader;
  web::JsonReader other;
  const auto document = reader.parse(body);
  const auto organisation = other.parse(
      R"({"resourceType":"Organization","id":"o1","identifier":[{"system":"urn:oid:1.2.250.1.71.4.2.2","value":"1670000165"}]})");
  const Resolver resolve = [&](std::string_view reference) {
    return reference == "Organization/o1" ? *organisation : web::Json();
  };
  const auto parsed = config::parse_fhir_path(path);
  EXPECT_TRUE(parsed.has_value()) << path;
  std::vector<std::string> found;
  if (!parsed || !document) return found;
  for (const Found& one : evaluate(*parsed, *document, resolve)) {
    const auto cell = one.cell();
    found.push_back(cell.type == core::Cell::Type::integer      ? fmt::format("{}", cell.number)
                    : cell.type == core::Cell::Type::unreadable ? std::string("unreadable")
                                                                : std::string(cell.text));
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST(FhirPaths, FindMembersThroughListsAndNothingWhereThereIsNone) {
  EXPECT_EQ(texts("status"), Texts{"in-progress"});
  EXPECT_EQ(texts("identifier.value"), (Texts{"A", "670000165", "670000157"}));
  EXPECT_EQ(texts("identifier.type.coding.code"), (Texts{"FINEG", "X", "FINEJ"}));
  EXPECT_EQ(texts("rank"), Texts{"3"});
  EXPECT_EQ(texts("period"), Texts{"unreadable"});
  for (const char* nothing : {"empty", "absent", "status.value", "period.end", "identifier.absent.value"})
    EXPECT_EQ(texts(nothing), Texts{}) << nothing;
}

TEST(FhirPaths, FilterWithWhere) {
  EXPECT_EQ(texts("identifier.where(system = 'urn:oid:1.2').value"), Texts{"A"});
  EXPECT_EQ(
      texts("identifier.where(system='https://finess.esante.gouv.fr' and type.coding.code='FINEG').value"),
      Texts{"670000165"});
  EXPECT_EQ(texts("identifier.where(system != 'urn:oid:1.2').value"), (Texts{"670000165", "670000157"}));
  EXPECT_EQ(texts("identifier.where(system = 'none').value"), Texts{});
  EXPECT_EQ(texts("where(urgent = 'true').status"), Texts{"in-progress"});
  EXPECT_EQ(texts("where(rank = '3').status"), Texts{"in-progress"});
  EXPECT_EQ(texts("where(period = 'x').status"), Texts{});
  EXPECT_EQ(texts("where(subject.getReferenceKey(Patient) = 'Patient/p1').status"), Texts{"in-progress"});
}

TEST(FhirPaths, KnowExtensionsLiteralsAndTheFirst) {
  EXPECT_EQ(texts("extension('https://e/1').extension('identityStatus').valueCoding.code"), Texts{"VALI"});
  EXPECT_EQ(texts("extension('https://e/2').valueString"), Texts{});
  EXPECT_EQ(texts("'670000165'"), Texts{"670000165"});
  EXPECT_EQ(texts(R"('it\'s')"), Texts{"it's"});
  EXPECT_EQ(texts("identifier.value.first()"), Texts{"A"});
}

TEST(FhirPaths, MakeKeysOfReferencesAndResources) {
  EXPECT_EQ(texts("subject.getReferenceKey(Patient)"), Texts{"Patient/p1"});
  EXPECT_EQ(texts("subject.getReferenceKey()"), Texts{"Patient/p1"});
  EXPECT_EQ(texts("subject.getReferenceKey(Group)"), Texts{});
  EXPECT_EQ(texts("getResourceKey()"), Texts{"Encounter/e1"});
  EXPECT_EQ(texts("getResourceKey()", R"({"resourceType":"Patient"})"), Texts{});
}

TEST(FhirPaths, FollowReferences) {
  EXPECT_EQ(texts("serviceProvider.resolve().identifier.value"), Texts{"1670000165"});
  EXPECT_EQ(texts("partOf.resolve().status"), Texts{});
  EXPECT_EQ(texts("status.resolve().x"), Texts{});
}

TEST(ReferenceKey, IsTypeAndIdWhateverTheServer) {
  EXPECT_EQ(reference_key("Patient/1"), "Patient/1");
  EXPECT_EQ(reference_key("https://h:1/a/b/Patient/1"), "Patient/1");
  EXPECT_EQ(reference_key("/Patient/1/_history/2"), "Patient/1");
  EXPECT_EQ(reference_key("#o1"), "#o1");
  EXPECT_EQ(reference_key("urn:uuid:1"), "urn:uuid:1");
  for (const char* none :
       {"", "1", "Patient", "patient/1", "Patient/", "Patient/../x y", "Patient?identifier=a|b"})
    EXPECT_EQ(reference_key(none), "") << none;
}

TEST(BareFiness, TakesTheFormsOfTheFrenchProfiles) {
  EXPECT_EQ(bare_finess("670000165"), "670000165");
  EXPECT_EQ(bare_finess("1670000165"), "670000165");
  EXPECT_EQ(bare_finess("12A0000014"), "2A0000014");
  EXPECT_EQ(bare_finess("3480787529/147720425367411-SEJOUR-1012"), "480787529");
  EXPECT_EQ(bare_finess("32B0000020/1"), "2B0000020");
  for (const char* same : {"", "2670000165", "3480787529", "348078752/1", "16700001651"})
    EXPECT_EQ(bare_finess(same), same);
}

TEST(FhirPathGrammar, RefusesWhatIsNotOfIt) {
  for (const char* wrong :
       {"", " ", "a.", ".a", "a..b", "1a", "a[0]", "a.b()", "a.where()", "a.where(b)", "a.where(b='c'",
        "a.where(b = c)", "a.where(b ~ 'c')", "a.extension(x)", "'open", "a b", "a.resolve(x)", "a | b",
        "a.where(b.where(c.where(d.where(e.where(f.where(g='h')='i')='j')='k')='l')='m')"}) {
    EXPECT_FALSE(config::parse_fhir_path(wrong).has_value()) << wrong;
  }
  EXPECT_FALSE(config::parse_fhir_path(std::string(1001, 'a')).has_value());
  EXPECT_TRUE(config::parse_fhir_path(std::string(1000, 'a')).has_value());
}

}  // namespace
}  // namespace jauge::connectors::fhir
