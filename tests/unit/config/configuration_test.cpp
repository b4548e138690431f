// jauge.toml: every key arrives, every kind of error names its place.
#include "config/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_directory.hpp"

namespace jauge::config {
namespace {

using core::Language;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::filesystem::path data(std::string_view name) {
  return std::filesystem::path(JAUGE_SOURCE_DIR) / "tests/data/config" / name;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string all(const std::vector<ConfigurationError>& errors, Language language = Language::en) {
  std::string text;
  for (const auto& error : errors) text += error.text(language) + "\n";
  return text;
}

Configuration loaded(const std::filesystem::path& path) {
  auto configuration = load(path);
  EXPECT_TRUE(configuration.has_value()) << (configuration ? "" : all(configuration.error()));
  return configuration ? std::move(*configuration) : Configuration{};
}

/// complet.toml with `from` replaced by `to` (once); the errors that come of it.
std::string errors_with(std::string_view from, std::string_view to, Language language = Language::en) {
  std::string text = content(data("complet.toml"));
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto configuration = parse(text, "/etc/jauge/jauge.toml");
  return configuration ? "" : all(configuration.error(), language);
}

core::Day day(int year, unsigned month, unsigned d) {
  return core::Day(
      std::chrono::local_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(d)));
}

core::Finess finess(std::string_view text) {
  return *core::Finess::parse(text);
}

TEST(Configuration, TakesTheProjectOfTheCompleteExample) {
  const Configuration read = loaded(data("complet.toml"));
  const core::Project& project = read.project;
  EXPECT_EQ(read.language, Language::fr);
  EXPECT_EQ(project.zone.name(), "Europe/Paris");
  EXPECT_EQ(project.id, "PAI-2021-44-0042");
  EXPECT_EQ(project.convention, "2021/44 n° 42");
  EXPECT_EQ(project.name, "Grappe EHPAD Alsace");
  EXPECT_EQ(project.holder, finess("670000157"));
  EXPECT_EQ(project.kind, core::GrantKind::acquisition);
  EXPECT_THAT(project.measures, ElementsAre(core::Dated<std::string>{std::nullopt, "aap-2021-t2"}));
  EXPECT_EQ(project.started, day(2026, 1, 1));
  EXPECT_EQ(project.payment, core::Payment{});
  ASSERT_THAT(project.targets, SizeIs(1));
  EXPECT_EQ(project.targets[0].from, std::nullopt);
  EXPECT_EQ(project.targets[0].value, (core::Targets{{"dossiers-actifs", 800},
                                                     {"projets-personnalises", 600},
                                                     {"evenements-agenda", 600},
                                                     {"messages-mssante", 10},
                                                     {"documents-dmp", 10}}));
  ASSERT_TRUE(read.measures.contains("aap-2021-t2"));
  EXPECT_THAT(read.kinds, SizeIs(12));
}

TEST(Configuration, TakesTheEstablishmentsOfTheCompleteExample) {
  const Configuration read = loaded(data("complet.toml"));
  ASSERT_THAT(read.project.establishments, SizeIs(1));
  const core::Establishment& establishment = read.project.establishments[0];
  EXPECT_EQ(establishment.finess, finess("670000165"));
  EXPECT_EQ(establishment.name, "EHPAD Les Tilleuls");
  EXPECT_EQ(establishment.operator_finess, finess("670000157"));
  EXPECT_EQ(establishment.region.text(), "44");
  EXPECT_TRUE(establishment.medicalised);
  EXPECT_EQ(establishment.zone.name(), "Europe/Paris");
  EXPECT_EQ(establishment.kind, core::GrantKind::acquisition);
}

TEST(Configuration, TakesTheSourceOfTheCompleteExample) {
  const Configuration read = loaded(data("complet.toml"));
  const SourceSection* source = read.find_source("dui");
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->connection, "host=/run/postgresql dbname=dui user=jauge_lecture");
  EXPECT_EQ(source->password, (SecretRef{SecretRef::Kind::credential, "dui-password"}));
  EXPECT_EQ(source->tls, SourceSection::Tls::off);
  const core::SourceSpec& spec = source->spec;
  EXPECT_EQ(spec.type, "postgresql");
  EXPECT_EQ(spec.ids, "dui");
  EXPECT_EQ(spec.zone.name(), "Europe/Paris");
  EXPECT_EQ(spec.tls, "none (socket)");
  EXPECT_EQ(spec.every, seconds(3600));
  EXPECT_EQ(spec.every_state, seconds(86400));
  EXPECT_EQ(spec.overlap, seconds(86400));
  EXPECT_EQ(spec.timeout, seconds(60));
  EXPECT_EQ(spec.max_gap, seconds(3600));
  EXPECT_EQ(spec.max_state_gap, seconds(172800));
  EXPECT_TRUE(spec.kept);
  EXPECT_THAT(spec.overwritten, ElementsAre("file_update", "personalised_project"));
  EXPECT_THAT(spec.queries, SizeIs(5));
  EXPECT_THAT(spec.queries.at("personalised_project"), HasSubstr("FROM v_projet"));
  EXPECT_THAT(spec.states, ElementsAre("personalised_project"));
  EXPECT_THAT(spec.establishments, IsEmpty());
  EXPECT_DOUBLE_EQ(spec.reject_limit, 0.01);
  EXPECT_EQ(spec.profile, "");
}

TEST(Configuration, TakesTheOtherSectionsOfTheCompleteExample) {
  const Configuration read = loaded(data("complet.toml"));
  ASSERT_TRUE(read.seal);
  EXPECT_EQ(read.seal->certificate, "/etc/jauge/seal.crt");
  EXPECT_EQ(read.seal->key, (SecretRef{SecretRef::Kind::credential, "seal-key"}));
  EXPECT_EQ(read.seal->chain, "/etc/jauge/igc-sante.pem");
  EXPECT_EQ(read.seal->identifier, "1670000157");
  const ArsSection* ars = read.find_ars(*core::RegionCode::parse("44"));
  ASSERT_NE(ars, nullptr);
  EXPECT_EQ(ars->url, "https://ars.example/jauge");
  EXPECT_EQ(ars->ca, "/etc/jauge/ars-ca.pem");
  EXPECT_EQ(ars->client_certificate, "/etc/jauge/tls.crt");
  EXPECT_EQ(ars->client_key, (SecretRef{SecretRef::Kind::credential, "tls-key"}));
  EXPECT_EQ(ars->receipt_ca, "/etc/jauge/ars-ca.pem");
  EXPECT_EQ(ars->receipt_signer, "OU=1440000000");
  EXPECT_EQ(ars->spread, seconds(6 * 3600));
  EXPECT_EQ(read.schedule.close, (core::CloseTime{5, std::chrono::minutes(360)}));
  EXPECT_EQ(read.schedule.close_deadline, seconds(15 * 86400));
  EXPECT_EQ(read.store.path, "/var/lib/jauge/jauge.db");
  EXPECT_EQ(read.store.retain_months, 3);
  EXPECT_EQ(read.admin.directory, "/run/jauge");
  EXPECT_EQ(read.admin.dashboard, "127.0.0.1:9460");
  EXPECT_THAT(read.admin.hosts, ElementsAre("localhost"));
}

TEST(Configuration, TakesEveryOptionOfTheProject) {
  const Configuration read = loaded(data("options.toml"));
  const core::Project& project = read.project;
  EXPECT_EQ(read.language, Language::en);
  EXPECT_EQ(project.zone.name(), "Indian/Reunion");
  EXPECT_EQ(project.kind, core::GrantKind::compliance);
  EXPECT_THAT(project.measures,
              ElementsAre(core::Dated<std::string>{std::nullopt, "aap-2021-t2"},
                          core::Dated<std::string>{core::Month(2027, 3), "aap-2021-t2-dossiers-ouverts"}));
  EXPECT_THAT(read.measures, SizeIs(2));
  EXPECT_EQ(project.maintenance_from, core::Month(2027, 1));
  EXPECT_EQ(project.first_month, core::Month(2026, 6));
  EXPECT_THAT(project.socles, ElementsAre("messages-mssante", "documents-dmp"));
  EXPECT_EQ(project.payment, (core::Payment{{50, 50}, 12000, 3000}));
  ASSERT_THAT(project.targets, SizeIs(2));
  EXPECT_EQ(project.targets[1].from, core::Month(2027, 1));
  EXPECT_EQ(project.targets[1].value, (core::Targets{{"dossiers-actifs", 855}, {"documents-dmp", 20}}));
}

TEST(Configuration, TakesEveryOptionOfAnEstablishmentAndSortsByFiness) {
  const Configuration read = loaded(data("options.toml"));
  ASSERT_THAT(read.project.establishments, SizeIs(2));
  EXPECT_EQ(read.project.establishments[0].finess, finess("670000165"));
  EXPECT_EQ(read.project.establishments[0].zone.name(), "Europe/Paris");
  EXPECT_EQ(read.project.establishments[0].kind, core::GrantKind::compliance);
  const core::Establishment& establishment = read.project.establishments[1];
  EXPECT_EQ(establishment.region.text(), "04");
  EXPECT_EQ(establishment.zone.name(), "Indian/Mayotte");
  EXPECT_EQ(establishment.joined, day(2026, 2, 1));
  EXPECT_EQ(establishment.live, day(2026, 3, 15));
  EXPECT_EQ(establishment.left, day(2028, 12, 31));
  EXPECT_THAT(establishment.formerly, ElementsAre(finess("970400024"), finess("970400032")));
  EXPECT_EQ(establishment.kind, core::GrantKind::rollout);
  EXPECT_EQ(establishment.grant, 4500);
  EXPECT_EQ(establishment.overrides.values, (core::Targets{{"dossiers-actifs", 700}}));
  EXPECT_THAT(establishment.overrides.exempt, ElementsAre("documents-dmp"));
  EXPECT_EQ(establishment.overrides.socles_required, 1);
  EXPECT_EQ(establishment.overrides.basis, "Avenant n° 2 du 3 mars 2026");
}

TEST(Configuration, TakesEveryOptionOfASource) {
  const Configuration read = loaded(data("options.toml"));
  const SourceSection* source = read.find_source("dui-hauts");
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->password, (SecretRef{SecretRef::Kind::file, "/etc/jauge/dui.pass"}));
  EXPECT_EQ(source->tls, SourceSection::Tls::require);
  const core::SourceSpec& spec = source->spec;
  EXPECT_EQ(spec.ids, "dui");
  EXPECT_EQ(spec.tls, "require");
  EXPECT_THAT(spec.establishments, ElementsAre(finess("970400016")));
  EXPECT_EQ(spec.from, core::Month(2026, 2));
  EXPECT_EQ(spec.until, core::Month(2027, 12));
  EXPECT_EQ(spec.zone.name(), "UTC");
  EXPECT_EQ(spec.time, core::TimeForm::epoch_ms);
  EXPECT_FALSE(spec.kept);
  EXPECT_EQ(spec.overlap, seconds(0));
  EXPECT_EQ(spec.max_gap, seconds(1800));
  EXPECT_EQ(spec.max_state_gap, seconds(172800));
  EXPECT_DOUBLE_EQ(spec.reject_limit, 0.05);
  EXPECT_THAT(spec.may_be_empty, ElementsAre("mss_message"));
  EXPECT_EQ(spec.fresh, "SELECT MAX(synchro) FROM etat");
  EXPECT_THAT(spec.states, IsEmpty()) << "a headcount is no state";
  EXPECT_EQ(read.find_source("dui-tilleuls")->spec.tls, "none (file)");
  EXPECT_EQ(read.find_source("dui-tilleuls")->spec.zone.name(), "Indian/Reunion");
}

