/** A result that the engine keeps for the page: numbers to show, samples and files on demand. */
import type { FormatName } from "../../../worker/results/index.ts";
import type { SampleRow } from "../../../worker/results/rows.ts";
import type { CohortView } from "../cohort.ts";

export interface HeldResult {
  readonly view: CohortView;
  row(sample: number): Promise<SampleRow>;
  file(format: FormatName): Promise<Blob>;
}
