// jauge.toml: every kind of error names its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/configuration.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using core::Language;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(Configuration, NamesFileLineColumnAndKeyOfAnError) {
  EXPECT_EQ(errors_with("timeout    = \"60s\"", "timeout    = 60"),
            "/etc/jauge/jauge.toml:41:14: source[0].timeout: expected a duration between quotes: a number "
            "and s, m, h "
            "or d, such as \"60s\" or \"24h\"\n");
}

TEST(Configuration, SaysItInFrench) {
  EXPECT_EQ(errors_with("medicalised = true", "medicalised = \"oui\"", Language::fr),
            "/etc/jauge/jauge.toml:30:15: establishment[0].medicalised: attendu : true ou false, sans "
            "guillemets\n");
}

TEST(Configuration, ListsTenErrorsOfAFileThatHasTen) {
  std::string text = content_of(example("complet.toml"));
  const auto change = [&](std::string_view from, std::string_view to) {
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
  };
  change("language = \"fr\"", "language = \"de\"");
  change("\"PAI-2021-44-0042\"", "\"PAI 2021/44\"");
  change("\"670000157\"", "\"67000015\"");
  change("started    = 2026-01-01", "started    = \"janvier\"");
  change("documents-dmp          = 10", "documents-dmp          = 10.5");
  change("region      = \"44\"", "region      = \"45\"");
  change("overlap    = \"24h\"", "overlap    = \"1 jour\"");
  change("accompanied          =", "acompanied           =");
  change("https://ars", "http://ars");
  change("close_deadline =", "deadline_close =");
  const auto configuration = parse(text, "jauge.toml");
  ASSERT_FALSE(configuration.has_value());
  EXPECT_THAT(configuration.error(), SizeIs(10)) << lines(configuration.error());
  std::uint32_t line = 0;
  for (const auto& error : configuration.error()) {
    EXPECT_GE(error.line, line) << "in the order of the file";
    EXPECT_GT(error.column, 0U);
    line = error.line;
  }
}

TEST(Configuration, RefusesAnUnknownKeyAndProposesTheNearest) {
  EXPECT_THAT(
      errors_with("timeout    =", "timout     ="),
      HasSubstr(
          "jauge.toml:41:1: source[0].timout: is not a key that is known here; did you mean \"timeout\"?"));
  EXPECT_THAT(errors_with("[schedule]", "[planning]"),
              HasSubstr("planning: is not a key that is known here"));
  EXPECT_THAT(errors_with("[[source]]\n", "[[source]]\nqqq = 1\n"),
              HasSubstr("source[0].qqq: is not a key that"));
}

TEST(Configuration, RefusesAMissingKeyAtItsTable) {
  EXPECT_THAT(errors_with("holder     = \"670000157\"", ""),
              HasSubstr("jauge.toml:4:1: project.holder: is missing here and has no default"));
}

TEST(Configuration, StopsAtTextThatIsNotToml) {
  EXPECT_THAT(errors_with("id         = ", "id         "),
              HasSubstr("jauge.toml:5:12: this is not correct TOML"));
}

TEST(Configuration, RefusesASecretInClearAndDoesNotRepeatIt) {
  const std::string in_key = errors_with("{ credential = \"dui-password\" }", "\"s3cret\"");
  EXPECT_THAT(in_key, HasSubstr("source[0].password: a secret must not stand in this file"));
  EXPECT_THAT(in_key, Not(HasSubstr("s3cret")));
  for (const std::string_view clear : {"dbname=dui password=s3cret", "dbname=dui PASSWORD = 's3cret'",
                                       "postgresql://jauge:s3cret@dui.example/dui"}) {
    std::string line = "connection = \"" + std::string(clear) + "\"";
    const std::string errors =
        errors_with("connection = \"host=/run/postgresql dbname=dui user=jauge_lecture\"", line);
    EXPECT_THAT(errors, HasSubstr("source[0].connection: a password must not stand in `connection`"))
        << clear;
    EXPECT_THAT(errors, Not(HasSubstr("s3cret")));
  }
  EXPECT_THAT(errors_with("{ credential = \"seal-key\" }", "\"-----BEGIN\""),
              HasSubstr("seal.key: a secret must not"));
  EXPECT_THAT(errors_with("https://ars", "https://me:s3cret@ars"), HasSubstr("must not stand in a URL"));
}