TEST(Configuration, TakesEveryOptionOfTheOtherSections) {
  const Configuration read = loaded(data("options.toml"));
  EXPECT_EQ(read.seal->timestamp_url, "https://tsa.example");
  EXPECT_EQ(read.seal->identifier, "312345678901234");
  EXPECT_EQ(read.find_ars(*core::RegionCode::parse("44"))->directory, "/srv/depot");
  const ArsSection* ars = read.find_ars(*core::RegionCode::parse("04"));
  ASSERT_NE(ars, nullptr);
  EXPECT_EQ(ars->url, "https://ars.example/jauge");
  EXPECT_THAT(ars->receipt_signer, HasSubstr(",fedc"));
  EXPECT_EQ(ars->proxy, "http://proxy.example:3128");
  EXPECT_EQ(ars->crl, "/etc/jauge/ars.crl");
  EXPECT_EQ(ars->spread, seconds(1800));
  EXPECT_EQ(read.schedule.close, (core::CloseTime{8, std::chrono::minutes(750)}));
  EXPECT_EQ(read.schedule.close_deadline, seconds(20 * 86400));
  EXPECT_EQ(read.store.retain_months, 4);
  EXPECT_EQ(read.store.retain_max, 10);
  EXPECT_EQ(read.store.audit_months, 36);
  EXPECT_EQ(read.admin.dashboard, "");
  EXPECT_THAT(read.admin.hosts, ElementsAre("localhost", "jauge.local"));
}

