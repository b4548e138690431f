// Six months of a project, as they may go: entries, exits, outages, a revision, a change of phase, of key, of
// DUI, an establishment that leaves and one that joins, an ARS that does not answer for ten days. The chain
// that comes of it is accepted by the receiver and by the offline verifier.
#include <gmock/gmock.h>

#include <set>

#include "receiver/chain.hpp"
#include "seal/verify.hpp"
#include "tests/scenario/agency.hpp"
#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using core::Month;
using testing::Contains;

constexpr const char* tilleuls = "670000165";     // Paris
constexpr const char* ormes = "670000173";        // Paris, leaves in September
constexpr const char* flamboyants = "970400013";  // La Réunion, joins in July

const core::RegionCode grand_est = *core::RegionCode::parse("44");
const core::RegionCode reunion = *core::RegionCode::parse("04");

/// A file of the DUI: who is accompanied, and which months have a write and a message.
class SixMonths : public testing::Test {
 protected:
  SixMonths()
      : old_dui(directory.path() / "ancien"),
        new_dui(directory.path() / "nouveau"),
        world(configuration(""), at("2026-06-01T08:00:00Z")),
        agency(directory.path(), "PAI-2021-44-0042", {grand_est, reunion}, world.clock),
        first_seal(agency.issue_seal()) {
    for (const auto* finess : {tilleuls, ormes, flamboyants}) {
      for (int file = 1; file <= 12; ++file) admit(old_dui, finess, file, "2026-01-15");
    }
    // The new DUI holds the same persons under its own numbers.
    for (int file = 101; file <= 112; ++file) admit(new_dui, tilleuls, file, "2026-01-15");
    for (int file = 101; file <= 112; ++file) admit(new_dui, flamboyants, file, "2026-01-15");
    world.seal_with(*first_seal);
    world.send_over(agency, [this](const std::string& receipt, const core::Shipment& shipment,
                                   core::Instant now) { return agency.check(receipt, shipment, now); });
  }

  struct Dui : SmallDui {
    explicit Dui(const std::filesystem::path& path) : SmallDui(made(path)), file(path / "dui.db") {}
    static const std::filesystem::path& made(const std::filesystem::path& path) {
      std::filesystem::create_directories(path);
      return path;
    }
    std::filesystem::path file;
  };

  static void admit(const Dui& dui, const char* finess, int file, const char* day) {
    dui.execute(fmt::format("INSERT INTO sejour VALUES ('{}','{}','{}',NULL)", finess, file, day));
  }
  static void discharge(const Dui& dui, const char* finess, int file, const char* day) {
    dui.execute(fmt::format("UPDATE sejour SET sortie = '{}' WHERE finess = '{}' AND dossier = '{}'", day,
                            finess, file));
  }
  static void write(const Dui& dui, const char* finess, int file, const std::string& day) {
    dui.execute(fmt::format("INSERT INTO ecriture VALUES ('{}','{}','{}T12:00:00')", finess, file, day));
  }
  static void send(const Dui& dui, const char* finess, const std::string& id, const std::string& day) {
    dui.execute(fmt::format("INSERT INTO mssante VALUES ('{}','{}','{}T12:00:00')", finess, id, day));
  }

  /// A month's work in an establishment: writes in `files` files, spread over days, and `messages` messages.
  static void work(const Dui& dui, const char* finess, Month month, int first, int files, int messages) {
    for (int i = 0; i < files; ++i)
      write(dui, finess, first + i, fmt::format("{}-{:02}", month.text(), 2 + 2 * i));
    for (int i = 0; i < messages; ++i)
      send(dui, finess, fmt::format("{}-{}-{}", finess, month.text(), i),
           fmt::format("{}-{:02}", month.text(), 3 + i));
  }

  std::string source(const std::string& name, const Dui& dui, const std::string& keys) const {
    return fmt::format(
        "[[source]]\nname = \"{}\"\ntype = \"sqlite\"\nconnection = \"{}\"\nevery = \"12h\"\nmay_be_empty = "
        "[\"mss_message\"]\n{}[source.query]\n"
        "accompanied = \"SELECT finess, dossier AS subject, entree AS at, sortie AS until FROM sejour WHERE "
        "entree < "
        ":until AND (sortie IS NULL OR sortie >= :since)\"\n"
        "file_update = \"SELECT finess, dossier AS subject, le AS at FROM ecriture WHERE le >= :since AND le "
        "< "
        ":until\"\n"
        "mss_message = \"SELECT finess, id AS event, le AS at FROM mssante WHERE le >= :since AND le < "
        ":until\"\n",
        name, dui.file.string(), keys);
  }

