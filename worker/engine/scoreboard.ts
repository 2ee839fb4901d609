/** Collects scores sample by sample and keeps them by column; cohort methods are scored once all samples are in. */

import { Problem } from "../problem.ts";
import { meetsFloor } from "./methods/coverage.ts";
import { type MethodOptions, methods } from "./methods/index.ts";
import { type CohortMethod, type CohortValues, NullReason } from "./methods/method.ts";
import { isSampleMethod, type SampleMethodName, sampleMethod } from "./methods/sample.ts";
import { type PanelRanks, type PanelSet, panelGenes, panelSet } from "./panel.ts";
import type { RankRun, Scorer } from "./ranker/ranker.ts";
import { addToScale, type ScaleFinding, type ScaleTally, scaleTally, valueScale } from "./scale.ts";
import type { RefusedMethod, ScoreColumn, SignatureSummary } from "./scored.ts";
import type { CoverageFloor, MethodName, Signature } from "./signature.ts";
import { meanRankPosition } from "./significance.ts";

/** Present genes below this share of a signature are flagged, and scored all the same. */
const LOW_COVERAGE = 0.7;

/** What is to be scored. */
export interface ScoringPlan {
  readonly signatures: readonly Signature[];
  /** Instead of each signature's own methods. */
  readonly methods?: readonly MethodName[];
  readonly options: MethodOptions;
  /** Whether values without a within-sample order are to be scored by rank-linear all the same. */
  readonly trustScale: boolean;
  /** Whether a signature that a method cannot score is left out of that method instead of being an error. */
  readonly partial: boolean;
}

/**
 * Columns of a method: what it computes, and beside singscore where the set lies among random genes (`significance.ts`).
 * The position rests on average ranks whatever the method's tie rule, so it is found here and not in the method.
 */
function fieldsOf(method: MethodName): readonly string[] {
  return method === "singscore" ? [...methods.singscore.fields, "z", "p"] : methods[method].fields;
}

interface Column {
  readonly signature: Signature;
  readonly method: MethodName;
  readonly set: PanelSet;
  readonly fields: readonly string[];
  values: Float64Array;
  reasons: Uint8Array;
}

interface SampleColumn extends Column {
  readonly score: Scorer;
}

/** Genes that the methods of a plan look at beside the signatures' own. */
function referenceGenes(plan: ScoringPlan): string[] {
  const asked = Object.keys(methods).filter((name) => isSampleMethod(name as MethodName)) as SampleMethodName[];
  return [...new Set(asked.flatMap((name) => sampleMethod(name).referenceGenes?.(plan.options[name]) ?? []))];
}

export class Scoreboard {
  readonly #plan: ScoringPlan;
  /** Panel genes of the plan, in panel order. */
  readonly panel: readonly string[];
  /** Whether the counts must know the order of rows. */
  readonly rowOrder: boolean;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #reference: readonly string[];
  readonly #scale: ScaleTally;
  readonly #methods = new Map<Signature, readonly MethodName[]>();
  readonly #refused = new Map<Signature, readonly RefusedMethod[]>();
  #sample: SampleColumn[] = [];
  #cohort: Column[] = [];
  #present: Uint8Array = new Uint8Array(0);
  #measured = new Uint32Array(0);
  #samples = 0;
  #cohortGenes: number[] = [];
  #cohortValues = new Float64Array(0);