TEST(Configuration, TakesThePackagedExample) {
  const Configuration read = loaded(std::filesystem::path(JAUGE_SOURCE_DIR) / "packaging/jauge.toml");
  EXPECT_THAT(read.sources, SizeIs(1));
  EXPECT_THAT(read.ars, IsEmpty());
  EXPECT_FALSE(read.seal);
}

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
  std::string text = content(data("complet.toml"));
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
  EXPECT_THAT(configuration.error(), SizeIs(10)) << all(configuration.error());
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
  std::string measure(content(std::filesystem::path(JAUGE_SOURCE_DIR) / "schema/measures/aap-2021-t2.toml"));
  measure.replace(measure.find("= \"aap-2021-t2\""), 15, "= \"locale\"");
  std::ofstream(directory.path() / "measures/locale.toml") << measure;
  std::string text = content(data("complet.toml"));
  text.replace(text.find("\"aap-2021-t2\""), 13, "\"locale\"");
  const auto configuration = parse(text, directory.path() / "jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << all(configuration.error());
  EXPECT_EQ(configuration->measures.begin()->first, "locale");

  std::ofstream(directory.path() / "measures/locale.toml") << measure << "\n[gatee]\n";
  const auto broken = parse(text, directory.path() / "jauge.toml");
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(all(broken.error()), HasSubstr("measures/locale.toml:")) << "its errors name its own lines";
}

