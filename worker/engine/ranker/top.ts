/** How much of a panel becomes rungs where only the highest ranks of a column are looked at. */
import type { RunShape } from "./ranker.ts";

/** Fewest panel values to keep: chance plays with fewer. */
const FEWEST_KEPT = 48;
/** Share of the panel from which on nothing is gained by leaving the rest out. */
const KEPT_SHARE = 0.6;

/** Where a column is counted by itself: it is easily counted again. */
export const COLUMN_AMPLER = 2;
/** Where the matrix would have to be read again. */
export const STREAM_AMPLER = 4;

/**
 * The part of a panel that is kept: a multiple of what would do if its genes were drawn at random. Genes of a signature are not, so
 * that whoever counted asks whether it did, and counts again with more where it did not.
 */
export class KeptPanel {
  readonly #shape: RunShape;
  #ampler: number;

  /** @param ampler what to multiply by at first */
  constructor(shape: RunShape, ampler: number) {
    this.#shape = shape;
    this.#ampler = ampler;
  }

  /** How many of the highest panel values become rungs. @param rows of the column */
  keep(rows: number): number {
    const { panel, top } = this.#shape;
    if (!top) return panel;
    const kept = Math.max(FEWEST_KEPT, Math.ceil((panel * this.#ampler * top(rows)) / rows));
    return kept > KEPT_SHARE * panel ? panel : kept;
  }

  /**
   * Whether the ranks that are looked at were told apart; if they were not, twice as many values are kept from now on.
   *
   * @param highest values on the lowest rung or above it: {@link RankRun.highest}
   */
  suffices(highest: number, rows: number): boolean {
    const { panel, top } = this.#shape;
    if (!top || highest >= top(rows) || this.keep(rows) === panel) return true;
    this.#ampler *= 2;
    return false;
  }
}
