// jauge.toml: every key arrives.
#include "config/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/examples.hpp"

namespace jauge::config {
namespace {

using core::Language;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Configuration loaded(const std::filesystem::path& path) {
  auto configuration = load(path);
  EXPECT_TRUE(configuration.has_value()) << (configuration ? "" : lines(configuration.error()));
  return configuration ? std::move(*configuration) : Configuration{};
}

core::Day day(int year, unsigned month, unsigned d) {
  return core::Day(
      std::chrono::local_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(d)));
}

core::Finess finess(std::string_view text) {
  return *core::Finess::parse(text);
}

TEST(Configuration, TakesTheProjectOfTheCompleteExample) {
  const Configuration read = loaded(example("complet.toml"));
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
  const Configuration read = loaded(example("complet.toml"));
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
  const Configuration read = loaded(example("complet.toml"));
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
  const Configuration read = loaded(example("complet.toml"));
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
  const Configuration read = loaded(example("options.toml"));
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
  const Configuration read = loaded(example("options.toml"));
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
  const Configuration read = loaded(example("options.toml"));
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
  const Configuration read = loaded(example("options.toml"));
  EXPECT_EQ(read.seal->timestamp_url, "https://tsa.example");
  EXPECT_EQ(read.seal->timestamp_ca, "/etc/jauge/tsa-ca.pem");
  EXPECT_EQ(read.seal->timestamp_proxy, "http://proxy:3128");
  EXPECT_EQ(read.seal->timestamp_grace, std::chrono::hours(12));
  EXPECT_EQ(read.seal->crl, "/etc/jauge/igc-sante.crl");
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

}  // namespace
}  // namespace jauge::config