TEST(Configuration, RefusesASecretReferenceThatIsNeitherOrBoth) {
  EXPECT_THAT(errors_with("{ credential = \"seal-key\" }", "{ credential = \"a\", file = \"/b\" }"),
              HasSubstr("seal.key: expected either"));
  EXPECT_THAT(errors_with("{ credential = \"seal-key\" }", "{ }"), HasSubstr("seal.key: expected either"));
  EXPECT_THAT(errors_with("{ credential = \"seal-key\" }", "{ credential = \"../a\" }"),
              HasSubstr("seal.key.credential: expected the name of a systemd credential"));
}

TEST(Configuration, RefusesAFinessThatIsNoText) {
  EXPECT_THAT(errors_with("finess      = \"670000165\"", "finess      = 670000165"),
              HasSubstr("establishment[0].finess: a FINESS number is a text"));
}

TEST(Configuration, RefusesTwoEstablishmentsOfOneFiness) {
  const std::string again =
      "[[establishment]]\nfiness = \"670000165\"\nname = \"B\"\noperator = \"670000157\"\nregion = \"44\"\n"
      "medicalised = true\n\n[[source]]\n";
  EXPECT_THAT(errors_with("[[source]]\n", again),
              HasSubstr("establishment[1].finess: another establishment of this file has the same FINESS"));
  EXPECT_THAT(errors_with("[[source]]\n", "formerly = [\"670000165\"]\n[[source]]\n"),
              HasSubstr("establishment[0].formerly: 670000165 is the present number"));
}

TEST(Configuration, RefusesTargetsOfUnknownIndicators) {
  EXPECT_THAT(errors_with("dossiers-actifs        = 80.0", "dossier-actif          = 80.0"),
              HasSubstr("\"dossier-actif\" is unknown; did you mean \"dossiers-actifs\"?"));
  EXPECT_THAT(errors_with("dossiers-actifs        = 80.0", "ins-qualifiees         = 80.0"),
              HasSubstr("\"ins-qualifiees\" is unknown"))
      << "a supplementary indicator has no target";
}

TEST(Configuration, RefusesPercentagesWithTwoDecimalsAndCountsWithOne) {
  EXPECT_THAT(errors_with("= 80.0", "= 80.05"),
              HasSubstr("dossiers-actifs: expected a percentage from 0 to 100"));
  EXPECT_THAT(errors_with("= 80.0", "= 101"),
              HasSubstr("dossiers-actifs: expected a percentage from 0 to 100"));
  EXPECT_THAT(errors_with("messages-mssante       = 10 ", "messages-mssante       = 10.5 "),
              HasSubstr("messages-mssante: expected a whole number"));
}

TEST(Configuration, RefusesAnExemptionOfARateOrWithoutBasis) {
  const auto with = [](std::string_view targets) {
    return errors_with("[[source]]\n", fmt::format("[establishment.targets]\n{}\n[[source]]\n", targets));
  };
  EXPECT_EQ(with("documents-dmp = \"exempt\"\nbasis = \"Avenant\""), "");
  EXPECT_THAT(with("documents-dmp = \"exempt\""), HasSubstr("an exemption needs `basis`"));
  EXPECT_THAT(with("dossiers-actifs = \"exempt\"\nbasis = \"Avenant\""), HasSubstr("only a socle criterion"));
  EXPECT_THAT(with("e-parcours = \"exempt\"\nbasis = \"Avenant\""), HasSubstr("only a socle criterion"))
      << "of a medicalised establishment";
  EXPECT_THAT(with("socles_required = 1"), HasSubstr("fewer than two socle criteria need `basis`"));
  EXPECT_EQ(with("socles_required = 2"), "");
  EXPECT_THAT(errors_with("documents-dmp          = 10", "documents-dmp = \"exempt\""),
              HasSubstr("project.targets[0].documents-dmp: expected a whole number"))
      << "an exemption is an establishment's";
}

