/**
 * Measures every signature, axis and baseline on every labelled cohort and writes the evidence ledger and the tables of
 * docs/evidence.md. The same data give the same bytes.
 *
 *     npm run evidence -- [--data FOLDER] [--check]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { catalogueVersion } from "../worker/catalogue/index.ts";
import { ENGINE_VERSION } from "../worker/engine/version.ts";
import { buildEvidence } from "./evidence/build.ts";
import { fillTables } from "./evidence/document.ts";
import { ledgerText } from "./evidence/ledger.ts";
import { evidenceTables } from "./evidence/tables.ts";
import { argumentsOf } from "./node/arguments.ts";

const ROOT = join(import.meta.dirname, "..");
const LEDGER = join(ROOT, "worker/catalogue/data/ledger.json");
const DOCUMENT = join(ROOT, "docs/evidence.md");

const { values: options } = argumentsOf(import.meta.filename, {
  options: {
    data: { type: "string", default: join(ROOT, "../shared/data") },
    check: { type: "boolean", default: false },
  },
});

if (!existsSync(options.data)) {
  process.stderr.write(`There is no folder of cohorts at ${options.data}; name it with --data.\n`);
  process.exit(2);
}

const start = performance.now();
const evidence = await buildEvidence(options.data);
const { ledger, cohorts } = evidence;
const seconds = (performance.now() - start) / 1000;

const written = [
  [LEDGER, ledgerText(ledger)],
  [DOCUMENT, fillTables(readFileSync(DOCUMENT, "utf8"), evidenceTables(evidence))],
] as const;
const rows = Object.values(ledger.signatures).reduce((sum, entry) => sum + entry.rows.length, 0);
process.stdout.write(
  [
    `${rows} rows: ${Object.keys(ledger.signatures).length} signatures, axes and baselines on ${ledger.endpoints.length} endpoints of ${cohorts.length + 1} cohorts, ${seconds.toFixed(1)} s`,
    `engine ${ENGINE_VERSION} (${cohorts[0].scored.engine.path}), catalogue ${catalogueVersion}`,
    `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`,
    "",
  ].join("\n"),
);

for (const [path, text] of written) {
  const drifted = !existsSync(path) || readFileSync(path, "utf8") !== text;
  if (drifted && options.check) {
    process.stderr.write(`${path} is not what the cohorts give; run npm run evidence.\n`);
    process.exitCode = 1;
  } else if (drifted) {
    writeFileSync(path, text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
