#include "connectors/postgresql/rights.hpp"

namespace jauge::connectors::postgresql {
namespace {

// Each gives: object, right, remedy. Role 10 is the server's first superuser, whatever its name.

constexpr const char* superuser_sql = R"(
SELECT r.rolname, 'SUPERUSER',
       CASE WHEN r.oid = 10 AND r.rolname = current_user THEN 'CREATE ROLE jauge_lecture LOGIN'
            WHEN r.rolname = current_user THEN pg_catalog.format('ALTER ROLE %I NOSUPERUSER', r.rolname)
            ELSE pg_catalog.format('REVOKE %I FROM %I', r.rolname, current_user) END
FROM pg_catalog.pg_roles r
WHERE r.rolsuper AND pg_catalog.pg_has_role(r.oid, 'MEMBER')
ORDER BY r.rolname <> current_user, r.rolname
LIMIT 1)";

constexpr const char* write_all_sql = R"(
SELECT r.rolname, 'INSERT, UPDATE, DELETE', pg_catalog.format('REVOKE %I FROM %I', r.rolname, current_user)
FROM pg_catalog.pg_roles r
WHERE r.rolname = 'pg_write_all_data' AND pg_catalog.pg_has_role(r.oid, 'MEMBER'))";

constexpr const char* owned_sql = R"(
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), 'OWNER',
       pg_catalog.format('ALTER TABLE %I.%I OWNER TO %I', n.nspname, c.relname, pg_catalog.pg_get_userbyid(10))
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND pg_catalog.pg_has_role(c.relowner, 'MEMBER')
ORDER BY 1)";

constexpr const char* tables_sql = R"(
SELECT pg_catalog.format('%I.%I', h.nspname, h.relname), string_agg(h.privilege, ', ' ORDER BY h.privilege),
       pg_catalog.format('REVOKE %s ON %I.%I FROM %s', string_agg(h.privilege, ', ' ORDER BY h.privilege), h.nspname,
              h.relname, h.grantee)
FROM (SELECT n.nspname, c.relname, a.privilege_type AS privilege, a.grantee AS holder,
             CASE a.grantee WHEN 0 THEN 'PUBLIC'
                  ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS grantee, n.oid AS schema
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT g.grantee, g.privilege_type FROM pg_catalog.aclexplode(c.relacl) g
        UNION
        SELECT g.grantee, pg_catalog.format('%s (%I)', g.privilege_type, t.attname)
        FROM pg_catalog.pg_attribute t CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) g
        WHERE t.attrelid = c.oid AND NOT t.attisdropped) a
      WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND a.privilege_type ~ '^(INSERT|UPDATE|DELETE|TRUNCATE)'
        AND NOT pg_catalog.pg_has_role(c.relowner, 'MEMBER')) h
WHERE (h.holder = 0 OR pg_catalog.pg_has_role(h.holder, 'MEMBER'))
  AND (pg_catalog.has_schema_privilege(h.schema, 'USAGE')
       OR (h.holder <> 0 AND pg_catalog.has_schema_privilege(h.holder, h.schema, 'USAGE')))
GROUP BY h.nspname, h.relname, h.grantee
ORDER BY 1, 3)";

constexpr const char* creation_sql = R"(
SELECT o.object, h.privilege_type,
       pg_catalog.format('REVOKE %s ON %s FROM %s', h.privilege_type, o.object,
              CASE h.grantee WHEN 0 THEN 'PUBLIC'
                   ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(h.grantee)) END)
FROM (SELECT pg_catalog.format('SCHEMA %I', nspname) AS object,
             coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) AS acl
      FROM pg_catalog.pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
      UNION ALL
      SELECT pg_catalog.format('DATABASE %I', datname), coalesce(datacl, pg_catalog.acldefault('d', datdba))
      FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) o
CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) h
WHERE h.privilege_type IN ('CREATE', 'TEMPORARY') AND (h.grantee = 0 OR pg_catalog.pg_has_role(h.grantee, 'MEMBER'))
ORDER BY 1, 2)";

core::Result<void> collect(const Run& run, const char* sql, bool blocking, std::vector<core::Grant>& grants) {
  const auto answer = run(sql);
  if (!answer) return core::Failure(answer.error());
  for (const auto& row : *answer) grants.push_back({row.at(0), row.at(1), row.at(2), blocking});
  return {};
}

}  // namespace

core::Result<std::vector<core::Grant>> excessive_grants(const Run& run) {
  std::vector<core::Grant> grants;
  if (auto read = collect(run, superuser_sql, true, grants); !read) return core::Failure(read.error());
  // A superuser holds every right on every table: naming them all says nothing more.
  if (!grants.empty()) return grants;
  for (const char* sql : {write_all_sql, owned_sql, tables_sql}) {
    if (auto read = collect(run, sql, true, grants); !read) return core::Failure(read.error());
  }
  if (auto read = collect(run, creation_sql, false, grants); !read) return core::Failure(read.error());
  return grants;
}

}  // namespace jauge::connectors::postgresql
