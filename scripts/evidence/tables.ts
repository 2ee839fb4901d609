/** The tables of docs/evidence.md, from the ledger and the pooled RSI table. */
import type { CatalogueEntry } from "../../worker/catalogue/index.ts";
import { expand, type LedgerFile, type LedgerRow } from "../../worker/catalogue/ledger.ts";
import { classOf } from "../../worker/engine/cohort/calls.ts";
import { classify, NO_ASSOCIATION, quantile } from "../../worker/engine/cohort/index.ts";
import { MEMBERS } from "../../worker/engine/cohort/members.ts";
import type { Labels } from "./cohorts.ts";
import { table } from "./document.ts";
import type { ScoredCohort } from "./ledger.ts";
import {
  BREAST_COHORTS,
  type BreastCohort,
  cohortName,
  type PooledHazard,
  pooledHazard,
  rsiByRadiotherapy,
  rsiSplit,
} from "./pooled-rsi.ts";

const AXES_AND_BASELINES = [
  "axis:response",
  "axis:persistence",
  "cin70_carter2006",
  "gene:ESR1",
  "label:er-status",
  "vote:all",
];

/** Those that have a vote, and Cui's pair, which is shown beside the radiation class without one. */
const CORE = [...MEMBERS.map(({ signature }) => signature), "rss_cui2018", "ims_cui2018"];

const PROGRAMMES = [
  "ir_program_composite",
  "msigdb_kerley_response_to_cisplatin_up",
  "msigdb_hallmark_p53_pathway",
  "msigdb_fischer_direct_p53_targets_meta_analysis",
  "msigdb_hallmark_g2m_checkpoint",
  "msigdb_hallmark_interferon_alpha_response",
  "isgrs_benci2019",
  "rsi_eschrich2009",
];

/** What the design rests on and what speaks against it, row by row: signature and endpoint. */
const AGAINST: readonly (readonly [signature: string, endpoint: string, meaning: string])[] = [
  ["axis:response", "bladder-early-death", "reversed: the tumours called resistant live longer"],
  ["axis:response", "bladder-os", "the same by hazard"],
  ["axis:response", "ovarian-death", "points the wrong way"],
  ["axis:response", "biospear-drfs", "response is not survival: the sign is opposite"],
  ["axis:response", "scanb-os-no-chemo", "the same without any chemotherapy"],
  ["gene:ESR1", "biospear-rd", "one gene does as well as the response axis"],
  [
    "axis:response",
    "tnbc-rd",
    "not beyond chance in triple-negative tumours, whose patients are in the breast cohort too",
  ],
  ["axis:response", "all-refractory", "not beyond chance in leukaemia"],
  ["axis:persistence", "biospear-rd", "says nothing of pathological response"],
  ["axis:persistence", "biospear-drfs", "not beyond chance for distant relapse"],
  ["axis:persistence", "scanb-os-no-chemo", "prognostic without chemotherapy, so not a mark of resistance to it"],
  ["axis:persistence", "scanb-os-chemo", "with chemotherapy, on a handful of deaths"],
  ["rsi_eschrich2009", "nci60-sf2", "RSI does not follow radiosensitivity of the cell lines"],
  ["rsi_eschrich2009", "p53-nci60-sf2", "the same on another array"],
  ["rsi_eschrich2009", "pooled-rsi-interaction", "whether radiotherapy changes what RSI says is not settled"],
  ["hypoxia_buffa2010", "biospear-rd", "high stands for resistant, and residual disease is rarer where it is high"],
  ["vote:all", "biospear-rd", "a vote of all chemotherapy signatures is a coin"],
  ["vote:all", "all-refractory", "the same in leukaemia"],
];

export interface EvidenceTables {
  readonly ledger: LedgerFile;
  readonly entries: readonly CatalogueEntry[];
  readonly cohorts: readonly ScoredCohort[];
  /** The pooled RSI table. */
  readonly pooled: readonly Labels[];
}

