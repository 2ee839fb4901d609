/** What the page and the engine's Web Worker say to each other. */
import type { FormatName } from "../../../worker/results/index.ts";
import type { SampleRow } from "../../../worker/results/rows.ts";
import type { CohortView } from "../cohort.ts";
import type { Settings } from "./settings.ts";

/** A matrix on this computer, or an object that the server can read. */
export type MatrixInput =
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "object"; readonly bucket: string; readonly key: string };

export interface SideText {
  readonly name: string;
  readonly text: string;
}

/** All that decides a result. */
export interface Run {
  readonly where: "here" | "server";
  readonly input: MatrixInput;
  readonly settings: Settings;
  readonly sheet: SideText | null;
  readonly gmt: SideText | null;
}

export interface Progress {
  /** read: bytes of the matrix pass the engine; send: they go to the server; wait: the server works. */
  readonly stage: "read" | "send" | "wait";
  /** Bytes as stored, and how many there will be in all passes. */
  readonly done: number;
  readonly total: number;
}

/** Problem details (RFC 9457) as an error is told. */
export interface ProblemView {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** A catalogue entry as the settings list it. */
export interface Listing {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly highMeans: string;
  readonly reading: string;
  readonly citation: string;
  readonly genes: number;
  readonly scorable: boolean;
}

/** The engine's functions; each call is answered once. */
export interface EngineCalls {
  catalogue(): Promise<readonly Listing[]>;
  /** Scores, replacing the result before. */
  score(run: Run): Promise<CohortView>;
  /** One sample of the result with its evidence. */
  row(sample: number): Promise<SampleRow>;
  /** The result as a file. */
  file(format: FormatName): Promise<Blob>;
  /** Samples in the order of their likeness over all percentiles; beyond 2,000 samples by the first score. */
  order(): Promise<Uint32Array>;
}

export type CallName = keyof EngineCalls;

/** Page to engine. */
export type Call = {
  [Name in CallName]: { readonly id: number; readonly name: Name; readonly args: Parameters<EngineCalls[Name]> };
}[CallName];

export type ToEngine = Call | { readonly cancel: number };

/** Engine to page. */
export type FromEngine =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: ProblemView }
  | { readonly id: number; readonly progress: Progress };
