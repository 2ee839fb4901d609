/**
 * Compiles the catalogue: `npm run catalogue`.
 *
 *     npm run catalogue                      rebuilds worker/catalogue/data/signatures.json from worker/catalogue/source
 *     npm run catalogue -- --check           rebuilds nothing; exit 1 where the committed files are out of date
 *     npm run catalogue -- --mapping FILE --source TEXT
 *                                            also rebuilds data/identifiers.json from a table of all human genes
 *                                            (plain or gzip; columns in scripts/catalogue/mapping.ts); TEXT says what it is
 *
 * To add a signature, add one file to worker/catalogue/source/signatures and run the first form. The third is needed where
 * it brings genes that no other signature has.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { URL } from "node:url";
import { gunzipSync } from "node:zlib";
import { identifierIndex } from "../worker/catalogue/identifiers.ts";
import { STABLE_GENES } from "../worker/catalogue/stable-genes.ts";
import { catalogueFile, compileEntries, type SourceFile, type SymbolOf } from "./catalogue/compile.ts";
import { GeneTable, type IdentifierFile, readGeneTable, type SymbolDecisions } from "./catalogue/mapping.ts";
import { argumentsOf } from "./node/arguments.ts";

const CATALOGUE = new URL("../worker/catalogue/", import.meta.url);

/** What the command writes, by path below `worker/catalogue`. */
export function build(mapping?: { readonly table: string; readonly source: string }): Map<string, string> {
  const decisions: SymbolDecisions = JSON.parse(read("source/symbols.json"));
  const sources: SourceFile[] = readdirSync(new URL("source/signatures/", CATALOGUE))
    .sort()
    .map((file) => ({ file, json: JSON.parse(read(`source/signatures/${file}`)) }));
  const written = new Map<string, string>();
  let identifiers: IdentifierFile = JSON.parse(read("data/identifiers.json"));
  let symbolOf: SymbolOf = committedSymbols(identifiers, decisions);
  if (mapping !== undefined) {
    const table = new GeneTable(readGeneTable(mapping.table, decisions.official), decisions);
    symbolOf = (label) => table.symbolOf(label);
    const symbols = compileEntries(sources, symbolOf).flatMap((entry) => entry.genes.map((gene) => gene.symbol));
    identifiers = table.reduce([...symbols, ...Object.values(STABLE_GENES).flat()], mapping.source);
    written.set("data/identifiers.json", lines(identifiers));
  }
  written.set("data/signatures.json", lines(catalogueFile(compileEntries(sources, symbolOf), identifiers)));
  return written;
}

/** Translates gene names by the identifiers that are committed. */
function committedSymbols(identifiers: IdentifierFile, decisions: SymbolDecisions): SymbolOf {
  const symbols = identifiers.genes.map((line) => line.slice(0, line.indexOf("\t")));
  const index = identifierIndex(symbols);
  return (label) => {
    const match = index.lookup(decisions.labels[label] ?? label);
    return match !== undefined && "gene" in match ? symbols[match.gene] : undefined;
  };
}

/** JSON with a line for each entry of its lists: a change of one signature or gene is a change of one line. */
function lines(file: object): string {
  const members = Object.entries(file).map(([name, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(name)}: [\n${value.map((entry) => JSON.stringify(entry)).join(",\n")}\n]`
      : `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(",\n")}\n}\n`;
}

function read(path: string): string {
  return readFileSync(new URL(path, CATALOGUE), "utf8");
}

function main(): void {
  const { values } = argumentsOf(import.meta.filename, {
    options: { check: { type: "boolean" }, mapping: { type: "string" }, source: { type: "string" } },
  });
  if (values.mapping !== undefined && values.source === undefined)
    throw new Error("--mapping needs --source: name and version of the table");
  const mapping =
    values.mapping === undefined ? undefined : { table: readTable(values.mapping), source: values.source ?? "" };
  const stale = [...build(mapping)].filter(([path, text]) => text !== read(path));
  for (const [path, text] of stale) {
    if (!values.check) writeFileSync(new URL(path, CATALOGUE), text);
    console.log(`${path}: ${values.check ? "out of date, run npm run catalogue" : "written"}`);
  }
  if (stale.length === 0) console.log("The catalogue is up to date.");
  else if (values.check) process.exitCode = 1;
}

function readTable(path: string): string {
  const bytes = readFileSync(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

if (import.meta.main) main();
