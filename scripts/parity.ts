/**
 * `npm run parity [FOLDER]`: our methods against the outputs of the field's tools.
 *
 * FOLDER holds manifests and data sets: by default `../shared/reference`, or where that is absent the part of it that ships in
 * `test/reference`. Prints the tables; from more than the shipped part it writes them into docs/methods.md too, unless `--check` is
 * given. Exit status 1 if an output that should agree does not.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { nodeRanker } from "./node/kernel.ts";
import { compareAll, isCompared } from "./parity/compare.ts";
import { readManifests } from "./parity/reference.ts";
import { parityTables } from "./parity/table.ts";

const DOCUMENT = "docs/methods.md";
const BEGIN = "<!-- parity: written by npm run parity -->";
const END = "<!-- /parity -->";

const SHIPPED = "test/reference";
const FULL = "../shared/reference";

const args = process.argv.slice(2);
const folders = args.filter((arg) => !arg.startsWith("--"));
const root = folders[0] ?? (existsSync(FULL) ? FULL : SHIPPED);

const comparisons = await compareAll(root, readManifests(root), await nodeRanker("wasm"));
const tables = parityTables(comparisons);
console.log(tables);

if (!args.includes("--check") && root !== SHIPPED) {
  const document = readFileSync(DOCUMENT, "utf8");
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has lost its markers ${BEGIN} and ${END}`);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${tables}\n\n${END}${after}`);
}

const failed = comparisons
  .filter(isCompared)
  .filter(({ counterpart, difference }) => counterpart.difference === null && !(difference <= counterpart.tolerance));
for (const { file, difference } of failed) console.error(`${file}: differs by ${difference}`);
process.exitCode = failed.length > 0 ? 1 : 0;
