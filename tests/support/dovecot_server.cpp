#include "tests/support/dovecot_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <stdexcept>

#include "tests/support/server_account.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;
constexpr const char* account = "nobody";

// {0}: its directory, {1}: port, {2}: more settings, {3}: folder, {4}: its mark, {5}: user, {6}: group.
constexpr const char* configuration = R"(base_dir = {0}/run
state_dir = {0}/state
log_path = {0}/log
mail_debug = no
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{0}/server.crt
ssl_key = <{0}/server.key
default_internal_user = {5}
default_internal_group = {6}
default_login_user = {5}
first_valid_uid = 1
mail_location = maildir:{0}/mail
mail_access_groups =
mail_privileged_group =
mail_log_prefix = "imap: "
auth_mechanisms = plain
auth_failure_delay = 0 secs
{2}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={5} gid={6} home={0}
}}
namespace inbox {{
  inbox = yes
  mailbox "{3}" {{
    auto = create
    {4}
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {1}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
)";

std::string name_of(bool of_group) {
  const auto named = run({"id", of_group ? "-gn" : "-un", account});
  if (geteuid() == 0) return named.out.substr(0, named.out.find('\n'));
  const auto own = run({"id", of_group ? "-gn" : "-un"});
  return own.out.substr(0, own.out.find('\n'));
}

}  // namespace

DovecotServer::DovecotServer(const Options& options) : sent_(options.sent), port_(free_port()) {
  std::string more = options.capabilities.empty() ? "" : "imap_capability = " + options.capabilities + "\n";
  if (!options.client_ca.empty()) {
    write_file(directory_ / "client_ca.pem", options.client_ca);
    more += fmt::format(
        "ssl_ca = <{}/client_ca.pem\nssl_require_crl = no\nssl_verify_client_cert = yes\n"
        "auth_ssl_require_client_cert = yes\n",
        directory_.path().string());
  }
  write_file(directory_ / "server.crt", options.certificate);
  write_file(directory_ / "server.key", options.key);
  write_file(directory_ / "dovecot.conf",
             fmt::format(configuration, directory_.path().string(), port_, more, sent_,
                         options.marks_sent ? "special_use = \\Sent" : "", name_of(false), name_of(true)));
  for (const auto* part : {"mail", "mail/cur", "mail/new", "mail/tmp"})
    fs::create_directory(directory_ / part);
  fs::create_directory(folder());
  for (const auto* part : {"cur", "new", "tmp"}) fs::create_directory(folder() / part);
  give_to(account, directory_.path());
  for (const auto& entry : fs::recursive_directory_iterator(directory_.path()))
    give_to(account, entry.path());
  process_ = std::make_unique<Process>(
      as_user(account, {"dovecot", "-F", "-c", (directory_ / "dovecot.conf").string()}),
      directory_ / "output");
  const bool ready = eventually([&] {
    return !process_->running() ||
           (fs::exists(directory_ / "run/master.pid") && fs::exists(directory_ / "run/login/login"));
  });
  if (!ready || !process_->running()) throw std::runtime_error(read_file(directory_ / "output") + log());
}

DovecotServer::~DovecotServer() {
  if (!process_) return;
  process_->signal(SIGTERM);
  process_->wait(std::chrono::seconds(10));
}

fs::path DovecotServer::folder() const {
  return directory_ / ("mail/." + sent_);
}

void DovecotServer::add(const std::vector<std::string>& header, core::Instant came, std::string_view flags) {
  std::string text;
  for (const auto& line : header) text += line + "\r\n";
  text += "\r\nBonjour, corps du message.\r\n";
  const auto name = fmt::format("{}.M{:06}P1.test:2,{}", 1700000000 + count_, count_, flags);
  ++count_;
  const auto path = folder() / "cur" / name;
  write_file(path, text);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(came).time_since_epoch().count();
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  utimensat(AT_FDCWD, path.c_str(), times, 0);
  give_to(account, path);
}

std::string DovecotServer::state() const {
  std::map<std::string, std::uintmax_t> files;
  for (const auto& part : {"cur", "new", "tmp"}) {
    for (const auto& entry : fs::directory_iterator(folder() / part))
      files[entry.path().filename()] = entry.file_size();
  }
  std::string text;
  for (const auto& [name, size] : files) text += fmt::format("{} {}\n", name, size);
  return text;
}

}  // namespace jauge::test_support
