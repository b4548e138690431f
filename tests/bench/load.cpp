// A year of a large grappe, from PostgreSQL to frozen months, beside a bare read of the same rows in the same
// run.
#include <cstdio>

#include "tests/bench/bare_read.hpp"
#include "tests/bench/memory_watch.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/trial.hpp"

namespace {

using namespace jauge;

const std::vector<std::string> queries{
    "SELECT finess, dossier, entree, sortie FROM sejour",
    "SELECT finess, dossier, ecrit_le FROM ecriture WHERE technique = 0",
    "SELECT finess, dossier, debut, fin FROM projet WHERE statut IN ('PREPARATION','ACTIF','TERMINE')",
    "SELECT finess, dossier, debut FROM agenda WHERE annule = 0",
    "SELECT finess, dossier, qualifiee_le FROM identite",
    "SELECT finess, message_id, envoye_le FROM mssante",
    "SELECT finess, document_id, depose_le FROM dmp",
    "SELECT finess, prescription_id, importee_le FROM prescription",
    "SELECT finess, note_id, ecrite_le FROM liaison",
};

}  // namespace

int main() {
  const test_support::PostgresqlServer server;
  server.execute("CREATE ROLE lecture LOGIN");
  test_support::Trial trial;
  trial.make_grappe({"--seed", "1", "--establishments", "100", "--persons", "150", "--months", "12",
                     "--activity", "0.62", "--no-truth", "--type", "postgresql", "--connection",
                     server.connection("postgres"), "--reader", "lecture"});
  trial.edit_configuration("user=postgres", "user=lecture");

  const auto bare = bench::read_bare(server.connection("lecture"), queries);
  fmt::print("lecture nue   {:8} lignes  {:6.2f} s  {:5.2f} M lignes/s\n", bare.rows, bare.time.count(),
             static_cast<double>(bare.rows) / bare.time.count() / 1e6);

  const auto begin = std::chrono::steady_clock::now();
  test_support::Process jauged(
      {test_support::Trial::program("jauged"), "--config", trial.configuration().string(), "--once",
       "--month", test_support::Trial::last_month()},
      trial.log().string());
  const bench::MemoryWatch memory(jauged.pid());
  const auto code = jauged.wait(std::chrono::minutes(10));
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  fmt::print(
      "jauged --once {:8} lignes  {:6.2f} s  {:5.2f} fois la lecture nue, 12 mois gelés et scellés, code "
      "{}\n",
      bare.rows, time.count(), time / bare.time, code.value_or(-1));
  fmt::print("mémoire résidente la plus haute, service et lecteur ensemble : {:.1f} Mio\n",
             memory.peak_together());
  return code == 0 ? 0 : 1;
}
