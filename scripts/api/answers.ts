/** What the routes answer, as schemas; each is held to the type of the value that the route makes. */
import { z } from "zod";
import { MODES } from "../../worker/access/index.ts";
import { JOB_STATES } from "../../worker/batch/registry/jobs.ts";
import type { UploadState } from "../../worker/batch/uploads.ts";
import { entrySchema } from "../../worker/catalogue/schema.ts";
import type { CrosstalkReport } from "../../worker/crosstalk.ts";
import { CLASS_NAMES, CROSS_NAMES } from "../../worker/engine/cohort/index.ts";
import { READINGS } from "../../worker/engine/crosstalk/index.ts";
import { METHOD_NAMES } from "../../worker/engine/signature.ts";
import type { ResultDocument } from "../../worker/results/index.ts";
import type { JobView } from "../../worker/routes/jobs.ts";

/** Takes a schema only where every `Answer` fits it. */
function answers<Answer>() {
  return <Schema extends z.ZodType>(schema: Answer extends z.input<Schema> ? Schema : never): Schema => schema;
}

const share = z.number().min(0).max(1);
const interval = z.array(share).length(2).readonly();
const className = z.enum(CLASS_NAMES);
const evidence = z.array(z.string()).readonly().describe("Sentences: what speaks for and against, with citations.");

export const warning = z
  .looseObject({ type: z.string(), detail: z.string() })
  .describe("Something that did not stop the work but that the reader should know.");

const matrix = z.object({
  name: z.string(),
  format: z.string(),
  genes: z.int(),
  samples: z.int(),
  digest: z
    .string()
    .nullable()
    .describe("SHA-256 of the bytes as sent; `version:` and the etag where only parts were read."),
  identifiers: z.enum(["symbol", "alias", "entrez", "ensembl", "excel-date", "literal", "mixed"]),
  values: z
    .enum(["continuous", "counts", "centred"])
    .describe(
      "`centred`: each gene is centred on 0 over the samples, so that two genes of a sample cannot be compared.",
    ),
  warnings: z.array(warning).readonly(),
});

const engine = z.object({
  version: z.string(),
  path: z.enum(["wasm", "typescript"]),
  kernel: z.string().nullable().describe("SHA-256 of the kernel."),
  heldBytes: z.number().describe("Most bytes held at once for this matrix, by the engine's own account."),
});

const coverage = z.object({
  id: z.string(),
  version: z.int(),
  methods: z.array(z.enum(METHOD_NAMES)).readonly(),
  refused: z.array(z.object({ method: z.enum(METHOD_NAMES), reason: z.string() })).readonly(),
  present: z.int(),
  total: z.int(),
  presentUp: z.int(),
  presentDown: z.int(),
  missing: z.array(z.string()).readonly(),
  lowCoverage: z.boolean(),
  mended: z.array(z.string()).readonly().optional(),
  reason: z.string().nullable().describe("Why no sample has a score."),
});

const axis = z.object({ class: className, percentile: share.nullable(), interval: interval.nullable() });

const sample = z.object({
  id: z.string(),
  measured: z.int().describe("Genes measured in the sample."),
  scores: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.record(z.string(), z.union([z.number(), z.string(), z.null(), z.array(z.number()).length(2).readonly()])),
      ),
    )
    .describe(
      "By signature, then by method: `score`, further fields of the method, `percentile` with its `interval`; `reason` where the score is null.",
    ),
  radiation: z
    .object({
      class: className,
      reason: z.string().optional(),
      provisional: z.literal(true).optional(),
      lead: z.string(),
      percentile: share.nullable(),
      interval: interval.nullable(),
      reference: z.string(),
      evidence,
    })
    .optional(),
  chemo: z
    .object({
      class: className,
      reason: z.string().optional(),
      provisional: z.literal(true).optional(),
      response: share.nullable(),
      persistence: share.nullable(),
      axes: z.object({ response: axis, persistence: axis }),
      reference: z.string(),
      evidence,
    })
    .optional(),
  cross: z.enum(CROSS_NAMES).optional(),
});

const settings = z.record(z.string(), z.unknown());

export const result = answers<ResultDocument>()(
  z
    .object({
      notice: z.string(),
      matrix,
      engine,
      request: settings.describe("What was asked for, as a request spells it."),
      options: settings.describe("Options that the methods went by, defaults included."),
      signatures: z.array(z.object({ ...coverage.shape, citation: z.string().nullable() })),
      cohort: z
        .object({
          eligibility: z.object({
            basis: z.string(),
            eligible: z.int(),
            cohortCount: z.int(),
            cohorts: z.array(z.object({ label: z.string(), samples: z.int(), eligible: z.int() })).readonly(),
          }),
          interval: z.string(),
          classes: z
            .object({ meaning: z.string() })
            .nullable()
            .describe("Rules, references, counts, associations with other variables, and the evidence ledger."),
          warnings: z.array(warning).readonly(),
        })
        .optional()
        .describe(
          "What holds for all samples: who was compared with whom, by which rules, counts, and the evidence ledger.",
        ),
      samples: z.array(sample).readonly(),
    })
    .describe("Scores and classes of every sample. Further members may come; these stay."),
);

const modality = z.enum(["RT", "CT", "CRT"]);
const nullable = z.number().nullable();
const points = z
  .array(z.object({ at: z.number(), subjects: z.int(), samples: z.int(), shift: nullable }))
  .readonly()
  .describe("The shift along days or doses, where the sheet gives them.");