TEST(Configuration, TakesQueriesFromAProfileUntilOneIsChanged) {
  test_support::TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "profiles");
  std::ofstream(directory.path() / "profiles/dui-exemple.toml")
      << "name = \"dui-exemple\"\nversion = \"1.2\"\ntype = \"postgresql\"\noverwritten = [\"file_update\"]\n"
         "time = \"iso-t\"\n[query]\nfile_update = \"SELECT finess, d AS subject, m AS at FROM x WHERE m >= "
         ":since\"\n";
  std::string text = content(data("complet.toml"));
  const auto queries = text.find("[source.query]");
  std::string with_profile = text;
  with_profile.replace(queries, text.find("[seal]") - queries, "profile = \"dui-exemple\"\n");
  const auto configuration = parse(with_profile, directory.path() / "jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << all(configuration.error());
  EXPECT_EQ(configuration->sources[0].spec.profile, "dui-exemple 1.2");
  EXPECT_EQ(configuration->sources[0].spec.time, core::TimeForm::iso_t);
  EXPECT_TRUE(configuration->sources[0].spec.queries.contains("file_update"));

  std::string changed = text;
  changed.insert(queries, "profile = \"dui-exemple\"\n");
  const auto local = parse(changed, directory.path() / "jauge.toml");
  ASSERT_TRUE(local.has_value()) << all(local.error());
  EXPECT_EQ(local->sources[0].spec.profile, "");

  EXPECT_THAT(errors_with("[source.query]", "profile = \"autre\"\n[source.query]"),
              HasSubstr("source[0].profile: no profile is named \"autre\""));
}

TEST(Configuration, RefusesSourceNamesThatAreNotSimpleOrNotUnique) {
  EXPECT_THAT(errors_with("name       = \"dui\"", "name       = \"DUI_1\""),
              HasSubstr("source[0].name: expected small"));
  EXPECT_THAT(
      errors_with("[seal]",
                  "[[source]]\nname = \"dui\"\ntype = \"sqlite\"\nconnection = \"/a\"\n[source.query]\n"
                  "accompanied = \"SELECT :since\"\n\n[seal]"),
      HasSubstr("source[1].name: another source has the same name"));
}

TEST(Configuration, RefusesTypesThatThisVersionDoesNotSpeak) {
  EXPECT_THAT(
      errors_with("= \"postgresql\" ", "= \"fhir\" "),
      HasSubstr(
          "source[0].type: this version does not speak \"fhir\"; it speaks postgresql, mariadb, sqlite"));
  EXPECT_THAT(errors_with("= \"postgresql\" ", "= \"postgres\" "), HasSubstr("did you mean \"postgresql\"?"));
}

