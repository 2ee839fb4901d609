/** The cohort that ships with the project; where it is from stands in cohort/PROVENANCE.md. */
import { join } from "node:path";

export const demoCohort = {
  file: join(import.meta.dirname, "cohort/expr.tsv.gz"),
  /** Its key in the bucket. */
  key: "demo/all_chiaretti.tsv.gz",
} as const;
