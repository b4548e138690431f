// DuckDB for Node, fed by psql's COPY. node duckdb.mjs CONNECTION FIRST-DAY END-DAY FINESS-FILE
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The package lies where ./dev bench has installed it, not beside this file.
const require = createRequire(join(process.env.JAUGE_BENCH_NODE, "package.json"));
const { DuckDBInstance } = require("@duckdb/node-api");
const [connection, first, end, finessFile] = process.argv.slice(2);
const wanted = readFileSync(finessFile, "utf8").split(/\s+/).filter(Boolean);
const directory = mkdtempSync(join(tmpdir(), "jauge-duckdb-"));
const kinds = {
  dossiers: ["ecriture", "dossier", "ecrit_le", "technique = 0 AND"],
  agendas: ["agenda", "dossier", "debut", "annule = 0 AND"],
  messages: ["mssante", "message_id", "envoye_le", ""],
  dmp: ["dmp", "document_id", "depose_le", ""],
  prescriptions: ["prescription", "prescription_id", "importee_le", ""],
  liaison: ["liaison", "note_id", "ecrite_le", ""],
};
try {
  const duckdb = await (await DuckDBInstance.create(":memory:")).connect();
  const list = wanted.map((finess) => `'${finess}'`).join(",");
  for (const [name, [table, key, at, condition]] of Object.entries(kinds)) {
    const file = join(directory, `${name}.csv`);
    const query = `SELECT finess, ${key}, ${at} FROM ${table} WHERE ${condition} ${at} >= '${first}' AND ${at} < '${end}'`;
    const copied = spawnSync("psql", ["-X", "-q", "-c", `\\copy (${query}) TO '${file}' CSV`, connection], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (copied.status !== 0) throw new Error("psql");
    await duckdb.run(
      `CREATE TABLE ${name} AS SELECT DISTINCT finess, strftime(moment, '%Y-%m') AS mois, key FROM ` +
        `read_csv('${file}', header = false, columns = {finess: 'VARCHAR', key: 'VARCHAR', moment: 'TIMESTAMP'}) ` +
        `WHERE finess IN (${list})`,
    );
  }
  const count = (name, place) =>
    `SELECT finess, mois, ${[0, 1, 2, 3, 4, 5].map((i) => (i === place ? "count(*)" : "0")).join(", ")} FROM ${name} GROUP BY 1, 2`;
  const rows = await duckdb.runAndReadAll(
    `WITH n(finess, mois, a, b, c, d, e, f) AS (${count("dossiers", 0)} UNION ALL ` +
      `${count("(SELECT * FROM dossiers INTERSECT SELECT * FROM agendas)", 1)} UNION ALL ${count("messages", 2)} UNION ALL ` +
      `${count("dmp", 3)} UNION ALL ${count("prescriptions", 4)} UNION ALL ${count("liaison", 5)}) ` +
      `SELECT finess, mois, sum(a), sum(b), sum(c), sum(d), sum(e), sum(f) FROM n GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  for (const row of rows.getRows()) console.log(row.map(String).join(","));
} finally {
  rmSync(directory, { recursive: true });
}
