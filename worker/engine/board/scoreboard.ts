/** Collects scores sample by sample and keeps them by column; cohort methods are scored once all samples are in. */
import { Problem } from "../../problem.ts";
import { cohortStatistics } from "../methods/common/cohort-genes.ts";
import { cohortFloor, meetsFloor } from "../methods/common/coverage.ts";
import { isSampleMethod, type SampleMethodName, sampleMethod } from "../methods/common/sample.ts";
import { scoreRange } from "../methods/common/ssgsea-normalise.ts";
import { effectiveOptions, type MethodOptions, methods } from "../methods/index.ts";
import { type CohortMethod, type CohortValues, type DensityMethod, NullReason } from "../methods/method.ts";
import { TASK_BYTES } from "../methods/twins/kernel-abi.ts";
import { type PanelRanks, type PanelSet, panelGenes, panelSet, setByRow } from "../panel.ts";
import type { RankRun, Scorer, TieDetail, TopRanks } from "../ranker/ranker.ts";
import { addToScale, type ScaleTally, scaleTally, valueScale } from "../scale.ts";
import type { RefusedMethod, SignatureSummary } from "../scored.ts";
import { GARD_NOTICE } from "../side/gard.ts";
import { GARD_FIELD, position, type SideFields, sideFields, tiesAskedFor } from "../side/side-fields.ts";
import { METHOD_NAMES, type MethodName, type Signature } from "../signature.ts";
import { fillNormalised, normalisedFields, rawScores } from "./normalised.ts";
import { ScoreRows } from "./rows.ts";
import type { BoardPart, Scores, ScoringPlan, WholeCohort } from "./scores.ts";
import { summarise } from "./summary.ts";

/** What a ranker keeps for each gene of a set: its place in the list and in its arm, and its weight. */
const SET_GENE_BYTES = 16;
/** What it keeps for each column and for each field. */
const COLUMN_BYTES = TASK_BYTES + 1;
const FIELD_BYTES = 8;

interface Column {
  readonly signature: Signature;
  readonly method: MethodName;
  readonly set: PanelSet;
  /** The method's own, those beside them, and what is filled in once all samples are there. */
  readonly fields: readonly string[];
  readonly beside: readonly SideFields[];
  values: Float64Array;
  reasons: Uint8Array;
}

interface SampleColumn extends Column {
  /** The set with rows of the matrix for panel indices. */
  readonly rowSet: PanelSet;
  /** Place of the column's first field in a row of scores. */
  readonly field: number;
}

/** Genes that the methods of a plan look at beside the signatures' own. */
function referenceGenes(plan: ScoringPlan): string[] {
  const asked = Object.keys(methods).filter((name) => isSampleMethod(name as MethodName)) as SampleMethodName[];
  return [...new Set(asked.flatMap((name) => sampleMethod(name).referenceGenes?.(plan.options[name]) ?? []))];
}

/** The most of what the methods look at; null where one looks at all ranks, or none at any. */
function topOf(used: readonly MethodName[], options: MethodOptions): TopRanks | null {
  const tops = used.flatMap((name) => {
    if (!isSampleMethod(name)) return methods[name].scope === "density" ? [null] : [];
    const { top } = sampleMethod(name);
    return top ? [(rows: number) => top(options[name], rows)] : [null];
  });
  const known = tops.filter((top) => top !== null);
  if (known.length === 0 || known.length < tops.length) return null;
  return (rows) => Math.max(...known.map((top) => top(rows)));
}

/** The scores of a run, kept by column: samples are added one by one, `finish` scores what needs the whole cohort. */
export class Scoreboard {
  readonly #plan: ScoringPlan;
  readonly options: MethodOptions;
  /** Panel genes of the plan, in panel order. */
  readonly panel: readonly string[];
  /** Whether the counts must know the order of rows. */
  readonly rowOrder: boolean;
  /** How many of the highest ranks the scores look at; null where they look at all. */
  readonly top: TopRanks | null;
  /** What scores, or what stands beside them, ask of the ties of whole columns. */
  readonly ties: TieDetail | null;
  /** Whether ranks of all rows are wanted, not of the panel alone. */
  readonly wholeColumns: boolean;
  /** Whether ranks of densities are wanted too, once those of the values are in: see {@link addDensities}. */
  readonly densities: boolean;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #reference: readonly string[];
  #scale: ScaleTally;
  readonly #methods = new Map<Signature, readonly MethodName[]>();
  readonly #refused = new Map<Signature, readonly RefusedMethod[]>();
  #sample: SampleColumn[] = [];
  /** Those that have something beside the method's own fields which is not there with the scores. */
  #flanked: readonly SampleColumn[] = [];
  #cohort: Column[] = [];
  #density: Column[] = [];
  #densitySamples = 0;
  #present: Uint8Array = new Uint8Array(0);
  #measured: Uint32Array = new Uint32Array(0);
  #samples = 0;
  #run: RankRun | null = null;
  #score: Scorer = () => undefined;
  #rows = new ScoreRows(0, 0);
  #cohortGenes: number[] = [];
  #cohortValues: Float64Array = new Float64Array(0);

