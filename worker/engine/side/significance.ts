/**
 * Where a set lies among sets of random genes of the same sample. It is a position and nothing more: genes of a published
 * set are correlated, so far more sets than chance allows lie at the ends.
 */
import { measuredGenes } from "../methods/common/coverage.ts";
import { optionReader } from "../methods/common/options.ts";
import { NullReason, type OptionValues, type SampleMethod } from "../methods/method.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";
import { seededRandom } from "../statistics/random.ts";

/** Options `null.*`. */
export interface NullOptions {
  /** Random sets to draw; 0 for none. */
  readonly permutations: number;
  readonly seed: number;
  /** `greater` asks how many random sets score as high, `two-sided` doubles the smaller tail. */
  readonly alternative: "greater" | "two-sided";
}

/** @throws Problem `unknown-option` */
export function parseNullOptions(values: OptionValues): NullOptions {
  const read = optionReader("null", values, ["permutations", "seed", "alternative"]);
  const whole = (from: number, to: number) => (value: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  return {
    permutations: read.number("permutations", 0, whole(0, MOST_DRAWS), `a whole number from 0 to ${MOST_DRAWS}`),
    seed: read.number("seed", 1, whole(0, 2 ** 32 - 1), "a whole number from 0 to 4294967295"),
    alternative: read.choice("alternative", ["greater", "two-sided"], "greater"),
  };
}

/** A p below 1e-5 says nothing more of a position among random genes. */
const MOST_DRAWS = 100_000;

export interface PermutationPosition {
  /** (b + 1) / (permutations + 1), never 0 (Phipson & Smyth 2010, Stat Appl Genet Mol Biol 9:39). */
  readonly p: number;
  /** Random sets that scored at least as high, and at most as high. */
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * Position of a set's score among sets of as many random genes, up and down, of the same sample.
 *
 * @param column ranks of the WHOLE column: panel index = row
 * @param set its indices are rows
 * @returns null where the set itself has no score. The same seed draws the same rows in every sample that measures the same
 *   genes
 */
export function permutationPosition<Options>(
  column: PanelRanks,
  set: PanelSet,
  method: SampleMethod<Options>,
  options: Options,
  { permutations, seed, alternative }: NullOptions,
): PermutationPosition | null {
  const out = new Float64Array(method.fields.length);
  if (method.score(column, set, options, out, 0) !== NullReason.none) return null;
  const observed = out[0];
  const random = randomSets(column, set, seed);
  let atLeast = 0;
  let atMost = 0;
  for (let draw = 0; draw < permutations; draw++) {
    method.score(column, random(), options, out, 0);
    if (out[0] >= observed) atLeast++;
    if (out[0] <= observed) atMost++;
  }
  const upper = (atLeast + 1) / (permutations + 1);
  const lower = (atMost + 1) / (permutations + 1);
  return { p: alternative === "greater" ? upper : Math.min(1, 2 * Math.min(upper, lower)), atLeast, atMost };
}

/** Each call fills one set of the shape of `set` with other measured genes, drawn without replacement. */
function randomSets(column: PanelRanks, set: PanelSet, seed: number): () => PanelSet {
  const source = seededRandom(seed);
  const rows = Uint32Array.from(column.tied.keys()).filter((row) => column.tied[row] > 0);
  const kept = (_: number, i: number) => column.tied[set.genes[i]] > 0;
  const drawn: PanelSet = {
    ...set,
    genes: set.genes.filter(kept),
    direction: set.direction.filter(kept),
    weight: set.weight.filter(kept),
    pair: set.pair.filter(kept),
    up: new Uint32Array(measuredGenes(column, set.up)),
    down: new Uint32Array(measuredGenes(column, set.down)),
  };
  return () => {
    let up = 0;
    let down = 0;
    for (let i = 0; i < drawn.genes.length; i++) {
      const other = i + source.below(rows.length - i);
      const row = rows[other];
      rows[other] = rows[i];
      rows[i] = row;
      drawn.genes[i] = row;
      if (drawn.direction[i] < 0) drawn.down[down++] = row;
      else drawn.up[up++] = row;
    }
    return drawn;
  };
}
