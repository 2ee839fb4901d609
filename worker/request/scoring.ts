/**
 * What a request may ask for: one model for query, JSON and form, checked in one place. The descriptions are those of
 * openapi.json too.
 */
import * as z from "zod";
import { LIMITS } from "../limits.ts";
import { DUPLICATE_POLICIES } from "../matrix/text/names/names.ts";
import { Problem } from "../problem.ts";
import { FORMAT_NAMES } from "../results/index.ts";
import { parseMembers } from "./parse.ts";

const names = z.array(z.string()).min(1);
const declared = z.string().min(1).max(LIMITS.nameLength);

export const duplicatePolicy = z
  .enum(DUPLICATE_POLICIES)
  .default("error")
  .describe("What to do with a signature's gene that stands on several rows.");
export const enginePath = z
  .enum(["wasm", "typescript"])
  .default("wasm")
  .describe("Kernel or plain TypeScript: the same scores to the last bit.");

const scoringShape = {
  signatures: z
    .union([z.literal("all"), names.max(LIMITS.signatures)])
    .optional()
    .describe(
      'Catalogue ids; "all" for every one that can be scored. By default the core signatures, or only those sent along.',
    ),
  methods: names.optional().describe("By default each signature's own."),
  options: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe("Options of methods: `method.option`, such as `singscore.ties`, and its value."),
  duplicates: duplicatePolicy,
  scale: z
    .enum(["detect", "trust"])
    .default("detect")
    .describe("`trust`: RSI is scored although the genes are centred on 0 over the samples."),
  partial: z
    .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")])
    .default(false)
    .describe("Leaves a signature out of a method that cannot score it, instead of refusing the request."),
  layer: declared.optional().describe("AnnData's layer instead of X; `raw` for the matrix before filtering."),
  samples: z
    .string()
    .regex(/^[1-9]\d{0,8}-[1-9]\d{0,8}$/)
    .optional()
    .describe("Only these samples, counted from 1: `501-600`. Not of text."),
  classes: z
    .enum(["cohort", "none"])
    .default("cohort")
    .describe("`none`: scores alone, no sample is compared with another."),
  engine: enginePath,
  format: z.enum(FORMAT_NAMES).optional().describe("Of the answer; goes before `Accept`."),
  reference: z
    .strictObject({
      cohort: declared,
      tissue: declared.optional(),
      platform: declared.optional(),
      processing: declared.optional(),
    })
    .optional()
    .describe(
      "Frozen reference cohort, with what the sender declares of the matrix: it classifies only where all three agree.",
    ),
};

export const objectName = z
  .strictObject({ bucket: z.string(), key: z.string() })
  .describe("Where something lies in a bucket; a key that ends in `/` is a folder: Zarr, or a 10x triplet.");

/** Text of the sheet, or where it lies. */
export const sheetMember = z
  .union([z.string(), objectName])
  .optional()
  .describe("Sample sheet (TSV or CSV): its text, or where it lies.");

/** What may be asked of a scoring, however it is sent. */
export const scoringSchema = z.strictObject(scoringShape);

/** A body that carries the matrix says the rest in its query, and there may hint at the format by a file name. */
export const querySchema = z.strictObject({
  ...scoringShape,
  name: z.string().min(1).max(LIMITS.nameLength).optional().describe("Of the matrix in the result."),
});

/** A JSON body that names its matrix, with what comes along. */
export const sourceSchema = z.strictObject({
  ...scoringShape,
  source: objectName,
  sheet: sheetMember,
  gmt: z.string().optional().describe("Gene sets of one's own, as the text of a GMT file."),
  // Their reader says what is wrong with them.
  own: z.unknown().optional().describe("Signatures of one's own: one, or a list, with weights, directions or pairs."),
});

/** A checked {@link scoringSchema}. */
export type Scoring = z.infer<typeof scoringSchema>;
/** A checked {@link querySchema}. */
export type QueryScoring = z.infer<typeof querySchema>;
/** A checked {@link sourceSchema}. */
export type SourceScoring = z.infer<typeof sourceSchema>;

/** @throws Problem `unknown-option` naming the member or value, `bad-request` where something is missing or of a wrong type */
export function parseScoring(value: unknown): Scoring {
  return parseMembers(scoringSchema, value);
}

/** The members of {@link Scoring} alone, of a request that has others beside them. */
export function scoringMembers(asked: Scoring): Scoring {
  const members = Object.keys(scoringShape);
  return Object.fromEntries(Object.entries(asked).filter(([name]) => members.includes(name))) as Scoring;
}

/** As {@link parseScoring}, for a JSON body that names its matrix. */
export function parseSource(value: unknown): SourceScoring {
  return parseMembers(sourceSchema, value);
}

/**
 * As {@link parseScoring}, for a query: `signatures` and `methods` are lists with commas, `singscore.ties=average` sets an
 * option, `reference.cohort=…` a member of the reference.
 */
export function parseQuery(query: URLSearchParams): QueryScoring {
  const options: Record<string, string> = {};
  const reference: Record<string, string> = {};
  const members: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (query.getAll(name).length > 1)
      throw new Problem("bad-request", `The query has "${name}" twice.`, { text: name });
    const list = name === "methods" || (name === "signatures" && value !== "all");
    if (name.startsWith("reference.")) reference[name.slice("reference.".length)] = value;
    else if (name.includes(".")) options[name] = value;
    else members[name] = list ? commaList(value) : value;
  }
  if (Object.keys(reference).length > 0) members.reference = reference;
  return parseMembers(querySchema, { ...members, options });
}

function commaList(value: string): string[] {
  return value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
