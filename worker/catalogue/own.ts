/** Signatures that come along with a request, as JSON or GMT (`gmt.ts`). Their identifiers are matched letter by letter. */
import * as z from "zod";
import { METHOD_NAMES, type SignatureGene } from "../engine/signature.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { parseGmt } from "./gmt.ts";
import { checked, type Fault, type OwnSignature, ownSignature, readOne } from "./own-signature.ts";

export { parseGmt } from "./gmt.ts";
export type { OwnSignature } from "./own-signature.ts";

type Direction = SignatureGene["direction"];

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
 * All signatures that came with a request.
 *
 * @param json parsed, or undefined
 * @param partial whether what cannot be read is set aside
 * @throws Problem as {@link parseGmt} and {@link parseSignaturesJson}
 */
export function ownSignatures(gmt: string | undefined, json: unknown, partial: boolean): OwnSignature[] {
  return [
    ...(gmt === undefined ? [] : parseGmt(gmt, partial)),
    ...(json === undefined ? [] : parseSignaturesJson(json, partial)),
  ];
}

/**
 * Reads signatures from parsed JSON: one signature or an array of them. `genes` is a list of identifiers (all up), `{up, down}`,
 * or a list of `{symbol, direction, weight, pair}`.
 *
 * @param partial whether a signature that cannot be read is set aside, as long as another can
 * @throws Problem `bad-signature` naming the signature
 * @example
 * parseSignaturesJson({ id: "p53", genes: { up: ["CDKN1A", "MDM2"], down: ["CCNB1"] } });
 */
export function parseSignaturesJson(value: unknown, partial = false): OwnSignature[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length === 0) throw new Problem("bad-signature", "The list of signatures is empty.");
  const seen = new Set<string>();
  const signatures = entries.map((entry, index) => {
    const name = nameOf(entry) ?? `number ${index + 1}`;
    const fault: Fault = (detail) =>
      new Problem("bad-signature", `Signature "${name}": ${detail}`, { signature: name });
    return readOne(`${nameOf(entry) ?? "signature"} (number ${index + 1})`, partial, () => {
      const parsed = ownSignatureSchema.safeParse(entry);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw fault(`${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}.`);
      }
      const { id, version, genes, methods } = parsed.data;
      if (seen.has(id)) throw fault("there are two signatures of this id.");
      seen.add(id);
      const list = Array.isArray(genes) ? genes.map(upByDefault) : armGenes(genes);
      return ownSignature({ id, version, genes: list, methods }, fault);
    });
  });
  return checked(signatures, "bad-signature");
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
