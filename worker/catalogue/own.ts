/** Signatures that come along with a request, as GMT or JSON. Their identifiers are matched letter by letter. */
import { z } from "zod";
import { METHOD_NAMES, type MethodName, type Signature, type SignatureGene } from "../engine/signature.ts";
import { LIMITS } from "../limits.ts";
import { Problem, type ProblemType } from "../problem.ts";

export interface OwnSignature extends Signature {
  /** What was mended on the way: genes named twice. */
  readonly notes: readonly string[];
}

type Direction = SignatureGene["direction"];

/** Tells where a fault lies. */
type Fault = (detail: string) => Problem;

interface GmtSet {
  readonly name: string;
  readonly line: number;
  readonly genes: readonly SignatureGene[];
  /** True if some gene carries a sign of its own: such a set is never one half of a pair. */
  readonly signed: boolean;
}

/**
 * Reads GMT: a set a line, tab separated: name, description, genes.
 *
 * `gene-` is a down gene, `gene+` an up gene, as in UCell. `X_UP` and `X_DN` (or `X_DOWN`) become one signature `X` with two
 * arms. A set without directions scores high where its genes are high.
 *
 * @returns signatures in the order of the lines, a pair where its up arm stands
 * @throws Problem `bad-gmt` naming the set and the line
 */
export function parseGmt(text: string): OwnSignature[] {
  const sets = readLines(text);
  if (sets.length === 0) throw new Problem("bad-gmt", "The GMT file holds no set.");
  const halves = pairUp(sets);
  const signatures: OwnSignature[] = [];
  const lines = new Map<string, number>();
  for (const set of sets) {
    const half = halves.get(set);
    if (half?.down === set) continue;
    const id = half?.stem ?? set.name;
    const genes = half === undefined ? set.genes : [...set.genes, ...half.down.genes.map(lower)];
    const fault = gmtFault(id, set.line);
    const before = lines.get(id);
    if (before !== undefined) throw fault(`there is a set of this name on line ${before} already.`);
    lines.set(id, set.line);
    signatures.push(ownSignature(id, 1, genes, undefined, fault));
  }
  return withinLimit(signatures, "bad-gmt");
}

const gmtFault =
  (set: string, line: number): Fault =>
  (detail) =>
    new Problem("bad-gmt", `Set "${set}", line ${line}: ${detail}`, { line, set });

const lower = (gene: SignatureGene): SignatureGene => ({ ...gene, direction: -1 });

function readLines(text: string): GmtSet[] {
  const sets: GmtSet[] = [];
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .forEach((content, index) => {
      if (content.trim() === "") return;
      const line = index + 1;
      const fields = content.split("\t").map((field) => field.trim());
      const [name, , ...symbols] = fields;
      const fault: Fault = (detail) =>
        new Problem("bad-gmt", `Line ${line}: ${detail}`, {
          line,
          text: name,
          expected: "name, description and genes, separated by tabs",
        });
      if (fields.length === 1)
        throw fault(`"${name.slice(0, 80)}" stands alone; expected name, description and genes, separated by tabs.`);
      if (name === "") throw fault("the set has no name.");
      const named = symbols.filter((symbol) => symbol !== "");
      if (named.length === 0) throw fault(`set "${name}" has no genes.`);
      sets.push({ name, line, genes: named.map(signedGene), signed: named.some((symbol) => /.[+-]$/.test(symbol)) });
    });
  return sets;
}

function signedGene(text: string): SignatureGene {
  const sign = /.[+-]$/.test(text) ? text.at(-1) : "";
  return { symbol: sign === "" ? text : text.slice(0, -1), direction: sign === "-" ? -1 : 1 };
}

interface Halves {
  readonly stem: string;
  readonly down: GmtSet;
}

/** Up sets that have a down set of the same stem, and those down sets. */
function pairUp(sets: readonly GmtSet[]): Map<GmtSet, Halves> {
  const stems = new Map<string, { up?: GmtSet; down?: GmtSet }>();
  for (const set of sets) {
    const suffix = /^(.+)_(up|dn|down)$/i.exec(set.name);
    if (suffix === null || set.signed) continue;
    const arms = stems.get(suffix[1]) ?? {};
    const arm = suffix[2].toLowerCase() === "up" ? "up" : "down";
    const before = arms[arm];
    if (before !== undefined)
      throw gmtFault(set.name, set.line)(`"${suffix[1]}" has its ${arm} genes on line ${before.line} already.`);
    arms[arm] = set;
    stems.set(suffix[1], arms);
  }
  const halves = new Map<GmtSet, Halves>();
  for (const [stem, { up, down }] of stems) {
    if (up === undefined || down === undefined) continue;
    halves.set(up, { stem, down });
    halves.set(down, { stem, down });
  }
  return halves;
}

