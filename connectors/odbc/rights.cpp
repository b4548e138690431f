#include "connectors/odbc/rights.hpp"

#include <algorithm>
#include <array>

#include "connectors/mariadb/grants.hpp"
#include "connectors/postgresql/rights.hpp"

namespace jauge::connectors::odbc {
namespace {

// Each gives: object, right, remedy. What a role or the server gives stands alone: naming every table says no
// more.
constexpr const char* sql_server_roles = R"(
SELECT N'SERVER', N'sysadmin', N'ALTER SERVER ROLE sysadmin DROP MEMBER ' + QUOTENAME(SUSER_SNAME())
WHERE IS_SRVROLEMEMBER(N'sysadmin') = 1
UNION ALL
SELECT r.name, N'ROLE', N'ALTER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER ' + QUOTENAME(USER_NAME())
FROM sys.database_principals r
WHERE r.type = N'R' AND IS_MEMBER(r.name) = 1
  AND r.name IN (N'db_owner', N'db_datawriter', N'db_ddladmin', N'db_securityadmin', N'db_accessadmin'))";

// A right may come through a role, a schema or the database: DENY on the table ends it wherever it comes
// from.
constexpr const char* sql_server_tables = R"(
SELECT o.name, o.right_held, N'DENY ' + o.right_held + N' ON ' + o.name + N' TO ' + QUOTENAME(USER_NAME())
FROM (SELECT QUOTENAME(s.name) + N'.' + QUOTENAME(t.name) AS name, p.right_held, t.object_id
      FROM sys.objects t JOIN sys.schemas s ON s.schema_id = t.schema_id
      CROSS JOIN (SELECT N'INSERT' AS right_held UNION ALL SELECT N'UPDATE' UNION ALL SELECT N'DELETE'
                  UNION ALL SELECT N'ALTER') p
      WHERE t.type IN (N'U', N'V') AND t.is_ms_shipped = 0) o
WHERE HAS_PERMS_BY_NAME(o.name, N'OBJECT', o.right_held) = 1
   OR (o.right_held = N'UPDATE' AND EXISTS (
         SELECT 1 FROM sys.columns c
         WHERE c.object_id = o.object_id AND HAS_PERMS_BY_NAME(o.name, N'OBJECT', N'UPDATE', c.name, N'COLUMN') = 1))
ORDER BY 1, 2)";

constexpr const char* sql_server_creation = R"(
SELECT DB_NAME(), p.right_held, N'REVOKE ' + p.right_held + N' FROM ' + QUOTENAME(USER_NAME())
FROM (SELECT N'CREATE TABLE' AS right_held UNION ALL SELECT N'CREATE VIEW' UNION ALL SELECT N'CREATE PROCEDURE') p
WHERE HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', p.right_held) = 1)";

constexpr const char* oracle_system = R"(
SELECT 'SYSTEM', privilege, 'REVOKE ' || privilege || ' FROM "' || USER || '"'
FROM session_privs
WHERE privilege IN ('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE', 'ALTER ANY TABLE', 'DROP ANY TABLE',
                    'EXECUTE ANY PROCEDURE'))";

constexpr const char* oracle_tables = R"(
SELECT p.table_schema || '.' || p.table_name, p.privilege,
       'REVOKE ' || p.privilege || ' ON "' || p.table_schema || '"."' || p.table_name || '" FROM "' || p.grantee || '"'
FROM all_tab_privs p
WHERE p.privilege IN ('INSERT', 'UPDATE', 'DELETE', 'ALTER')
  AND (p.grantee = USER OR p.grantee = 'PUBLIC' OR p.grantee IN (SELECT role FROM session_roles))
  AND p.table_schema NOT IN (SELECT username FROM all_users WHERE oracle_maintained = 'Y')
UNION ALL
SELECT USER || '.' || table_name, 'OWNER', 'CREATE USER jauge_lecture' FROM user_tables)";

constexpr const char* oracle_creation = R"(
SELECT 'SYSTEM', privilege, 'REVOKE ' || privilege || ' FROM "' || USER || '"'
FROM session_privs WHERE privilege LIKE 'CREATE %' AND privilege <> 'CREATE SESSION')";

struct Statement {
  const char* sql;
  bool blocking;
  bool says_all;  // where it gives something, what follows is not asked
};

core::Result<std::vector<core::Grant>> collect(const Run& run, std::initializer_list<Statement> statements) {
  std::vector<core::Grant> grants;
  for (const auto& statement : statements) {
    const auto rows = run(statement.sql);
    if (!rows) return core::Failure(rows.error());
    for (const auto& row : *rows) grants.push_back({row.at(0), row.at(1), row.at(2), statement.blocking});
    if (statement.says_all && !rows->empty()) break;
  }
  return grants;
}

core::Result<std::vector<core::Grant>> of_others(const core::Result<Answers>& rows) {
  if (!rows) return core::Failure(rows.error());
  constexpr std::array<std::string_view, 4> writing{"INSERT", "UPDATE", "DELETE", "ALTER"};
  std::vector<core::Grant> grants;
  for (const auto& row : *rows) {
    const auto& privilege = row.at(3);
    if (std::ranges::find(writing, privilege) == writing.end()) continue;
    const auto object = row.at(0).empty() ? row.at(1) : row.at(0) + "." + row.at(1);
    grants.push_back(
        {object, privilege, fmt::format("REVOKE {} ON {} FROM {}", privilege, object, row.at(2)), true});
  }
  return grants;
}

}  // namespace

core::Result<std::vector<core::Grant>> excessive_grants(
    Engine engine, const Run& run, const std::function<core::Result<Answers>()>& others) {
  switch (engine) {
    case Engine::postgresql:
      return postgresql::excessive_grants(run);
    case Engine::mariadb:
      return mariadb::excessive_grants(run);
    case Engine::sqlite:
      return std::vector<core::Grant>{};
    case Engine::sql_server:
      return collect(run, {{sql_server_roles, true, true},
                           {sql_server_tables, true, false},
                           {sql_server_creation, false, false}});
    case Engine::oracle:
      return collect(
          run, {{oracle_system, true, true}, {oracle_tables, true, false}, {oracle_creation, false, false}});
    case Engine::other:
      break;
  }
  return of_others(others());
}

}  // namespace jauge::connectors::odbc
