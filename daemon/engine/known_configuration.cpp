#include "engine/known_configuration.hpp"

#include <algorithm>

#include "core/closure.hpp"

namespace jauge::engine {

using core::Failure;
using core::Month;
using core::msg;
using core::Result;

namespace {

constexpr std::string_view parts_name = "configuration_parts";

bool is_known(const core::Project& project, const core::Finess& finess) {
  return std::ranges::any_of(project.establishments, [&](const core::Establishment& establishment) {
    return establishment.finess == finess || std::ranges::count(establishment.formerly, finess) > 0;
  });
}

bool was_counted(const core::Establishment& establishment, Month first, Month last) {
  for (Month month = first; month <= last; month = month.next()) {
    if (core::membership(establishment, month) != core::Membership::absent) return true;
  }
  return false;
}

/// One line each: the part's digest, a blank, its name.
std::string written(const std::map<std::string, std::string>& parts) {
  std::string text;
  for (const auto& [name, digest] : parts) text += digest + ' ' + name + '\n';
  return text;
}

std::map<std::string, std::string> read_parts(std::string_view text) {
  std::map<std::string, std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto blank = line.find(' ');
    if (blank != line.npos) parts.emplace(line.substr(blank + 1), line.substr(0, blank));
  }
  return parts;
}

void list(std::string& detail, std::string_view word, const std::vector<std::string>& names) {
  if (names.empty()) return;
  detail += fmt::format("{}{} : ", detail.empty() ? "" : " ; ", word);
  for (const auto& name : names) detail += (&name == &names.front() ? "" : ", ") + name;
}

/// French, as the rest of the audit log.
std::string differences(const std::map<std::string, std::string>& before,
                        const std::map<std::string, std::string>& now) {
  std::vector<std::string> come;
  std::vector<std::string> changed;
  std::vector<std::string> gone;
  for (const auto& [name, digest] : now) {
    const auto known = before.find(name);
    if (known == before.end()) {
      come.push_back(name);
    } else if (known->second != digest) {
      changed.push_back(name);
    }
  }
  for (const auto& [name, digest] : before)
    if (!now.contains(name)) gone.push_back(name);
  std::string detail;
  list(detail, "ajouté", come);
  list(detail, "changé", changed);
  list(detail, "retiré", gone);
  return detail;
}

}  // namespace

Result<void> check_establishments(const Settings& settings, const store::Store& store, Month first_month) {
  const auto months = store.closures.frozen_months();
  if (!months) return Failure(months.error());
  if (months->empty()) return {};
  const auto stored = store.closures.latest(months->back());
  if (!stored) return Failure(stored.error());
  const auto closure = core::closure_from_json((*stored)->content);
  if (!closure) return Failure(closure.error());
  // The last closure holds the whole configuration of its time; each start has checked it against the one
  // before.
  for (const auto& establishment : closure->parameters.project.establishments) {
    if (is_known(settings.project, establishment.finess)) continue;
    if (!was_counted(establishment, first_month, months->back())) continue;
    return core::fail(core::ErrorKind::invalid,
                      msg("The establishment {0}, {1}, has closed months and is not in the configuration.",
                          establishment.finess.text(), establishment.name),
                      msg("Put it back, with `left` when it has left the project; when its number has "
                          "changed, name the old "
                          "one in `formerly`."));
  }
  return {};
}

Result<void> note_configuration(const Settings& settings, store::Store& store, core::Instant now) {
  if (settings.parts.empty()) return {};
  const auto known = store.meta.get(parts_name);
  if (!known) return Failure(known.error());
  const auto text = written(settings.parts);
  if (*known && **known == text) return {};
  return store.transaction([&]() -> Result<void> {
    if (auto done = store.meta.set(parts_name, text); !done) return done;
    if (!*known) return {};
    const auto detail = differences(read_parts(**known), settings.parts);
    return store.audit.append({now, "configuration-changee", settings.project.id, detail});
  });
}

}  // namespace jauge::engine