const symbol = z.string().trim().min(1).max(LIMITS.nameLength);
const direction = z.union([z.literal(1), z.literal(-1), z.literal(0)]);
const gene = z.strictObject({
  symbol,
  direction: direction.default(1),
  weight: z.number().optional(),
  pair: z.int().min(1).optional(),
});

/** The JSON of one signature. */
export const ownSignatureSchema = z.strictObject({
  id: symbol,
  version: z.int().min(1).default(1),
  genes: z.union(
    [
      z.array(z.union([symbol, gene])),
      z.strictObject({ up: z.array(symbol).default([]), down: z.array(symbol).default([]) }),
    ],
    { error: "expected a list of identifiers, {up, down}, or a list of {symbol, direction: 1, -1 or 0, weight, pair}" },
  ),
  methods: z.array(z.enum(METHOD_NAMES)).min(1).optional(),
});

/**
 * Reads signatures from parsed JSON: one signature or an array of them. `genes` is a list of identifiers (all up), `{up, down}`,
 * or a list of `{symbol, direction, weight, pair}`.
 *
 * @throws Problem `bad-signature` naming the signature
 * @example
 * parseSignaturesJson({ id: "p53", genes: { up: ["CDKN1A", "MDM2"], down: ["CCNB1"] } });
 */
export function parseSignaturesJson(value: unknown): OwnSignature[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length === 0) throw new Problem("bad-signature", "The list of signatures is empty.");
  const seen = new Set<string>();
  const signatures = entries.map((entry, index) => {
    const name = nameOf(entry) ?? `number ${index + 1}`;
    const fault: Fault = (detail) =>
      new Problem("bad-signature", `Signature "${name}": ${detail}`, { signature: name });
    const parsed = ownSignatureSchema.safeParse(entry);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw fault(`${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}.`);
    }
    const { id, version, genes, methods } = parsed.data;
    if (seen.has(id)) throw fault("there are two signatures of this id.");
    seen.add(id);
    return ownSignature(id, version, Array.isArray(genes) ? genes.map(upByDefault) : armGenes(genes), methods, fault);
  });
  return withinLimit(signatures, "bad-signature");
}

const upByDefault = (entry: string | SignatureGene): SignatureGene =>
  typeof entry === "string" ? { symbol: entry, direction: 1 } : entry;

function armGenes({ up, down }: { up: readonly string[]; down: readonly string[] }): SignatureGene[] {
  const withDirection = (direction: Direction) => (symbol: string) => ({ symbol, direction });
  return [...up.map(withDirection(1)), ...down.map(withDirection(-1))];
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null || !("id" in entry)) return undefined;
  return typeof entry.id === "string" ? entry.id.slice(0, LIMITS.nameLength) : undefined;
}

/** Drops repeated genes with a note; a gene in both arms has no meaning. */
function ownSignature(
  id: string,
  version: number,
  genes: readonly SignatureGene[],
  methods: readonly MethodName[] | undefined,
  fault: Fault,
): OwnSignature {
  if (id.length > LIMITS.nameLength) throw fault(`the name is longer than ${LIMITS.nameLength} characters.`);
  if (genes.length === 0) throw fault("there are no genes.");
  const unique = new Map<string, SignatureGene>();
  const repeated = new Set<string>();
  for (const gene of genes) {
    if (gene.symbol.length > LIMITS.nameLength)
      throw fault(`a gene name is longer than ${LIMITS.nameLength} characters.`);
    const before = unique.get(gene.symbol);
    if (before === undefined) {
      unique.set(gene.symbol, gene);
      continue;
    }
    if (before.direction !== gene.direction) throw fault(`gene ${gene.symbol} is both up and down.`);
    if (before.weight !== gene.weight || before.pair !== gene.pair)
      throw fault(`gene ${gene.symbol} stands twice, with different weights or pairs.`);
    repeated.add(gene.symbol);
  }
  const kept = [...unique.values()];
  return {
    id,
    version,
    genes: kept,
    methods: methods ?? [usualMethod(kept)],
    coverage: { total: 1 },
    notes: repeated.size > 0 ? [`genes named more than once, counted once: ${[...repeated].join(", ")}`] : [],
  };
}

/** What a set that names no method is meant for, by what its genes carry. */
function usualMethod(genes: readonly SignatureGene[]): MethodName {
  if (genes.every((gene) => gene.pair !== undefined)) return "pairs";
  return genes.every((gene) => gene.weight !== undefined) ? "weighted-sum" : "singscore";
}

function withinLimit(signatures: OwnSignature[], type: ProblemType): OwnSignature[] {
  if (signatures.length <= LIMITS.signatures) return signatures;
  throw new Problem(type, `There are ${signatures.length} signatures; expected at most ${LIMITS.signatures}.`);
}
