#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/output_file.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;

namespace {

/// Writes the months' keys; the exit code.
int write_keys(Session& session, OutputFile& file, const std::string& path) {
  const auto keys = session.post("/v1/keys");
  if (!keys) return keys.error();
  if (auto written = file.write(keys->at("keys").get<std::string>()); !written) {
    complain(session.language(), written.error());
    return needs_operator;
  }
  file.keep();
  say(session.language(), msg("The months' keys are in {0}: a secret, to be kept apart from backups.", path));
  return all_well;
}

}  // namespace

int backup(const Options& options) {
  auto file = OutputFile::create(options.file);
  if (!file) {
    complain(options.language, file.error());
    return wrong_usage;
  }
  std::optional<OutputFile> keys;
  if (!options.keys.empty()) {
    auto opened = OutputFile::create(options.keys);
    if (!opened) {
      complain(options.language, opened.error());
      return wrong_usage;
    }
    keys.emplace(std::move(*opened));
  }
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto language = (*session)->language();
  const auto made = (*session)->post("/v1/backup", {{"members", options.members ? "1" : "0"}});
  if (!made) return made.error();
  const std::filesystem::path copy = made->at("path").get<std::string>();
  const auto carried = file->copy(copy);
  std::error_code ignored;
  std::filesystem::remove(copy, ignored);
  if (!carried) {
    complain(language, carried.error());
    return needs_operator;
  }
  file->keep();
  say(language,
      msg("{0}: {1} closings, {2} reports, {3} receipts, {4} members; reopened and found sound.",
          options.file, made->at("closures").get<std::int64_t>(), made->at("reports").get<std::int64_t>(),
          made->at("receipts").get<std::int64_t>(), made->at("members").get<std::int64_t>()));
  return keys ? write_keys(**session, *keys, options.keys) : all_well;
}

}  // namespace jauge::cli