  /** @throws Problem `not-scorable` where a signature cannot be scored by a method that was asked for */
  constructor(plan: ScoringPlan) {
    this.#plan = plan;
    this.#reference = referenceGenes(plan);
    this.panel = panelGenes(plan.signatures, this.#reference);
    this.#indexOf = new Map(this.panel.map((symbol, gene) => [symbol, gene]));
    this.#scale = scaleTally(this.panel.length);
    for (const signature of plan.signatures) {
      const asked = (plan.methods ?? signature.methods).map((method) => ({
        method,
        reason: methods[method].refusal(signature),
      }));
      const refused = asked.filter((one): one is RefusedMethod => one.reason !== null);
      if (refused.length > 0 && !plan.partial) throw notScorable(signature, refused[0]);
      this.#refused.set(signature, refused);
      this.#methods.set(
        signature,
        asked.filter(({ reason }) => reason === null).map(({ method }) => method),
      );
    }
    const used = [...new Set([...this.#methods.values()].flat())];
    this.rowOrder = used.some(
      (method) => isSampleMethod(method) && sampleMethod(method).needsRowOrder(plan.options[method]),
    );
  }

  #methodsOf(signature: Signature): readonly MethodName[] {
    return this.#methods.get(signature) ?? [];
  }

  /** Bytes held for the scores so far. */
  get bytes(): number {
    const columns = [...this.#sample, ...this.#cohort];
    return columns.reduce(
      (sum, { values, reasons }) => sum + values.byteLength + reasons.byteLength,
      this.#cohortValues.byteLength + this.#measured.byteLength,
    );
  }

  /**
   * Makes ready for the samples of a run.
   * Called once for each range of samples, with the same genes present.
   *
   * @param present for each panel gene, whether the matrix holds it
   */
  begin(run: RankRun, present: (gene: number) => boolean): void {
    const first = this.#present.length === 0;
    if (first) {
      this.#present = Uint8Array.from(this.panel, (_, gene) => Number(present(gene)));
      const columns = this.#plan.signatures.flatMap((signature) => {
        const set = panelSet(signature, this.#indexOf, present, this.#reference);
        return this.#methodsOf(signature).map((method) => ({
          signature,
          method,
          set,
          fields: fieldsOf(method),
          values: new Float64Array(0),
          reasons: new Uint8Array(0),
        }));
      });
      this.#cohort = columns.filter(({ method }) => !isSampleMethod(method));
      this.#cohortGenes = [...new Set(this.#cohort.flatMap(({ set }) => [...set.genes]))];
      this.#sample = columns
        .filter(({ method }) => isSampleMethod(method))
        .map((column) => ({ ...column, score: () => NullReason.none }));
    }
    this.#sample = this.#sample.map((column) => ({
      ...column,
      score: run.scorer(column.method as SampleMethodName, column.set, this.#plan.options),
    }));
  }

  /** Scores the sample whose ranks `run.ranks` returned last. */
  add(ranks: PanelRanks): void {
    const sample = this.#samples++;
    this.#reserve(this.#samples);
    this.#measured[sample] = ranks.measured;
    addToScale(this.#scale, ranks.value);
    for (const column of this.#sample) {
      const at = sample * column.fields.length;
      if (meetsFloor(ranks, column.set, column.signature.coverage)) {
        column.reasons[sample] = column.score(column.values, at);
        if (column.method === "singscore") this.#position(column, ranks, at + methods.singscore.fields.length);
      } else {
        column.values.fill(Number.NaN, at, at + column.fields.length);
        column.reasons[sample] = NullReason.coverage;
      }
    }
    const genes = this.#cohortGenes;
    for (let i = 0; i < genes.length; i++) this.#cohortValues[sample * genes.length + i] = ranks.value[genes[i]];
  }

  #position({ values, set }: Column, ranks: PanelRanks, at: number): void {
    const position = meanRankPosition(ranks, set);
    values[at] = position?.z ?? Number.NaN;
    values[at + 1] = position?.p ?? Number.NaN;
  }

  #reserve(samples: number): void {
    if (samples <= this.#measured.length) return;
    const room = Math.max(64, 2 * samples);
    this.#measured = grown(this.#measured, room);
    this.#cohortValues = grown(this.#cohortValues, room * this.#cohortGenes.length);
    for (const column of this.#sample) {
      column.values = grown(column.values, room * column.fields.length);
      column.reasons = grown(column.reasons, room);
    }
  }

  /** Scores the cohort methods and gives everything out. */
  finish(): { columns: ScoreColumn[]; signatures: SignatureSummary[]; measured: Uint32Array; scale: ScaleFinding } {
    const samples = this.#samples;
    const scale = valueScale(this.#scale);
    const values = this.#values();
    for (const column of this.#cohort) {
      column.values = new Float64Array(samples * column.fields.length).fill(Number.NaN);
      column.reasons = new Uint8Array(samples);
      const method = methods[column.method] as CohortMethod;
      if (enough(column.set, column.signature.coverage)) {
        method.score(values, column.set, this.#plan.options[column.method], column.values, column.reasons);
      } else column.reasons.fill(NullReason.coverage);
    }
    // Columns in the order of the request: signature by signature, method by method.
    const all = new Map(
      [...this.#sample, ...this.#cohort].map((column) => [`${column.signature.id} ${column.method}`, column]),
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
    return { columns, signatures: this.#summaries(), measured: this.#measured.slice(0, samples), scale };
  }

  #values(): CohortValues {
    const columnOf = new Map(this.#cohortGenes.map((gene, column) => [gene, column]));
    return {
      samples: this.#samples,
      genes: this.#cohortGenes.length,
      values: this.#cohortValues,
      columnOf: (gene) => columnOf.get(gene) ?? -1,
    };
  }

  #summaries(): SignatureSummary[] {
    return this.#plan.signatures.map((signature) => {
      const isPresent = (symbol: string) => this.#present[this.#indexOf.get(symbol) ?? -1] === 1;
      const set = panelSet(signature, this.#indexOf, (gene) => this.#present[gene] === 1);
      const { total, up, down } = signature.coverage;
      const needed = [
        `${total} genes`,
        ...(up === undefined ? [] : [`${up} up`]),
        ...(down === undefined ? [] : [`${down} down`]),
      ];
      return {
        id: signature.id,
        version: signature.version,
        methods: this.#methodsOf(signature),
        refused: this.#refused.get(signature) ?? [],
        present: set.genes.length,
        total: set.total,
        presentUp: set.up.length,
        presentDown: set.down.length,
        missing: signature.genes.map(({ symbol }) => symbol).filter((symbol) => !isPresent(symbol)),
        lowCoverage: set.genes.length < LOW_COVERAGE * set.total,
        reason: enough(set, signature.coverage)
          ? null
          : `the matrix holds ${set.genes.length} of ${set.total} genes, and ${needed.join(", ")} are needed`,
      };
    });
  }
}

function notScorable({ id }: Signature, { method, reason }: RefusedMethod): Problem {
  const detail = `${id} cannot be scored by ${method}: ${reason}. Leave it out, or ask for partial=true to score the others.`;
  return new Problem("not-scorable", detail, { text: id, method });
}

function enough(set: PanelSet, floor: CoverageFloor): boolean {
  return set.genes.length >= floor.total && set.up.length >= (floor.up ?? 0) && set.down.length >= (floor.down ?? 0);
}

function grown<Numbers extends Float64Array | Uint32Array | Uint8Array>(numbers: Numbers, length: number): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(length);
  larger.set(numbers);
  return larger;
}