TEST(Configuration, RefusesUnknownKindsWhereverTheyStand) {
  EXPECT_THAT(errors_with("accompanied          =", "acompanied ="),
              HasSubstr("jauge.toml:47:1: source[0].query.acompanied: \"acompanied\" is unknown; did you "
                        "mean \"accompanied\"?"));
  EXPECT_THAT(errors_with("[\"file_update\", ", "[\"file-updates\", "),
              HasSubstr("source[0].overwritten[0]: "));
  EXPECT_THAT(
      errors_with("[source.query]", "may_be_empty = [\"nothing\"]\n[source.query]"),
      HasSubstr("source[0].may_be_empty[0]: \"nothing\" is unknown; expected one of accompanied, open_file"));
}

TEST(Configuration, RefusesAnInstantQueryThatAsksForNoWindow) {
  EXPECT_THAT(errors_with(" WHERE maj_le >= :since AND maj_le < :until", ""),
              HasSubstr("source[0].query.file_update: the query must use :since and :until"));
}

TEST(Configuration, RefusesTwoNumberingsOfOneEventKindAndEstablishment) {
  const auto second = [](std::string_view more) {
    return errors_with(
        "[seal]",
        fmt::format("[[source]]\nname = \"messagerie\"\ntype = \"sqlite\"\nconnection = \"/a\"\n{}\n"
                    "[source.query]\nmss_message = \"SELECT :since\"\n\n[seal]",
                    more));
  };
  EXPECT_THAT(second(""),
              HasSubstr("source[1].name: the sources \"dui\" and \"messagerie\" both give mss_message"));
  EXPECT_EQ(second("ids = \"dui\""), "");
  EXPECT_THAT(second("establishments = [\"670000165\"]"), HasSubstr("both give mss_message"));
}

TEST(Configuration, AllowsOtherNumberingsOfOtherMonths) {
  std::string text = content(data("complet.toml"));
  text.replace(text.find("[source.query]"), 0, "until = \"2026-06\"\n");
  text.insert(text.find("[seal]"),
              "[[source]]\nname = \"b\"\ntype = \"sqlite\"\nconnection = \"/a\"\nfrom = \"2026-07\"\n"
              "[source.query]\nmss_message = \"SELECT :since\"\n\n");
  const auto configuration = parse(text, "jauge.toml");
  EXPECT_TRUE(configuration.has_value()) << all(configuration.error());
}

TEST(Configuration, RefusesEstablishmentsOfASourceThatTheProjectHasNot) {
  EXPECT_THAT(errors_with("[source.query]", "establishments = [\"670000173\"]\n[source.query]"),
              HasSubstr("source[0].establishments: 670000173 is not an establishment of this file"));
}

TEST(Configuration, RefusesARejectLimitWrittenAsAPercentage) {
  EXPECT_THAT(errors_with("[source.query]", "reject_limit = 1\n[source.query]"),
              HasSubstr("source[0].reject_limit: expected a share from 0 to less than 1: 0.01 is 1 %"));
}

TEST(Configuration, VerifiesTlsOnTheNetworkUnlessToldOtherwise) {
  const auto tls = [](std::string_view connection, std::string_view more) {
    std::string text = content(data("complet.toml"));
    const std::string_view old = "host=/run/postgresql dbname=dui user=jauge_lecture\"";
    text.replace(text.find(old), old.size(), fmt::format("{}\"\n{}", connection, more));
    const auto configuration = parse(text, "jauge.toml");
    return configuration ? configuration->sources[0].spec.tls : all(configuration.error());
  };
  EXPECT_EQ(tls("host=dui.example dbname=dui", ""), "verify");
  EXPECT_EQ(tls("host=127.0.0.1 dbname=dui", ""), "none (loopback)");
  EXPECT_EQ(tls("host=127.0.0.1 dbname=dui", "tls = \"verify\""), "verify");
  EXPECT_EQ(tls("host=dui.example dbname=dui", "tls = \"off\""), "off");
  EXPECT_EQ(tls("dbname=dui", ""), "none (socket)");
  EXPECT_THAT(tls("dbname=dui", "tls = \"verify\""), HasSubstr("TLS cannot be asked for"));
  EXPECT_THAT(tls("host=dui.example sslmode=disable", ""), HasSubstr("TLS is chosen by the key `tls`"));
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
  std::string text = content(data("complet.toml"));
  const auto seal = text.find("[seal]");
  text.erase(seal, text.find("[[ars]]") - seal);
  const auto configuration = parse(text, "jauge.toml");
  ASSERT_FALSE(configuration.has_value());
  EXPECT_THAT(all(configuration.error()), HasSubstr("ars: reports cannot be sent without a seal"));
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
  std::string text = content(data("complet.toml"));
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
