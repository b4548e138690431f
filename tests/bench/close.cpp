// ./dev bench close: figures, documents and seal of a month of 49 establishments.
#include <fmt/format.h>

#include "tests/bench/dui.hpp"
#include "tests/bench/installed.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/certificates.hpp"

int main() {
  using namespace jauge;
  const bench::Dui dui("postgresql", {"--seed", "4", "--establishments", "49", "--months", "6"});
  const test_support::TemporaryDirectory directory;
  const test_support::Authority authority;
  const auto issued = authority.issue();
  test_support::write_file(directory / "seal.crt", issued.certificate);
  test_support::write_file(directory / "seal.key", issued.key);
  test_support::write_file(directory / "ca.pem", authority.certificate());
  std::filesystem::permissions(directory / "seal.key", std::filesystem::perms::owner_read);
  const auto configuration = dui.configuration(directory.path());
  test_support::write_file(
      configuration,
      test_support::read_file(configuration) +
          fmt::format(
              "\n[seal]\ncertificate = \"{0}/seal.crt\"\nkey = {{ file = \"{0}/seal.key\" }}\nchain = "
              "\"{0}/ca.pem\"\nidentifier = \"1670000157\"\n",
              directory.path().string()));
  bench::Installed installed(configuration);
  const auto last = *core::Month::parse(bench::last_month());
  bench::Results results("close");
  for (auto month = last - 5; month <= last; month = month.next()) {
    const auto closing = installed.close(month);
    results.add(fmt::format("mois {}", month - (last - 6)), {{"freeze_ms", closing.freeze * 1e3},
                                                             {"cpu_ms", closing.cpu * 1e3},
                                                             {"with_reads_ms", closing.whole * 1e3}});
  }
  const auto reports = installed.engine().reports();
  const bool sealed =
      reports && reports->size() == 6 &&
      std::ranges::all_of(*reports, [](const auto& report) { return !report.sha256.empty(); });
  return sealed ? 0 : 1;
}