const shared = z.object({ genes: z.int(), correlation: nullable, p: nullable });
const reading = z.object({
  class: z.enum(READINGS),
  rule: z.string(),
});

export const crosstalk = answers<CrosstalkReport>()(
  z
    .object({
      notice: z.string(),
      matrix,
      engine,
      signatures: z.array(coverage).readonly(),
      programmes: z
        .array(
          z.object({
            id: z.string(),
            modality,
            n: z.int(),
            subjects: z.int(),
            shift: nullable.describe("Mean over subjects of treated minus untreated."),
            interval: z.object({ low: z.number(), high: z.number() }).nullable(),
            p: nullable,
            q: nullable.describe("False discovery rate over the core programmes."),
            smallestP: z.number(),
            core: z.boolean(),
          }),
        )
        .readonly(),
      pairs: z
        .array(
          z.object({
            id: z.string(),
            modality,
            subjects: z.array(z.object({ subject: z.string(), before: nullable, after: nullable })).readonly(),
          }),
        )
        .readonly()
        .describe("Mean score of each subject without and with the treatment."),
      courses: z.array(z.object({ id: z.string(), modality, days: points, doses: points })).readonly(),
      genes: z
        .array(
          z.object({
            modality,
            shifts: z.array(z.object({ gene: z.string(), shift: z.number(), p53Target: z.boolean() })).readonly(),
          }),
        )
        .readonly(),
      sharing: z
        .array(
          z.object({
            ...shared.shape,
            modalities: z.array(modality).length(2).readonly(),
            withoutP53Targets: shared,
            exact: z.boolean(),
            labellings: z.int(),
          }),
        )
        .readonly(),
      reading,
      readings: z
        .array(
          z.object({
            ...reading.shape,
            modality,
            subjects: z.array(z.string()).readonly(),
            leftOut: z.array(z.string()).readonly().describe("Subjects with treated samples but no untreated one."),
            exact: z.boolean(),
            labellings: z.int(),
            smallestP: z.number(),
          }),
        )
        .readonly(),
      seed: z.int(),
    })
    .describe("What each treatment shifted within subjects."),
);

export const problem = z
  .looseObject({
    type: z.string().describe("`/problems/…`: stable, and an address that says what to do."),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What is wrong and what was expected, in words for the sender."),
    line: z.int().optional().describe("Line of the matrix, sheet or GMT file, from 1."),
    column: z.int().optional().describe("Cell in the line, from 1."),
    text: z.string().optional().describe("The text found there."),
    expected: z.string().optional().describe("What would have been right."),
  })
  .describe("Problem details by RFC 9457.");

export const job = answers<JobView>()(
  z
    .object({
      id: z.string(),
      source: z.object({ bucket: z.string(), key: z.string(), version: z.string(), size: z.number() }),
      state: z.enum(JOB_STATES),
      stage: z.string().nullable(),
      attempt: z.int(),
      parts: z.object({ done: z.int(), total: z.int() }).nullable(),
      genes: z.int().nullable(),
      samples: z.int().nullable(),
      problem: z.record(z.string(), z.unknown()).nullable().describe("Of a failed job: problem details."),
      created: z.iso.datetime(),
      updated: z.iso.datetime(),
      result: z.string().nullable().describe("Where the result is had once the job is done."),
    })
    .describe("A matrix that is scored in the background."),
);

export const jobs = answers<{ jobs: JobView[]; cursor: string | null }>()(
  z.object({ jobs: z.array(job), cursor: z.string().nullable().describe("For the next page; null on the last.") }),
);

export const upload = answers<UploadState>()(
  z
    .object({
      id: z.string(),
      partBytes: z.int().describe("Size of every part but the last."),
      parts: z.array(z.object({ part: z.int(), size: z.int() })).readonly(),
      expires: z.iso.datetime(),
      complete: z.boolean(),
      source: z
        .object({ bucket: z.string(), key: z.string() })
        .describe("What requests name it by once it is complete."),
    })
    .describe("A matrix that arrives in parts."),
);

export const link = z
  .object({ url: z.string(), expires: z.iso.datetime() })
  .describe("An address under which the file is had without a token.");

const { genes, ...described } = entrySchema.shape;
const listed = z.object({ ...described, size: z.int().describe("Number of genes.") });

export const signatures = z.object({ version: z.string(), signatures: z.array(listed) });

export const signature = z
  .object({
    ...described,
    genes,
    ledger: z
      .object({ rows: z.array(z.looseObject({})), baselines: z.array(z.looseObject({})) })
      .describe("What it did on labelled cohorts, and what plain scores did there."),
  })
  .describe("A signature of the catalogue.");

const kind = z.object({
  type: z.string(),
  status: z.int(),
  title: z.string(),
  remedy: z.string().describe("What the sender can do about it."),
});

export const problems = z.object({ problems: z.array(kind) });

export const problemKind = kind;

export const health = z.object({
  status: z.literal("ok"),
  version: z.string().describe("Of the engine, as results name it."),
  catalogue: z.string().describe("Version of the catalogue."),
  access: z.enum(MODES).nullable().describe("Who is let in; null where the deployment does not say."),
  memory: z.object({ held: z.number(), peak: z.number(), capacity: z.number() }),
});