TEST(Configuration, RefusesAPaymentScheduleThatIsNotTheWhole) {
  EXPECT_THAT(errors_with("# payment = { schedule = [40, 40, 20]", "payment = { schedule = [40, 40, 10]"),
              HasSubstr("project.payment.schedule: the parts add up to 90 %, expected 100 %"));
}

TEST(Configuration, RefusesAnUnknownMeasureAndNamesTheKnownOnes) {
  EXPECT_THAT(errors_with("\"aap-2021-t2\"", "\"aap-2099\""),
              testing::AllOf(HasSubstr("jauge.toml:10:14: project.measure: no measure is named \"aap-2099\""),
                             HasSubstr("aap-2021-t2-dossiers-ouverts")));
  EXPECT_THAT(errors_with("\"aap-2021-t2\"", "\"../secret\""), HasSubstr("expected the name of a measure"));
}

TEST(Configuration, RefusesMeasuresThatLeaveTheFirstMonthWithoutOne) {
  EXPECT_THAT(errors_with("\"aap-2021-t2\"", "[{ from = \"2026-02\", id = \"aap-2021-t2\" }]"),
              HasSubstr("project.measure: no measure is in force in 2026-01"));
}

TEST(Configuration, RefusesSoclesThatNoMeasureHas) {
  EXPECT_THAT(errors_with("# socles = [\"messages-mssante\"", "socles = [\"dossiers-actifs\""),
              HasSubstr("project.socles[0]: \"dossiers-actifs\" is unknown"));
  EXPECT_THAT(errors_with("# socles = [\"messages-mssante\", \"documents-dmp\"]", "socles = []"),
              HasSubstr("leave it out to keep all"));
}

TEST(Configuration, TakesAMeasureFromBesideTheFile) {
  test_support::TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "measures");
  std::string measure(
      content_of(std::filesystem::path(JAUGE_SOURCE_DIR) / "schema/measures/aap-2021-t2.toml"));
  measure.replace(measure.find("= \"aap-2021-t2\""), 15, "= \"locale\"");
  std::ofstream(directory.path() / "measures/locale.toml") << measure;
  std::string text = content_of(example("complet.toml"));
  text.replace(text.find("\"aap-2021-t2\""), 13, "\"locale\"");
  const auto configuration = parse(text, directory.path() / "jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << lines(configuration.error());
  EXPECT_EQ(configuration->measures.begin()->first, "locale");

  std::ofstream(directory.path() / "measures/locale.toml") << measure << "\n[gatee]\n";
  const auto broken = parse(text, directory.path() / "jauge.toml");
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(lines(broken.error()), HasSubstr("measures/locale.toml:")) << "its errors name its own lines";
}

TEST(Configuration, RefusesAnArsUrlWithoutTlsOrWithoutProof) {
  EXPECT_THAT(errors_with("https://ars", "http://ars"),
              HasSubstr("ars[0].url: expected a URL that begins with https://"));
  EXPECT_THAT(errors_with("receipt_signer     = \"OU=1440000000\"", ""),
              HasSubstr("ars[0].receipt_signer: is missing"));
  EXPECT_THAT(errors_with("client_key         = { credential = \"tls-key\" }", ""),
              HasSubstr("ars[0].client_key: is missing"));
  EXPECT_THAT(errors_with("= \"OU=1440000000\"", "= \"ARS\""),
              HasSubstr("ars[0].receipt_signer: expected \"OU=\""));
  EXPECT_THAT(errors_with("region             = \"44\"", "region = \"44\"\ndirectory = \"/srv\""),
              HasSubstr("ars[0].directory: expected either"));
}