  /** @throws Problem `not-scorable` where a signature cannot be scored by a method that was asked for */
  constructor(plan: ScoringPlan) {
    this.#plan = plan;
    this.options = plan.options;
    this.#reference = referenceGenes(plan);
    this.panel = panelGenes(plan.signatures, this.#reference);
    this.#indexOf = new Map(this.panel.map((symbol, gene) => [symbol, gene]));
    this.#scale = scaleTally(this.panel.length);
    for (const signature of plan.signatures) {
      const asked = (plan.methods ?? signature.methods).map((method) => ({
        method,
        reason: signature.fault ?? methods[method].refusal(signature),
      }));
      const refused = asked.filter((one): one is RefusedMethod => one.reason !== null);
      if (refused.length > 0 && !plan.partial) throw notScorable(signature, refused[0]);
      this.#refused.set(signature, refused);
      this.#methods.set(
        signature,
        asked.filter(({ reason }) => reason === null).map(({ method }) => method),
      );
    }
    const used = this.#usedMethods();
    this.rowOrder = used.some(
      (method) => isSampleMethod(method) && sampleMethod(method).needsRowOrder(plan.options[method]),
    );
    this.top = topOf(used, plan.options);
    const asksForTies = plan.signatures.map((signature) =>
      this.#methodsOf(signature).includes("singscore") ? tiesAskedFor(signature, plan.options) : null,
    );
    this.ties = asksForTies.find((ties) => ties === "all") ?? asksForTies.find((ties) => ties !== null) ?? null;
    this.wholeColumns = plan.options.null.permutations > 0 && used.some(isSampleMethod);
    this.densities = used.some((method) => methods[method].scope === "density");
  }

  /** In the order of {@link METHOD_NAMES}. */
  #usedMethods(): MethodName[] {
    const used = new Set([...this.#methods.values()].flat());
    return METHOD_NAMES.filter((method) => used.has(method));
  }

  #methodsOf(signature: Signature): readonly MethodName[] {
    return this.#methods.get(signature) ?? [];
  }

