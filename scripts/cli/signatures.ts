/** `crossresist signatures`: the catalogue, and what a signature did on labelled cohorts. */
import { type CatalogueEntry, catalogue, findSignature } from "../../worker/catalogue/index.ts";
import { ledgerRows } from "../../worker/catalogue/ledger.ts";
import { defineCommand, oneOf, Usage, withUsage } from "./command.ts";
import { outputTo } from "./files.ts";
import { paint } from "./terminal.ts";

const KINDS = ["radiation", "chemo", "both", "context"] as const;
const ROLES = ["core", "display", "exploratory", "needs-genes", "needs-parameters"] as const;

export default defineCommand({
  name: "signatures",
  synopsis: "[ID] [options]",
  about: `Lists the signatures of the catalogue: id, what it is about, its role, its genes and where it was published.
core ones are scored by default, display and exploratory ones when asked for; those that need genes or parameters
are not scored without them. With an ID, all that is known of that one: how it is scored and read, its genes,
and what it did on labelled cohorts, for and against.`,
  options: {
    kind: { type: "string", value: "KIND", about: `${KINDS.join(", ")}` },
    role: { type: "string", value: "ROLE", about: `${ROLES.join(", ")}` },
    json: { type: "boolean", about: "as JSON, with the genes" },
  },
  examples: [
    ["crossresist signatures --kind radiation", "everything about radiation"],
    ["crossresist signatures rsi_eschrich2009", "one in full"],
  ],
  async run({ kind, role, json }, positionals) {
    if (positionals.length > 1) throw new Usage(`Expected one id, got ${positionals.length}.`);
    const [id] = positionals;
    if (id !== undefined) {
      const entry = withUsage(() => findSignature(id));
      const full = { ...entry, ledger: ledgerRows(id) };
      return outputTo(undefined, [json ? `${JSON.stringify(full, null, 2)}\n` : card(entry)]);
    }
    const kinds = kind === undefined ? KINDS : [oneOf("kind", kind, KINDS)];
    const roles = role === undefined ? ROLES : [oneOf("role", role, ROLES)];
    const entries = catalogue().filter((entry) => kinds.includes(entry.kind) && roles.includes(entry.role));
    return outputTo(undefined, [json ? `${JSON.stringify(entries, null, 2)}\n` : table(entries)]);
  },
});

function table(entries: readonly CatalogueEntry[]): string {
  const { bold } = paint(process.stdout);
  const head = ["id", "kind", "role", "genes", "methods", "name"];
  const rows = entries.map((entry) => [
    entry.id,
    entry.kind,
    entry.role,
    String(entry.genes.length),
    entry.methods.join(","),
    entry.name,
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (head[at] === "genes" ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join("  ")
      .trimEnd();
  return `${[bold(line(head)), ...rows.map(line)].join("\n")}\n`;
}

function card(entry: CatalogueEntry): string {
  const { bold, dim } = paint(process.stdout);
  const { authors, title, journal, year, doi } = entry.citation;
  const facts: [string, string | undefined][] = [
    ["kind, role", `${entry.kind}, ${entry.role}`],
    ["reading", entry.reading],
    ["methods", entry.methods.join(", ")],
    ["formula", entry.formula],
    ["derived on", entry.derivedOn],
    ["coverage", `${entry.coverage.total} of ${entry.genes.length} genes needed`],
    ["citation", [authors, title, journal, year, doi && `doi:${doi}`].filter((part) => part !== undefined).join(". ")],
    ["licence", entry.licence],
    ["patent", entry.patent],
    ["notes", entry.notes],
    ["genes", entry.genes.map(({ symbol, direction }) => ["-", "", "+"][direction + 1] + symbol).join(" ")],
  ];
  const lines = [`${bold(entry.id)}  ${entry.name}`, ""];
  for (const [name, value] of facts) if (value !== undefined) lines.push(`${bold(name.padEnd(11))} ${value}`);
  const rows = ledgerRows(entry.id);
  if (rows.length > 0) lines.push("", bold("On labelled cohorts (docs/evidence.md)"));
  for (const { title: cohort, stratum, endpoint, statistic, value, low, high, n } of rows) {
    const figure = `${statistic} ${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), n ${n}`;
    lines.push(`  ${figure}  ${dim([cohort, stratum, endpoint].filter((part) => part !== undefined).join("; "))}`);
  }
  return `${lines.join("\n")}\n`;
}
