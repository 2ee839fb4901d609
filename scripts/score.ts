/**
 * Scores a matrix on this computer and prints the result: the same readers, engine and bytes as the Worker's.
 *
 *     npm run -s score -- FILE [options]
 */
import { createWriteStream, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { pipeline } from "node:stream/promises";
import { gunzipSync } from "node:zlib";
import { ownSignatures } from "../worker/catalogue/own.ts";
import { ByteBudget } from "../worker/engine/budget.ts";
import { classify } from "../worker/engine/cohort/index.ts";
import { parseSheet } from "../worker/engine/sheet.ts";
import { sizeOf } from "../worker/matrix/recognise.ts";
import { parseJson } from "../worker/request/parse.ts";
import { planScoring } from "../worker/request/plan.ts";
import { parseScoring } from "../worker/request/scoring.ts";
import { FORMAT_NAMES, type FormatName, RESULT_FORMATS } from "../worker/results/index.ts";
import { scoreMatrix } from "../worker/score.ts";
import { platform } from "../worker/storage/platform.ts";
import { command, given, readable, Usage, withUsage } from "./node/command.ts";
import { nodeMatrix } from "./node/folder.ts";
import { nodeRanker } from "./node/kernel.ts";
import { progress } from "./node/progress.ts";
import { standardInput } from "./node/source.ts";

const HELP = `Usage: npm run -s score -- FILE [options]

Scores an expression matrix: genes x samples or samples x genes as TSV, CSV, GCT or GEO series matrix, plain or gzip; AnnData (.h5ad,
Zarr as a folder or zip), 10x (.h5, triplet as a folder, zip or tar), Parquet, Feather; - for standard input.
The result goes to standard output.

  --signatures a,b|all   catalogue signatures; by default the core ones
  --gmt FILE             own gene sets, plain or gzip; without --signatures only they are scored, names matched letter by letter
  --own FILE             own signatures as JSON, with weights, directions or pairs
  --methods a,b          singscore, ssgsea, aucell, ucell, ...; by default each signature's own
  --set METHOD.OPTION=V  an option of a method, such as singscore.ties=average; may be repeated
  --sheet FILE           sample sheet (TSV or CSV)
  --duplicates POLICY    error, first, mean or max, for genes on several rows
  --scale trust          score RSI although the values look centred
  --partial              leave signatures out of methods that cannot score them
  --layer NAME           AnnData's layer instead of X; raw for the matrix before filtering
  --samples FROM-TO      only these samples, counted from 1; not of text
  --classes none         scores only
  --reference COHORT     compare RSI with a published cohort; it classifies only where --tissue, --platform and --processing
                         are given and agree with it
  --engine PATH          wasm or typescript
  --accept FORMAT        json, ndjson, csv, tsv, gct or parquet
  --out FILE             write there instead
  --quiet                no progress

Exit status: 0 done, 1 bad data (problem details on standard error), 2 bad usage. Research use only.
`;

const OPTIONS = {
  signatures: { type: "string" },
  gmt: { type: "string" },
  own: { type: "string" },
  methods: { type: "string" },
  set: { type: "string", multiple: true },
  sheet: { type: "string" },
  duplicates: { type: "string" },
  scale: { type: "string" },
  partial: { type: "boolean" },
  layer: { type: "string" },
  samples: { type: "string" },
  classes: { type: "string" },
  reference: { type: "string" },
  tissue: { type: "string" },
  platform: { type: "string" },
  processing: { type: "string" },
  engine: { type: "string" },
  accept: { type: "string" },
  out: { type: "string" },
  quiet: { type: "boolean" },
} as const;

const commaList = (value: string | undefined) => value?.split(",").map((part) => part.trim());

/** `--set a.b=c --set a.d=e` as an object. */
function options(set: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    set.map((assignment) => {
      const [name, ...value] = assignment.split("=");
      if (value.length === 0) throw new Usage(`--set ${assignment}: expected METHOD.OPTION=VALUE.`);
      return [name, value.join("=")];
    }),
  );
}

/** Text of a file, inflated where it is gzip. */
function textFile(path: string, what: string): string {
  try {
    const bytes = readFileSync(path);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new Usage(`${what} ${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

await command(HELP, OPTIONS, async (values, positionals) => {
  if (positionals.length !== 1) throw new Usage(`Expected one matrix, got ${positionals.length}.`);
  const [path] = positionals;
  const format = (values.accept ?? "json") as FormatName;
  if (!FORMAT_NAMES.includes(format)) throw new Usage(`--accept ${format}: expected ${FORMAT_NAMES.join(", ")}.`);

  const asked = given({
    signatures: values.signatures === "all" ? "all" : commaList(values.signatures),
    methods: commaList(values.methods),
    options: options(values.set ?? []),
    duplicates: values.duplicates,
    scale: values.scale,
    partial: values.partial,
    layer: values.layer,
    samples: values.samples,
    classes: values.classes,
    reference: reference(values),
    engine: values.engine,
  });
  const { request, context, engine } = plan(asked, values);
  const source = await readable(path, () => (path === "-" ? standardInput() : nodeMatrix(path)));

  const bar = progress(sizeOf(source), values.quiet !== true);
  const scored = await scoreMatrix(source, request, {
    ranker: await nodeRanker(engine),
    platform,
    budget: new ByteBudget(totalmem(), 0),
    cells: Number.POSITIVE_INFINITY,
    onBytes: bar.add,
  }).finally(bar.end);
  for (const warning of scored.matrix.warnings) process.stderr.write(`Warning: ${warning.detail}\n`);
  const chunks = RESULT_FORMATS[format].chunks(classify(scored, context));
  const target = values.out === undefined ? process.stdout : createWriteStream(values.out);
  await pipeline(chunks, target, { end: values.out !== undefined });
});

/** The frozen reference, with what is declared of the matrix. */
function reference(values: { reference?: string; tissue?: string; platform?: string; processing?: string }) {
  const { reference: cohort, tissue, platform: array, processing } = values;
  const declared = given({ tissue, platform: array, processing });
  if (cohort !== undefined) return { cohort, ...declared };
  if (Object.keys(declared).length > 0) throw new Usage("--tissue, --platform and --processing go with --reference.");
  return undefined;
}

interface Sidecars {
  readonly gmt?: string;
  readonly own?: string;
  readonly sheet?: string;
  readonly partial?: boolean;
}

/** What a request asks for is bad usage; what the files hold is bad data. */
function plan(asked: Record<string, unknown>, values: Sidecars) {
  const gmt = values.gmt === undefined ? undefined : textFile(values.gmt, "The gene sets");
  const own = values.own === undefined ? undefined : textFile(values.own, "The signatures");
  const sheetText = values.sheet === undefined ? undefined : textFile(values.sheet, "The sample sheet");
  const sets = ownSignatures(gmt, own === undefined ? undefined : parseJson(own), values.partial ?? false);
  const sheet = sheetText === undefined ? undefined : parseSheet(sheetText);
  return withUsage(() => {
    const scoring = parseScoring(asked);
    return { ...planScoring(scoring, sets, sheet), engine: scoring.engine };
  });
}