  /** Bytes held for the scores so far. */
  get bytes(): number {
    const columns = [...this.#sample, ...this.#density, ...this.#cohort];
    return columns.reduce(
      (sum, { values, reasons }) => sum + values.byteLength + reasons.byteLength,
      this.#cohortValues.byteLength + this.#measured.byteLength + this.#rows.bytes,
    );
  }

  /**
   * Makes ready for the samples of a run.
   * Called once for each range of samples, with the same rows.
   *
   * @param rows row of each panel gene in the matrix, -1 where the matrix lacks it
   */
  begin(run: RankRun, rows: Int32Array): void {
    if (this.#present.length === 0) this.#lay(Uint8Array.from(rows, (row) => Number(row >= 0)));
    this.#run = run;
    this.#sample = this.#sample.map((column) => ({
      ...column,
      rowSet: this.wholeColumns ? setByRow(column.set, rows) : column.set,
    }));
    this.#flanked = this.#sample.filter(({ beside }) => beside.some(({ fill }) => fill !== null));
    const tasks = this.#sample.map(({ method, set, signature: { coverage }, field, fields, beside }) => ({
      method: method as SampleMethodName,
      set,
      coverage,
      field,
      fields: fields.length,
      position: beside.includes(position),
    }));
    this.#score = run.scorer(tasks, this.#plan.options);
  }

  /** Makes the columns for the genes that the matrix holds. */
  #lay(present: Uint8Array): void {
    this.#present = present;
    const { options } = this.#plan;
    const columns = this.#plan.signatures.flatMap((signature) => {
      const set = panelSet(signature, this.#indexOf, (gene) => present[gene] === 1, this.#reference);
      return this.#methodsOf(signature).map((method) => {
        const beside = sideFields(signature, method, options);
        const later = normalisedFields(method, options);
        const fields = [...methods[method].fields, ...beside.flatMap(({ names }) => names), ...later];
        return { signature, method, set, fields, beside, values: new Float64Array(0), reasons: new Uint8Array(0) };
      });
    });
    this.#cohort = columns.filter(({ method }) => methods[method].scope === "cohort");
    this.#density = columns.filter(({ method }) => methods[method].scope === "density");
    this.#cohortGenes = [...new Set(this.#cohort.flatMap(({ set }) => [...set.genes]))];
    let width = 0;
    this.#sample = columns
      .filter(({ method }) => isSampleMethod(method))
      .map((column) => {
        const field = width;
        width += column.fields.length;
        return { ...column, rowSet: column.set, field };
      });
    this.#rows = new ScoreRows(width, this.#sample.length);
  }

  /** Scores the sample whose ranks `run.ranks` returned last. */
  add(ranks: PanelRanks): void {
    const sample = this.#samples++;
    if (sample === this.#measured.length) this.reserve(Math.max(64, 2 * sample));
    this.#measured[sample] = ranks.measured;
    addToScale(this.#scale, ranks.value);
    let whole: PanelRanks | null = null;
    const wholeColumn = () => {
      whole ??= this.#run?.columnRanks() ?? null;
      if (whole === null) throw new Error("whole columns were asked for and not kept");
      return whole;
    };
    const { row, reasons } = this.#rows.next();
    this.#score(row, reasons);
    for (const { signature, method, set, rowSet, beside, field } of this.#flanked) {
      if (!meetsFloor(ranks, set, signature.coverage)) continue;
      let next = field + methods[method].fields.length;
      for (const side of beside) {
        side.fill?.({ ranks, wholeColumn, set, rowSet, score: row[field] }, row, next);
        next += side.names.length;
      }
    }
    if (this.#rows.isFull) this.#rows.give(this.#sample, this.#samples);
    const genes = this.#cohortGenes;
    for (let i = 0; i < genes.length; i++) this.#cohortValues[sample * genes.length + i] = ranks.value[genes[i]];
  }

  /** Scores the next sample by the ranks of its densities; the samples come in the order of {@link add}, after all of them. */
  addDensities(ranks: PanelRanks): void {
    const sample = this.#densitySamples++;
    for (const { method, signature, set, values, reasons, fields } of this.#density) {
      const at = sample * fields.length;
      const { score } = methods[method] as DensityMethod;
      reasons[sample] = meetsFloor(ranks, set, signature.coverage)
        ? score(ranks, set, this.#plan.options[method], values, at)
        : NullReason.coverage;
      if (reasons[sample] !== NullReason.none) values.fill(Number.NaN, at, at + fields.length);
    }
  }

  /** Bytes that the sets and the scores of so many samples take, once {@link begin} knows the columns. */
  bytesFor(samples: number): number {
    const members = this.#plan.signatures.reduce((sum, { genes }) => sum + genes.length, 0);
    const fields = [...this.#sample, ...this.#density].reduce((sum, column) => sum + 8 * column.fields.length + 1, 0);
    const kept = this.#sample.reduce((sum, column) => sum + COLUMN_BYTES + FIELD_BYTES * column.fields.length, 0);
    const each = fields + 8 * this.#cohortGenes.length + 4;
    return SET_GENE_BYTES * members + kept + this.#rows.bytes + samples * each;
  }

  /** Makes room for so many samples in all. */
  reserve(samples: number): void {
    if (samples <= this.#measured.length) return;
    this.#measured = grown(this.#measured, samples);
    this.#cohortValues = grown(this.#cohortValues, samples * this.#cohortGenes.length);
    for (const column of [...this.#sample, ...this.#density]) {
      column.values = grown(column.values, samples * column.fields.length);
      column.reasons = grown(column.reasons, samples);
    }
  }

  /** What was scored so far, as a part of its cohort; views, not copies. */
  part(): BoardPart {
    const samples = this.#samples;
    this.#rows.give(this.#sample, samples);
    return {
      present: this.#present,
      measured: this.#measured.subarray(0, samples),
      columns: this.#sample.map(({ values, reasons, fields }) => ({
        values: values.subarray(0, samples * fields.length),
        reasons: reasons.subarray(0, samples),
      })),
      cohortGenes: this.#cohortGenes,
      cohortValues: this.#cohortValues.subarray(0, samples * this.#cohortGenes.length),
      scale: this.#scale,
      scoreRanges: rawScores(this.#sample, samples).map(scoreRange),
    };
  }

  /** Puts a part of the same plan in the place of what was scored. */
  restore(part: BoardPart): void {
    this.#lay(part.present);
    this.#samples = part.measured.length;
    this.#measured = part.measured;
    this.#cohortValues = part.cohortValues;
    this.#scale = part.scale;
    this.#sample = this.#sample.map((column, at) => ({ ...column, ...part.columns[at] }));
  }

  /**
   * Scores the cohort methods and gives everything out.
   *
   * @param whole the cohort, where the samples here are a part of it
   */
  finish(whole?: WholeCohort): Scores {
    const samples = this.#samples;
    this.#rows.give(this.#sample, samples);
    const scale = whole?.scale ?? valueScale(this.#scale);
    const values = this.#values(whole);
    for (const column of this.#cohort) {
      column.values = new Float64Array(samples * column.fields.length).fill(Number.NaN);
      column.reasons = new Uint8Array(samples);
      const method = methods[column.method] as CohortMethod;
      method.score(values, column.set, this.#plan.options[column.method], column.values, column.reasons);
      const isCovered = cohortFloor(values, column.set, column.signature.coverage);
      for (let sample = 0; sample < samples; sample++) {
        if (isCovered(sample)) continue;
        column.values.fill(Number.NaN, sample * column.fields.length, (sample + 1) * column.fields.length);
        column.reasons[sample] = NullReason.coverage;
      }
    }
    // Columns in the order of the request: signature by signature, method by method.
    const all = new Map(
      [...this.#sample, ...this.#density, ...this.#cohort].map((column) => [
        `${column.signature.id} ${column.method}`,
        column,
      ]),
    );
    const ordered = this.#plan.signatures.flatMap((signature) =>
      this.#methodsOf(signature).map((method) => all.get(`${signature.id} ${method}`) as Column),
    );
    const columns = ordered.map((column) => {
      const kept = {
        signature: column.signature.id,
        method: column.method,
        fields: column.fields,
        values: column.values.subarray(0, samples * column.fields.length),
        reasons: column.reasons.subarray(0, samples),
      };
      if (column.method === "rank-linear" && scale.scale === "centred" && !this.#plan.trustScale) {
        kept.values.fill(Number.NaN);
        kept.reasons.fill(NullReason.scale);
      }
      return kept;
    });
    fillNormalised(columns, this.#plan.options.ssgsea.normalise, whole?.scoreRanges);
    return {
      columns,
      signatures: this.#summaries(),
      measured: this.#measured.slice(0, samples),
      scale,
      options: effectiveOptions(this.#plan.options, this.#usedMethods()),
      warnings: columns.some(({ fields }) => fields.includes(GARD_FIELD))
        ? [{ type: "gard", detail: GARD_NOTICE }]
        : [],
    };
  }

  #values(whole: WholeCohort | undefined): CohortValues {
    const columns = new Map(this.#cohortGenes.map((gene, column) => [gene, column]));
    const values = {
      samples: this.#samples,
      genes: this.#cohortGenes.length,
      values: this.#cohortValues,
      columnOf: (gene: number) => columns.get(gene) ?? -1,
    };
    return { ...values, statistics: whole?.statistics ?? cohortStatistics(values) };
  }

  #summaries(): SignatureSummary[] {
    return this.#plan.signatures.map((signature) =>
      summarise(signature, {
        set: panelSet(signature, this.#indexOf, (gene) => this.#present[gene] === 1),
        isPresent: (symbol) => this.#present[this.#indexOf.get(symbol) ?? -1] === 1,
        methods: this.#methodsOf(signature),
        refused: this.#refused.get(signature) ?? [],
      }),
    );
  }
}

function notScorable({ id }: Signature, { method, reason }: RefusedMethod): Problem {
  const detail = `${id} cannot be scored by ${method}: ${reason}. Leave it out, or ask for partial=true to score the others.`;
  return new Problem("not-scorable", detail, { text: id, method });
}

function grown<Numbers extends Float64Array | Uint32Array | Uint8Array>(numbers: Numbers, length: number): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(length);
  larger.set(numbers);
  return larger;
}
