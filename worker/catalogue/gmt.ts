/** Gene sets in the GMT format of the Broad Institute: a set a line, tab separated: name, description, genes. */
import type { SignatureGene } from "../engine/signature.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { checked, type Fault, type OwnSignature, ownSignature, readOne } from "./own-signature.ts";

interface GmtSet {
  readonly name: string;
  readonly line: number;
  readonly genes: readonly SignatureGene[];
  /** True if some gene carries a sign of its own: such a set is never one half of a pair. */
  readonly signed: boolean;
}

/** A set, or what is wrong with its line. */
type GmtLine = GmtSet | { readonly name: string; readonly line: number; readonly fault: Problem };

/**
 * Reads GMT.
 *
 * `gene-` is a down gene, `gene+` an up gene, as in UCell. `X_UP` and `X_DN` (or `X_DOWN`) become one signature `X` with two
 * arms, unless there is a set `X` or one arm lies within the other; a gene that stands in both is left out of both, which
 * `mended` says. A set without directions scores high where its genes are high.
 *
 * @param partial whether a set that cannot be read is set aside, as long as another can
 * @returns signatures in the order of the lines, a pair where its up arm stands
 * @throws Problem `bad-gmt` naming the set and the line
 */
export function parseGmt(text: string, partial = false): OwnSignature[] {
  const found = readLines(text);
  if (found.length === 0) throw new Problem("bad-gmt", "The GMT file holds no set.");
  const bad = found.find((entry) => "fault" in entry);
  if (bad !== undefined && "fault" in bad && !partial) throw bad.fault;
  const arms = pairUp(found.filter((entry): entry is GmtSet => !("fault" in entry)));
  const lines = new Map<string, number>();
  const signatures = found
    .filter((entry) => !arms.joined.has(entry))
    .map((entry) =>
      readOne(`${entry.name.slice(0, LIMITS.nameLength)} (line ${entry.line})`, partial, () => {
        if ("fault" in entry) throw entry.fault;
        const again = arms.repeated.get(entry);
        if (again !== undefined) throw again;
        const pair = arms.pairs.get(entry);
        const id = pair?.stem ?? entry.name;
        const fault = gmtFault(id, entry.line);
        const before = lines.get(id);
        if (before !== undefined) throw fault(`there is a set of this name on line ${before} already.`);
        lines.set(id, entry.line);
        const members = pair === undefined ? { genes: entry.genes } : joinArms(entry.genes, pair.down.genes);
        return ownSignature({ id, version: 1, ...members }, fault);
      }),
    );
  return checked(signatures, "bad-gmt");
}

const gmtFault =
  (set: string, line: number): Fault =>
  (detail) =>
    new Problem("bad-gmt", `Set "${set}", line ${line}: ${detail}`, { line, set });

function readLines(text: string): GmtLine[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .flatMap((content, index) => (content.trim() === "" ? [] : [readLine(content, index + 1)]));
}

function readLine(content: string, line: number): GmtLine {
  const fields = content.split("\t").map((field) => field.trim());
  const [name, , ...symbols] = fields;
  const named = symbols.filter((symbol) => symbol !== "");
  const detail =
    fields.length === 1
      ? `"${name.slice(0, 80)}" stands alone; expected name, description and genes, separated by tabs.`
      : name === ""
        ? "the set has no name."
        : named.length === 0
          ? `set "${name}" has no genes.`
          : null;
  if (detail !== null) {
    const expected = "name, description and genes, separated by tabs";
    return { name, line, fault: new Problem("bad-gmt", `Line ${line}: ${detail}`, { line, text: name, expected }) };
  }
  return { name, line, genes: named.map(signedGene), signed: named.some((symbol) => /.[+-]$/.test(symbol)) };
}

function signedGene(text: string): SignatureGene {
  const sign = /.[+-]$/.test(text) ? text.at(-1) : "";
  return { symbol: sign === "" ? text : text.slice(0, -1), direction: sign === "-" ? -1 : 1 };
}

/** One signature of an up and a down set. */
function joinArms(up: readonly SignatureGene[], down: readonly SignatureGene[]) {
  const raised = new Set(up.map(({ symbol }) => symbol));
  const both = new Set(down.map(({ symbol }) => symbol).filter((symbol) => raised.has(symbol)));
  const all = [...up, ...down.map((gene): SignatureGene => ({ ...gene, direction: -1 }))];
  const genes = all.filter(({ symbol }) => !both.has(symbol));
  return { genes, mended: both.size > 0 ? [`genes both up and down, left out: ${[...both].join(", ")}`] : [] };
}

function isWithin({ genes }: GmtSet, other: GmtSet): boolean {
  const symbols = new Set(other.genes.map(({ symbol }) => symbol));
  return genes.every(({ symbol }) => symbols.has(symbol));
}

interface Arms {
  /** The stem and the down set of each up set that has one. */
  readonly pairs: ReadonlyMap<GmtLine, { readonly stem: string; readonly down: GmtSet }>;
  /** Those down sets. */
  readonly joined: ReadonlySet<GmtLine>;
  /** Sets that a stem has twice. */
  readonly repeated: ReadonlyMap<GmtLine, Problem>;
}

function pairUp(sets: readonly GmtSet[]): Arms {
  const names = new Set(sets.map(({ name }) => name));
  const stems = new Map<string, { up?: GmtSet; down?: GmtSet }>();
  const repeated = new Map<GmtLine, Problem>();
  for (const set of sets) {
    const suffix = /^(.+)_(up|dn|down)$/i.exec(set.name);
    if (suffix === null || set.signed) continue;
    const arms = stems.get(suffix[1]) ?? {};
    const arm = suffix[2].toLowerCase() === "up" ? "up" : "down";
    const before = arms[arm];
    if (before === undefined) arms[arm] = set;
    else {
      const detail = `"${suffix[1]}" has its ${arm} genes on line ${before.line} already.`;
      repeated.set(set, gmtFault(set.name, set.line)(detail));
    }
    stems.set(suffix[1], arms);
  }
  const pairs = new Map<GmtLine, { stem: string; down: GmtSet }>();
  const joined = new Set<GmtLine>();
  for (const [stem, { up, down }] of stems) {
    if (up === undefined || down === undefined || names.has(stem)) continue;
    if (isWithin(up, down) || isWithin(down, up)) continue;
    pairs.set(up, { stem, down });
    joined.add(down);
  }
  return { pairs, joined, repeated };
}