/** Every table by its name in the document. */
export function evidenceTables({ ledger, entries, cohorts, pooled }: EvidenceTables): Record<string, string> {
  const rows = new Map(
    Object.keys(ledger.signatures).flatMap((signature) =>
      expand(ledger, signature).map((row) => [key(signature, row.id), row] as const),
    ),
  );
  const clinical = ledger.endpoints.filter((endpoint) => endpoint.kind === "response" || endpoint.kind === "survival");
  const fromExpression = clinical.filter((endpoint) => !endpoint.id.match(/^(karolinska|erasmus|pooled)-/));
  const exposures = ledger.endpoints.filter((endpoint) => endpoint.kind === "exposure");
  const traits = ledger.endpoints.filter((endpoint) => endpoint.kind === "trait");
  const exploratory = entries.filter((entry) => entry.role === "exploratory" && entry.orientation !== 0);
  const grid = (endpoints: LedgerFile["endpoints"], signatures: readonly string[]) =>
    table(
      ["endpoint", "n", ...signatures.map(shortName)],
      endpoints.map((endpoint) => [
        endpointName(endpoint),
        sizes(signatures.flatMap((signature) => rows.get(key(signature, endpoint.id)) ?? [])),
        ...signatures.map((signature) => estimate(rows.get(key(signature, endpoint.id)))),
      ]),
    );
  return {
    against: table(
      ["score", "endpoint", "n", "estimate", "p", "what it says"],
      AGAINST.flatMap(([signature, endpoint, meaning]) => {
        const row = rows.get(key(signature, endpoint));
        if (!row) throw new Error(`no ledger row for ${signature} on ${endpoint}`);
        return [[shortName(signature), endpointName(row), sizes([row]), estimate(row), pValue(row.p), meaning]];
      }),
    ),
    axes: grid(fromExpression, AXES_AND_BASELINES),
    core: grid(fromExpression, CORE),
    exploratory: grid(
      fromExpression.filter((endpoint) => endpoint.kind === "response"),
      exploratory.map((entry) => entry.id),
    ),
    exposures: grid(exposures, PROGRAMMES),
    treated: treatedAsCohort(cohorts),
    traits: grid(traits, [...CORE, "msigdb_hallmark_p53_pathway", "msigdb_fischer_direct_p53_targets_meta_analysis"]),
    published: published(pooled),
    "rsi-levels": rsiLevels(cohorts, pooled),
    coverage: coverage(cohorts),
    all: everything(fromExpression, entries, rows),
  };
}

const key = (signature: string, endpoint: string) => `${signature} on ${endpoint}`;

const shortName = (id: string) =>
  id
    .replace(/^msigdb_/, "")
    .replace(/^(gene|label):/, "")
    .replace(/^vote:(.*)/, "vote of $1")
    .replace(/^axis:(.*)/, "$1 axis")
    .replaceAll(/[_-]/g, " ");

function endpointName({ title, endpoint, stratum }: LedgerFile["endpoints"][number]): string {
  return `${title}: ${endpoint}${stratum ? ` (${stratum})` : ""}`;
}

/** Samples and events; a range where signatures have different numbers. */
function sizes(rows: readonly LedgerRow[]): string {
  if (rows.length === 0) return "";
  const span = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? `${low}` : `${low}-${high}`;
  };
  const events = rows.flatMap((row) => row.events ?? []);
  return span(rows.map((row) => row.n)) + (events.length > 0 ? ` (${span(events)})` : "");
}

const MARK = { auc: "", "hazard-ratio": "HR ", spearman: "rho " } as const;

/** Value and interval; a hazard ratio or a correlation is named as such, an AUC is not. */
function estimate(row: LedgerRow | undefined): string {
  if (!row) return "";
  return `${MARK[row.statistic]}${row.value.toFixed(2)} (${row.low.toFixed(2)} to ${row.high.toFixed(2)})`;
}

function pValue(p: number): string {
  return p < 0.0001 ? p.toExponential(1) : p.toPrecision(2);
}

function published(pooled: readonly Labels[]): string {
  const claims: Readonly<Record<BreastCohort, readonly [withRt: string, without: string]>> = {
    karolinska: ["95% and 75%, p 0.0212", "71% and 77%, p 0.6744"],
    erasmus: ["77% and 64%, p 0.0409", "80% and 81%, p 0.9425"],
  };
  const splits = (Object.keys(claims) as BreastCohort[]).flatMap((cohort) =>
    [true, false].map((irradiated) => {
      const split = rsiSplit(pooled, cohort, irradiated);
      const { sensitive, resistant } = split.fiveYears;
      const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;
      return [
        `RSI, ${BREAST_COHORTS[cohort].title}, ${irradiated ? "with" : "without"} radiotherapy: five years without event, sensitive and others`,
        claims[cohort][irradiated ? 0 : 1],
        `${percent(sensitive)} and ${percent(resistant)}, p ${split.test.p.toFixed(4)} (${split.sensitive} of ${split.n} sensitive)`,
      ];
    }),
  );
  const hazard = ({ n, events, hazardRatio }: PooledHazard) =>
    `${hazardRatio.value.toFixed(4)} (${hazardRatio.low.toFixed(4)} to ${hazardRatio.high.toFixed(4)}), p ${pValue(hazardRatio.p)}, n ${n} (${events})`;
  const wholeCohort = rsiSplit(pooled, "karolinska", true, "all");
  return table(
    ["claim", "in print", "recomputed"],
    [
      ...splits,
      [
        "GARD, recurrence, with radiotherapy: HR of one unit",
        "0.98 (0.97 to 0.99), p 0.0017",
        hazard(pooledHazard(pooled, "gard", "recurrence", true)),
      ],
      [
        "GARD, death, with radiotherapy: HR of one unit",
        "0.97 (0.95 to 0.99), p 0.0007",
        hazard(pooledHazard(pooled, "gard", "death", true)),
      ],
      [
        "GARD, recurrence, without radiotherapy: HR of one unit",
        "not associated",
        hazard(pooledHazard(pooled, "gard", "recurrence", false)),
      ],
      [
        "the Karolinska row with the 25th percentile of all patients",
        "not in print",
        `p ${wholeCohort.test.p.toFixed(4)}`,
      ],
      ["RSI by radiotherapy, recurrence: HR of the interaction", "not in print", hazard(rsiByRadiotherapy(pooled))],
    ],
  );
}