  std::string configuration(const std::string& project) const {
    return fmt::format(
        "[project]\nid = \"PAI-2021-44-0042\"\nname = \"Grappe\"\nholder = \"670000157\"\nkind = "
        "\"acquisition\"\n"
        "measure = \"aap-2021-t2\"\nstarted = 2026-06-01\nfirst_month = \"2026-06\"\nmaintenance_from = "
        "\"2026-10\"\n"
        "{}[[project.targets]]\ndossiers-actifs = 50.0\nmessages-mssante = 3\n"
        "[[project.targets]]\nfrom = \"2026-10\"\ndossiers-actifs = 80.0\nmessages-mssante = 3\n"
        "[[establishment]]\nfiness = \"670000165\"\nname = \"EHPAD Les Tilleuls\"\noperator = \"670000157\"\n"
        "region = \"44\"\nmedicalised = true\n"
        "[[establishment]]\nfiness = \"670000173\"\nname = \"MAS Les Ormes\"\noperator = \"670000157\"\n"
        "region = \"44\"\nmedicalised = true\nleft = 2026-09-15\n"
        "[[establishment]]\nfiness = \"970400013\"\nname = \"EHPAD Les Flamboyants\"\noperator = "
        "\"670000157\"\n"
        "region = \"04\"\nmedicalised = true\njoined = 2026-07-01\n{}{}",
        project, source("ancien", old_dui, "until = \"2026-08\"\n"),
        source("nouveau", new_dui, "from = \"2026-09\"\n"));
  }

  /// Lives until `instant` with a look every five days.
  void live_until(const char* instant) {
    while (world.clock.now() + std::chrono::days(5) < at(instant)) {
      world.clock.advance(std::chrono::days(5));
      world.settle();
      world.deliver();
    }
    world.clock.set(at(instant));
    world.settle();
    world.deliver();
  }

  std::vector<engine::ReportState> states(Month month) {
    std::vector<engine::ReportState> states;
    const auto reports = world.engine().reports();
    for (const auto& report : *reports)
      if (report.month == month) states.push_back(report.state);
    return states;
  }
  /// "9/12" of the active files.
  std::string active(Month month, const char* finess) {
    const auto figure = line(world, "dossiers-actifs", "mois", month, finess);
    if (figure.is_null()) return "absent";
    if (figure.at("denominator").is_null()) return figure.at("reason");
    return figure.at("numerator").dump() + "/" + figure.at("denominator").dump();
  }
  Json messages(Month month, const char* finess) {
    return line(world, "messages-mssante", "3-mois", month, finess).at("numerator");
  }

  void check_chain(const receiver::Archive& archive, const core::RegionCode& region);

  test_support::TemporaryDirectory directory;
  Dui old_dui;
  Dui new_dui;
  World world;
  Agency agency;
  std::unique_ptr<seal::CadesSigner> first_seal;
  std::unique_ptr<seal::CadesSigner> second_seal;
};

/// The receiver's chain is whole, and its containers are ours, sealed, and valid to who holds them alone.
void SixMonths::check_chain(const receiver::Archive& archive, const core::RegionCode& region) {
  const auto held = archive.list("PAI-2021-44-0042", region).value();
  const auto chain = receiver::examine(held);
  EXPECT_TRUE(chain.missing.empty());
  EXPECT_TRUE(chain.forks.empty());
  std::size_t ours = 0;
  std::optional<core::Digest> previous;
  const auto heads = world.store().reports.list();
  for (const auto& head : *heads) {
    if (head.key.region != region) continue;
    ++ours;
    EXPECT_EQ(head.sequence, static_cast<int>(ours));
    EXPECT_EQ(head.previous, previous);
    previous = head.json_sha256;
    const auto container =
        archive.container({"PAI-2021-44-0042", region, head.key.month, head.key.revision}).value();
    ASSERT_TRUE(container);
    EXPECT_EQ(*container, world.store().sealed.container(head.id).value());
    const auto verified =
        seal::verify_container(*container, {agency.authority(), {}, "1670000157", world.clock.now()});
    ASSERT_TRUE(verified) << core::render(verified.error().sentence, core::Language::en);
    EXPECT_EQ(verified->documents.json, world.store().reports.documents(head.id)->json);
  }
  EXPECT_EQ(held.size(), ours);
  EXPECT_EQ(chain.head, previous);
}

