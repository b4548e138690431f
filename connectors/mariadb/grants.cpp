#include "connectors/mariadb/grants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace jauge::connectors::mariadb {
namespace {

constexpr std::array<std::string_view, 7> writing{"ALL PRIVILEGES", "INSERT", "UPDATE",        "DELETE",
                                                  "DROP",           "ALTER",  "DELETE HISTORY"};
constexpr std::array<std::string_view, 13> dispensable{"CREATE",
                                                       "CREATE TEMPORARY TABLES",
                                                       "CREATE VIEW",
                                                       "CREATE ROUTINE",
                                                       "CREATE USER",
                                                       "INDEX",
                                                       "TRIGGER",
                                                       "EVENT",
                                                       "LOCK TABLES",
                                                       "FILE",
                                                       "SUPER",
                                                       "ALTER ROUTINE",
                                                       "CREATE TABLESPACE"};

/// The place of `mark` outside quoted names, texts and parentheses; npos where there is none.
std::size_t find_outside(std::string_view text, std::string_view mark) {
  char quote = '\0';
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (depth == 0 && text.substr(i).starts_with(mark)) {
      return i;
    } else if (c == '`' || c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    }
  }
  return text.npos;
}

/// "INSERT" of "INSERT (`a`, `b`)".
std::string_view name_of(std::string_view privilege) {
  auto name = privilege.substr(0, privilege.find('('));
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  return name;
}

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::vector<core::Grant> excessive(std::string_view line) {
  constexpr std::string_view begin = "GRANT ";
  constexpr std::string_view on = " ON ";
  constexpr std::string_view to = " TO ";
  if (!line.starts_with(begin)) return {};
  line.remove_prefix(begin.size());
  const std::size_t on_place = find_outside(line, on);
  if (on_place == line.npos) return {};  // a role
  const auto rest = line.substr(on_place + on.size());
  const std::size_t to_place = find_outside(rest, to);
  if (to_place == rest.npos) return {};
  const auto object = rest.substr(0, to_place);
  auto grantee = rest.substr(to_place + to.size());
  grantee = grantee.substr(0, find_outside(grantee, " "));

  std::string blocking;
  std::string other;
  auto privileges = line.substr(0, on_place);
  bool all = false;
  while (!privileges.empty()) {
    const std::size_t comma = find_outside(privileges, ",");
    auto privilege = privileges.substr(0, comma);
    privileges = comma == privileges.npos ? std::string_view{} : privileges.substr(comma + 1);
    while (!privilege.empty() && privilege.front() == ' ') privilege.remove_prefix(1);
    const auto name = name_of(privilege);
    all = all || name == "ALL PRIVILEGES";
    std::string* list = among(writing, name) ? &blocking : among(dispensable, name) ? &other : nullptr;
    if (list) *list += (list->empty() ? "" : ", ") + std::string(privilege);
  }

  std::vector<core::Grant> grants;
  const auto add = [&](const std::string& list, bool blocks) {
    if (list.empty()) return;
    auto remedy = fmt::format("REVOKE {} ON {} FROM {}", list, object, grantee);
    if (all) remedy += fmt::format("; GRANT SELECT ON {} TO {}", object, grantee);
    grants.push_back({std::string(object), list, std::move(remedy), blocks});
  };
  add(blocking, true);
  add(other, false);
  return grants;
}

core::Result<std::vector<core::Grant>> excessive_grants(const Run& run) {
  std::vector<core::Grant> grants;
  const auto collect = [&]() -> core::Result<void> {
    const auto lines = run("SHOW GRANTS");
    if (!lines) return core::Failure(lines.error());
    for (const auto& line : *lines) {
      for (auto& grant : excessive(line.at(0))) {
        const bool known =
            std::ranges::any_of(grants, [&](const core::Grant& g) { return g.remedy == grant.remedy; });
        if (!known) grants.push_back(std::move(grant));
      }
    }
    return {};
  };
  if (const auto read = collect(); !read) return core::Failure(read.error());
  // A role that is not the default one tells its rights only once it is set; the session's own is then set
  // again.
  const auto roles =
      run("SELECT ROLE_NAME, COALESCE(CURRENT_ROLE(), 'NONE') FROM information_schema.APPLICABLE_ROLES"
          " WHERE GRANTEE = CURRENT_USER()");
  if (!roles) return grants;  // MySQL before 8.0.19 has no such table
  for (const auto& role : *roles) {
    const auto quoted = [](const std::string& name) { return name == "NONE" ? name : "`" + name + "`"; };
    const auto set = run("SET ROLE " + quoted(role.at(0)));
    const auto read = set ? collect() : core::Result<void>(core::Failure(set.error()));
    const auto reset = run("SET ROLE " + quoted(role.at(1)));
    if (!read) return core::Failure(read.error());
    if (!reset) return core::Failure(reset.error());
  }
  return grants;
}

}  // namespace jauge::connectors::mariadb
