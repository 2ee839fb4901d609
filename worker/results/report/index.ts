/** A report for people: one HTML file with figures, that opens anywhere, runs no script and asks nothing of the network. */
import type { ClassifiedResult } from "../../engine/cohort/index.ts";
import { inChunks } from "../chunks.ts";
import { type ReportFacts, reportFacts } from "./facts.ts";
import { reportPieces } from "./page.ts";

export {
  type PlaneFacts,
  planesOf,
  type ReportFacts,
  type RowFacts,
  reportFacts,
  rowsOf,
  type SpreadFacts,
  spreadOf,
} from "./facts.ts";

/** The report of a result that is here as a whole, in chunks of about 64 KiB; the same result gives the same bytes. */
export function reportChunks(result: ClassifiedResult): Generator<string> {
  return reportText(reportFacts(result));
}

/** The report of facts that were gathered elsewhere; equal facts give equal bytes. */
export function reportText(facts: ReportFacts): Generator<string> {
  return inChunks(reportPieces(facts));
}
