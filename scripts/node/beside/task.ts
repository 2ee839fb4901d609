/** What the thread beside is asked, and what it answers; it has a port for each task. */
import type { ProblemDetails, ProblemType } from "../../../worker/problem.ts";

export interface Task {
  readonly kind: "hash" | "inflate";
  /** Of the file. */
  readonly path: string;
}

/** The last answer of a task that fails: a Problem, or an error of the system. */
export type Failed =
  | { readonly type: ProblemType; readonly detail: string; readonly details: ProblemDetails }
  | { readonly error: Error; readonly code: unknown };

/** The answer of `hash`, in hexadecimal. */
export interface Hashed {
  readonly hex: string;
}

/** An answer of `inflate`: a piece, whose memory is handed back through the port; the last one has none. */
export interface Inflated {
  readonly piece?: Uint8Array<ArrayBuffer>;
  /** Bytes of the file that were read since the answer before. */
  readonly stored: number;
}

/** The more zlib is asked for at once, the less often it waits to be asked. */
export const PIECE_BYTES = 2 ** 20;
/** One is worked on, one waits, one is filled. */
export const PIECES = 3;
