/** `crossresist score`: the same readers, engine and bytes as the Worker's, on this computer. */
import { totalmem } from "node:os";
import { ownSignatures } from "../../worker/catalogue/own.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import { parseSheet } from "../../worker/engine/sheet.ts";
import { LIMITS } from "../../worker/limits.ts";
import { parseJson } from "../../worker/request/parse.ts";
import { planScoring } from "../../worker/request/plan.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { FORMAT_NAMES, RESULT_FORMATS } from "../../worker/results/index.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { nodePlatform as platform } from "../../worker/storage/node.ts";
import { nodeRanker } from "../node/kernel.ts";
import { scoreOnThreads } from "../node/threads.ts";
import { defineCommand, given, oneOf, Usage, withUsage } from "./command.ts";
import { checkInputs, openMatrix, outputTo, readText } from "./files.ts";
import { progress } from "./progress.ts";
import { warn } from "./terminal.ts";

const OPTIONS = {
  signatures: {
    type: "string",
    value: "a,b|all",
    about: "catalogue signatures; by default the core ones",
    group: "What is scored",
  },
  gmt: {
    type: "string",
    value: "FILE",
    about:
      "own gene sets, plain or gzip; without --signatures only they are scored,\nnames matched letter by letter and no class given",
  },
  own: { type: "string", value: "FILE", about: "own signatures as JSON, with weights, directions or pairs" },
  sheet: { type: "string", value: "FILE", about: "sample sheet (TSV or CSV): who was treated, which batch" },
  layer: { type: "string", value: "NAME", about: "AnnData's layer instead of X; raw for the matrix before filtering" },
  samples: { type: "string", value: "FROM-TO", about: "only these samples, counted from 1; not of text" },
  methods: {
    type: "string",
    value: "a,b",
    about: "singscore, ssgsea, aucell, ucell, ...; by default each signature's own",
    group: "How",
  },
  set: {
    type: "string",
    value: "METHOD.OPTION=V",
    about: "an option of a method, such as singscore.ties=average; may be repeated",
    multiple: true,
  },
  duplicates: {
    type: "string",
    value: "POLICY",
    about: "error, first, mean or max, for signature genes on several rows",
  },
  scale: { type: "string", value: "trust", about: "score RSI although the values look centred" },
  partial: { type: "boolean", about: "leave signatures out of methods that cannot score them" },
  engine: { type: "string", value: "PATH", about: "wasm or typescript: the same scores to the last bit" },
  threads: {
    type: "string",
    value: "N",
    about: "threads for a matrix of numbers; for a large one all cores by default",
  },
  classes: { type: "string", value: "none", about: "scores only", group: "Classes" },
  reference: {
    type: "string",
    value: "COHORT",
    about:
      "compare RSI with a published cohort; it classifies only where --tissue,\n--platform and --processing are given and agree with it",
  },
  tissue: { type: "string", value: "NAME", about: "of the matrix, as the reference calls it" },
  platform: { type: "string", value: "NAME", about: "likewise" },
  processing: { type: "string", value: "NAME", about: "likewise" },
  accept: { type: "string", value: "FORMAT", about: `${FORMAT_NAMES.join(", ")}; json by default`, group: "Output" },
  out: { type: "string", value: "FILE", about: "write there instead of to standard output" },
  quiet: { type: "boolean", about: "no progress" },
} as const;

const MOST_THREADS = 256;

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

export default defineCommand({
  name: "score",
  synopsis: "FILE [options]",
  about: `Scores every sample of an expression matrix: rank-based signature scores, a radiation and a chemo-resistance
class with what speaks for and against each. FILE holds genes x samples or samples x genes: TSV, CSV, GCT or
GEO series matrix, plain or gzip; AnnData (.h5ad, Zarr as a folder or zip); 10x (.h5, triplet as a folder, zip
or tar); Parquet; Feather. It is recognised by its content; - stands for standard input.`,
  options: OPTIONS,
  examples: [
    ["crossresist score cohort.tsv.gz --accept csv --out scores.csv", "core signatures and classes as a table"],
    ["crossresist score cells.h5ad --layer counts --gmt sets.gmt --methods ucell", "own gene sets over single cells"],
    ["zcat cohort.gct.gz | crossresist score - --signatures rsi_eschrich2009 | jq .samples[0]", "in a pipe"],
  ],
  async run(values, positionals) {
    if (positionals.length !== 1) throw new Usage(`Expected one matrix, got ${positionals.length}.`);
    checkInputs([...positionals, values.gmt, values.own, values.sheet]);
    const format = oneOf("accept", values.accept ?? "json", FORMAT_NAMES);
    const threads = threadsOf(values.threads);
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
    const bar = progress(values.quiet !== true);
    const [path] = positionals;
    const source = await openMatrix(path, bar.reads);
    const ranker = await nodeRanker(engine);
    const runtime = {
      ranker,
      platform,
      budget: new ByteBudget(totalmem(), 0),
      cells: Number.POSITIVE_INFINITY,
      kernelBytes: LIMITS.ownKernelBytes,
      withDigest: RESULT_FORMATS[format].hasDigest,
    };
    const onThreads = async () => (path === "-" ? null : scoreOnThreads(path, request, ranker, threads, bar.reads));
    const scored = await onThreads()
      .then((done) => done ?? scoreMatrix(source, request, runtime))
      .finally(bar.end);
    for (const warning of scored.matrix.warnings) warn(warning.detail);
    const chunks = RESULT_FORMATS[format].chunks(classify(scored, context));
    await outputTo(values.out, chunks);
  },
});

function threadsOf(asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const threads = Number(asked);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new Usage(`--threads ${asked}: expected a whole number from 1 to ${MOST_THREADS}.`);
}

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
  const gmt = values.gmt === undefined ? undefined : readText(values.gmt);
  const own = values.own === undefined ? undefined : readText(values.own);
  const sheetText = values.sheet === undefined ? undefined : readText(values.sheet);
  const sets = ownSignatures(gmt, own === undefined ? undefined : parseJson(own), values.partial ?? false);
  const sheet = sheetText === undefined ? undefined : parseSheet(sheetText);
  return withUsage(() => {
    const scoring = parseScoring(asked);
    return { ...planScoring(scoring, sets, sheet), engine: scoring.engine };
  });
}