TEST_F(SixMonths, EndInAChainThatTheReceiverAndTheVerifierAccept) {
  const Month june(2026, 6);
  const Month july(2026, 7);
  const Month august(2026, 8);
  const Month september(2026, 9);

  // June: two establishments. An entry and an exit at Les Tilleuls.
  work(old_dui, tilleuls, june, 1, 9, 2);
  work(old_dui, ormes, june, 1, 6, 0);
  work(old_dui, flamboyants, june, 1, 9, 4);  // not of the project yet
  admit(old_dui, tilleuls, 13, "2026-06-20");
  discharge(old_dui, tilleuls, 12, "2026-06-10");
  live_until("2026-07-06T06:00:00Z");
  EXPECT_EQ(active(june, tilleuls), "9/13");
  EXPECT_EQ(active(june, ormes), "6/12");
  EXPECT_EQ(active(june, flamboyants), "absent");
  EXPECT_EQ(states(june), std::vector(2, engine::ReportState::receipted));

  // July: the DUI cannot be read when the month is to close; three days later it can.
  work(old_dui, tilleuls, july, 1, 10, 1);
  work(old_dui, ormes, july, 1, 4, 5);
  work(old_dui, flamboyants, july, 1, 12, 3);
  live_until("2026-08-05T12:00:00Z");
  old_dui.execute("ALTER TABLE ecriture RENAME TO en_panne");
  live_until("2026-08-08T06:00:00Z");
  EXPECT_EQ(world.engine().overview()->last_closed, june);
  EXPECT_THAT(world.advice(), Contains("arrete-en-retard"));
  old_dui.execute("ALTER TABLE en_panne RENAME TO ecriture");
  live_until("2026-08-08T08:00:00Z");
  EXPECT_EQ(active(july, tilleuls), "10/12");
  EXPECT_EQ(active(july, flamboyants), "12/12");
  EXPECT_EQ(messages(july, tilleuls), 3);

  // August: a row of June comes late; the revision takes July with it, whose window it changes.
  work(old_dui, tilleuls, august, 1, 11, 0);
  work(old_dui, ormes, august, 1, 12, 0);
  work(old_dui, flamboyants, august, 1, 12, 0);
  send(old_dui, tilleuls, "retrouvé", "2026-06-25");
  live_until("2026-08-20T08:00:00Z");
  EXPECT_EQ(world.revise(june, {"message retrouvé dans la boîte d'envoi", false, false}),
            std::vector<std::string>());
  world.deliver();
  EXPECT_EQ(messages(june, tilleuls), 3);
  EXPECT_EQ(messages(july, tilleuls), 4);
  EXPECT_EQ(states(july), std::vector(4, engine::ReportState::receipted));
  live_until("2026-09-06T06:00:00Z");
  EXPECT_EQ(active(august, tilleuls), "11/12");
  EXPECT_EQ(messages(august, tilleuls), 4);

  // September: another DUI, another seal's key; Les Ormes leave. Then the ARS is silent for ten days.
  work(new_dui, tilleuls, september, 101, 8, 2);
  work(new_dui, flamboyants, september, 101, 12, 1);
  second_seal = agency.issue_seal();
  world.seal_with(*second_seal);
  live_until("2026-10-05T08:00:00Z");
  agency.down = true;
  live_until("2026-10-10T08:00:00Z");
  EXPECT_EQ(active(september, tilleuls), "8/12");
  EXPECT_EQ(active(september, ormes), "absent");
  EXPECT_EQ(states(september), std::vector(2, engine::ReportState::waiting));
  EXPECT_THAT(world.advice(), Contains("envoi-en-attente"));
  world.restart();
  live_until("2026-10-15T08:00:00Z");
  agency.down = false;
  agency.forgets = true;  // what it stores now is not known to be stored
  live_until("2026-10-16T08:00:00Z");
  agency.forgets = false;
  live_until("2026-10-17T08:00:00Z");
  EXPECT_EQ(states(september), std::vector(2, engine::ReportState::receipted));
  EXPECT_EQ(messages(september, tilleuls), 3);  // one of July, none of August, two of September

  // October, in maintenance: other targets. June's members are gone by now, its figures stand.
  work(new_dui, tilleuls, october, 101, 12, 0);
  work(new_dui, flamboyants, october, 101, 9, 0);
  live_until("2026-11-06T06:00:00Z");
  EXPECT_EQ(active(october, flamboyants), "9/12");
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", october, flamboyants).at("target"), 80.0);
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", october, flamboyants).at("met"), "non");
  EXPECT_EQ(line(world, "dossiers-actifs", "mois", september, tilleuls).at("target"), 50.0);
  EXPECT_FALSE(world.store().members.has_members(june).value());
  EXPECT_EQ(active(june, tilleuls), "9/13");

  // November, audited once it is closed.
  work(new_dui, tilleuls, november, 101, 12, 4);
  work(new_dui, flamboyants, november, 101, 12, 4);
  live_until("2026-12-06T06:00:00Z");
  EXPECT_EQ(active(november, tilleuls), "12/12");
  const auto audit = world.audit(november);
  EXPECT_FALSE(audit.lines.empty());
  for (const auto& set : audit.lines) EXPECT_EQ(set.state, engine::AuditLine::State::identical);

  const auto reports = world.engine().reports();
  for (const auto& report : *reports)
    EXPECT_EQ(report.state, engine::ReportState::receipted) << report.month.text();
  const auto archive = agency.end();
  check_chain(archive, grand_est);
  check_chain(archive, reunion);
  ASSERT_TRUE(world.store().check());
}

}  // namespace
}  // namespace jauge::scenario
