/** What the table of scores does not say of a sample: how many genes it has, and why scores of it are missing. */
import { NullReason, type NullReasonCode } from "../engine/methods/method.ts";
import type { ScoreColumn } from "../engine/scored.ts";
import { inChunks } from "./chunks.ts";

export type ReasonName = Exclude<keyof typeof NullReason, "none">;

/** A line of the file: one sample. */
export interface SampleGaps {
  readonly id: string;
  /** Genes measured in the sample. */
  readonly measured: number;
  /** By `<signature>:<method>`, as the columns of the table are called; only those without a score. */
  readonly missing: Readonly<Record<string, ReasonName>>;
}

/** The samples of a result, or of a part of it. */
interface GapSource {
  readonly samples: readonly string[];
  readonly measured: Uint32Array;
  readonly columns: readonly Pick<ScoreColumn, "signature" | "method" | "reasons">[];
}

const NAMES = Object.fromEntries(Object.entries(NullReason).map(([name, code]) => [code, name])) as Readonly<
  Record<NullReasonCode, ReasonName | "none">
>;

/** NDJSON, a line a sample in the order of the matrix; in chunks of about 64 KiB. */
export function gapChunks(source: GapSource): Generator<string> {
  return inChunks(gapLines(source));
}

function* gapLines({ samples, measured, columns }: GapSource): Generator<string> {
  for (const [sample, id] of samples.entries()) {
    // Made of entries: a set that came with the request may be called anything, `__proto__` included.
    const missing = Object.fromEntries(
      columns.flatMap(({ signature, method, reasons }) => {
        const name = NAMES[reasons[sample] as NullReasonCode];
        return name === "none" ? [] : [[`${signature}:${method}`, name]];
      }),
    );
    yield `${JSON.stringify({ id, measured: measured[sample], missing })}\n`;
  }
}