TEST(Configuration, RefusesTwoArsOfOneRegion) {
  EXPECT_THAT(errors_with("[schedule]", "[[ars]]\nregion = \"44\"\n\n[schedule]"),
              HasSubstr("ars[1].region: another [[ars]] is of the same region"));
}

TEST(Configuration, NeedsASealToSend) {
  std::string text = content_of(example("complet.toml"));
  const auto seal = text.find("[seal]");
  text.erase(seal, text.find("[[ars]]") - seal);
  const auto configuration = parse(text, "jauge.toml");
  ASSERT_FALSE(configuration.has_value());
  EXPECT_THAT(lines(configuration.error()), HasSubstr("ars: reports cannot be sent without a seal"));
}

TEST(Configuration, RefusesADashboardThatOthersCouldReach) {
  EXPECT_THAT(errors_with("127.0.0.1:9460", "0.0.0.0:9460"),
              HasSubstr("admin.dashboard: the dashboard is for this"));
  EXPECT_THAT(errors_with("127.0.0.1:9460", "9460"),
              HasSubstr("admin.dashboard: expected an address and a port"));
  EXPECT_EQ(errors_with("127.0.0.1:9460", "[::1]:0"), "");
}

TEST(Configuration, RefusesRetentionsThatContradictEachOther) {
  EXPECT_THAT(errors_with("[admin]", "retain_max = 2\n\n[admin]"),
              HasSubstr("store.retain_max: is less than `retain_months`, 3"));
}

TEST(Configuration, RefusesASealIdentifierOfNoOrganisation) {
  EXPECT_THAT(errors_with("\"1670000157\"", "\"670000157\""),
              HasSubstr("seal.identifier: expected 1 and the nine"));
}

TEST(Configuration, RefusesRelativePaths) {
  EXPECT_THAT(errors_with("\"/var/lib/jauge/jauge.db\"", "\"jauge.db\""),
              HasSubstr("store.path: expected a path that"));
}

TEST(Configuration, RefusesATableWhereTablesAreWanted) {
  EXPECT_THAT(errors_with("[[establishment]]", "[establishment]"),
              HasSubstr("establishment: expected tables, each written [[establishment]]"));
  EXPECT_THAT(errors_with("[seal]", "[[seal]]"), HasSubstr("seal: expected a table, written [seal]"));
  EXPECT_THAT(errors_with("[source.query]", "[[source.query]]"),
              HasSubstr("source[0].query: expected a table, written [source.query]"));
}

TEST(Configuration, TellsThatAFileIsNotThere) {
  const auto configuration = load("/nowhere/jauge.toml");
  ASSERT_FALSE(configuration.has_value());
  EXPECT_EQ(configuration.error()[0].text(Language::en),
            "/nowhere/jauge.toml: the file does not exist or may not be read; name it with --config FILE");
  EXPECT_FALSE(load("/").has_value()) << "a directory is no file";
}

TEST(Configuration, WarnsOfWhatIsAllowedAndYetWorthALook) {
  std::string text = content_of(example("complet.toml"));
  text.replace(text.find("documents-dmp          = 10"), 27, "");
  const auto configuration = parse(text, "jauge.toml");
  ASSERT_TRUE(configuration.has_value());
  std::vector<std::string> sentences;
  for (const auto& warning : warnings(*configuration))
    sentences.push_back(core::render(warning, Language::en));
  EXPECT_THAT(sentences, testing::Contains(HasSubstr("No target is set for documents-dmp (670000165)")));
  EXPECT_THAT(sentences, testing::Contains(HasSubstr("No source gives dmp_deposit for 670000165:")));
  EXPECT_THAT(sentences, Not(testing::Contains(HasSubstr("No source gives mss_message"))));
  EXPECT_THAT(sentences, Not(testing::Contains(HasSubstr("liaison_exchange")))) << "of others only";
  EXPECT_THAT(sentences, Not(testing::Contains(HasSubstr("deposited by hand"))));
}

}  // namespace
}  // namespace jauge::config
