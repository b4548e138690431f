#include "receiver/sandbox.hpp"

#include "receiver/files.hpp"
#include "receiver/sandbox_authority.hpp"
#include "seal/certificate.hpp"

namespace jauge::receiver {
namespace {

using core::ErrorKind;
using core::msg;
using Use = SandboxAuthority::Use;

// Early, so that months long past can be tried.
constexpr core::Instant begin = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr std::chrono::days lifetime{3653};

constexpr unsigned public_mode = 0644;
constexpr unsigned secret_mode = 0600;

core::Result<void> make_certificates(const SandboxOptions& options, core::Instant now) {
  const auto authority = SandboxAuthority::make("Jauge bac à sable", begin, now + lifetime);
  if (!authority) return core::Failure(authority.error());
  struct Wanted {
    const char* file;
    Use use;
    const char* name;
    std::string organisation;
  };
  for (const Wanted& wanted : {Wanted{"server", Use::server, "ARS de test", std::string(sandbox_signer)},
                               Wanted{"receipt", Use::seal, "ARS de test", std::string(sandbox_signer)},
                               Wanted{"seal", Use::seal, "Organisme de test", options.organisation},
                               Wanted{"client", Use::client, "Organisme de test", options.organisation}}) {
    const auto issued = authority->issue(wanted.use, wanted.name, wanted.organisation);
    if (!issued) return core::Failure(issued.error());
    const auto path = options.directory / wanted.file;
    if (auto done = write_text_file(path.string() + ".key", issued->key, secret_mode); !done) return done;
    if (auto done = write_text_file(path.string() + ".crt", issued->certificate, public_mode); !done)
      return done;
  }
  // Last: where it is, all the others are.
  return write_text_file(options.directory / "ca.pem", authority->certificate(), public_mode);
}

core::Result<void> check_certificates(const SandboxOptions& options) {
  const auto pem = read_text_file(options.directory / "seal.crt");
  if (!pem) return core::Failure(pem.error());
  const auto certificate = seal::Certificate::from_pem(*pem, "seal certificate");
  if (!certificate) return core::Failure(certificate.error());
  if (certificate->organisation() == options.organisation) return {};
  return core::fail(ErrorKind::invalid,
                    msg("The sandbox {0} was made for organisation {1}.", options.directory.string(),
                        certificate->organisation()),
                    msg("Give --organisation {0}, or another directory.", certificate->organisation()));
}

}  // namespace

core::Result<Settings> prepare_sandbox(const SandboxOptions& options, core::Instant now) {
  const auto& directory = options.directory;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const bool made = std::filesystem::exists(directory / "ca.pem", error);
  const auto ready = made ? check_certificates(options) : make_certificates(options, now);
  if (!ready) return core::Failure(ready.error());

  const auto file = [&](const char* name) { return (directory / name).string(); };
  Settings settings;
  settings.address = "127.0.0.1";
  settings.port = options.port;
  settings.store = directory / "receiver.db";
  settings.certificate = file("server.crt");
  settings.key = {config::SecretRef::Kind::file, file("server.key")};
  settings.client_ca = file("ca.pem");
  settings.seal_ca = file("ca.pem");
  settings.receipt_certificate = file("receipt.crt");
  settings.receipt_key = {config::SecretRef::Kind::file, file("receipt.key")};
  settings.receipt_chain = file("ca.pem");
  const std::vector<std::string> every{""};
  for (const std::string& project : options.projects.empty() ? every : options.projects) {
    for (const core::RegionCode& region : options.regions) {
      settings.enrolments.push_back({project, region, {options.organisation}, {options.organisation}});
    }
  }
  return settings;
}

std::string sandbox_sections(const SandboxOptions& options, std::uint16_t port) {
  // A path in a basic string of TOML.
  const auto file = [&](const char* name) {
    std::string out = "\"";
    for (const char c : (options.directory / name).string()) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + '"';
  };
  std::string out = fmt::format(
      "[seal]\n"
      "certificate = {}\n"
      "key         = {{ file = {} }}\n"
      "chain       = {}\n"
      "identifier  = \"{}\"\n",
      file("seal.crt"), file("seal.key"), file("ca.pem"), options.organisation);
  for (const core::RegionCode& region : options.regions) {
    out += fmt::format(
        "\n[[ars]]\n"
        "region             = \"{}\"\n"
        "url                = \"https://127.0.0.1:{}\"\n"
        "ca                 = {}\n"
        "client_certificate = {}\n"
        "client_key         = {{ file = {} }}\n"
        "receipt_ca         = {}\n"
        "receipt_signer     = \"OU={}\"\n"
        "spread             = \"0s\"\n",
        region.text(), port, file("ca.pem"), file("client.crt"), file("client.key"), file("ca.pem"),
        sandbox_signer);
  }
  return out;
}

}  // namespace jauge::receiver