/** How far the level of RSI moves between matrices and cohorts: why a fixed cut-off is not used. */
function rsiLevels(cohorts: readonly ScoredCohort[], pooled: readonly Labels[]): string {
  const line = (name: string, source: string, rsi: readonly number[]) => {
    const sorted = Float64Array.from(rsi).sort();
    const above = rsi.filter((value) => value >= 0.46).length / rsi.length;
    return [name, source, `${rsi.length}`, quantile(sorted, 0.5).toFixed(3), `${(100 * above).toFixed(0)}%`];
  };
  const scored = cohorts.flatMap(({ cohort, scored: { columns } }) => {
    const column = columns.find((candidate) => candidate.signature === "rsi_eschrich2009");
    if (!column || cohort.centred) return [];
    const width = column.fields.length;
    const rsi = [...column.values].filter((value, at) => at % width === 0 && !Number.isNaN(value));
    return rsi.length > 0 ? [line(cohort.title, "this engine", rsi)] : [];
  });
  const patients = new Map<string, number[]>();
  for (const row of pooled) {
    const name = cohortName(row);
    patients.set(name, [...(patients.get(name) ?? []), Number(row.RSI)]);
  }
  const tabled = [...patients].map(([cohort, rsi]) => line(cohort, "pooled table", rsi));
  return table(["cohort", "RSI from", "n", "median RSI", "at or above 0.46"], [...scored, ...tabled]);
}

/** What the response axis calls irradiated cells and their controls when nobody says which is which. */
function treatedAsCohort(cohorts: readonly ScoredCohort[]): string {
  const molt4 = cohorts.find(({ cohort }) => cohort.id === "irradiated_molt4_rhvdm");
  const response = molt4 && classify(molt4.scored, { classes: "cohort" }).cohort?.classes?.axes.response;
  if (!response) throw new Error("the irradiated cells have no response axis");
  const classes = ["resistant", "intermediate", "sensitive", "not-classifiable"] as const;
  return table(
    ["MOLT4 cells", "n", ...classes],
    ["irradiated", "unirradiated"].map((state) => {
      const samples = molt4.labels.flatMap((row, sample) => (row.state === state ? [sample] : []));
      const called = samples.map((sample) => classOf(response, sample));
      return [state, `${samples.length}`, ...classes.map((name) => `${called.filter((each) => each === name).length}`)];
    }),
  );
}

function coverage(cohorts: readonly ScoredCohort[]): string {
  return table(
    ["cohort", "genes", "values", ...CORE.map(shortName)],
    cohorts.map(({ cohort, scored: { matrix, signatures } }) => [
      cohort.title,
      `${matrix.genes}`,
      cohort.centred ? "centred" : "within-sample",
      ...CORE.map((id) => {
        const summary = signatures.find((signature) => signature.id === id);
        return summary ? `${summary.present} of ${summary.total}` : "";
      }),
    ]),
  );
}

/** All signatures on all clinical endpoints: values alone, in bold where the interval leaves out no association. */
function everything(
  endpoints: LedgerFile["endpoints"],
  entries: readonly CatalogueEntry[],
  rows: ReadonlyMap<string, LedgerRow>,
): string {
  const cell = (row: LedgerRow | undefined) => {
    if (!row) return "";
    const none = NO_ASSOCIATION[row.statistic];
    const value = row.value.toFixed(2);
    return row.low > none || row.high < none ? `**${value}**` : value;
  };
  return table(
    ["signature", "role", "high means", ...endpoints.map((endpoint) => endpoint.id)],
    entries.map((entry) => [
      shortName(entry.id),
      entry.role,
      entry.highMeans,
      ...endpoints.map((endpoint) => cell(rows.get(key(entry.id, endpoint.id)))),
    ]),
  );
}
