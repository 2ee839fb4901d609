/** What the page and the engine's Web Worker say to each other. */
import type { CrosstalkReport } from "../../../worker/crosstalk.ts";
import type { FormatName } from "../../../worker/results/index.ts";
import type { SampleRow } from "../../../worker/results/rows.ts";
import type { CohortView } from "../cohort.ts";
import type { Settings } from "./settings.ts";

/** A matrix on this computer, an object that the server can read, or a job that was begun before. */
export type MatrixInput =
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "object"; readonly bucket: string; readonly key: string }
  | { readonly kind: "job"; readonly id: string };

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
  /** An upload of the same file that was begun before: what has arrived of it is not sent again. */
  readonly upload?: string;
  /** The job that scored it. */
  readonly job?: string;
}

/** A run that is over: as it was asked for, or as the job says that it was. */
export interface Scored {
  readonly run: Run;
  readonly view: CohortView;
}

export interface Progress {
  /** read: bytes of the matrix pass the engine; send: they go to the server; wait: the server works; job: it does so in parts. */
  readonly stage: "read" | "send" | "wait" | "job";
  /** Bytes as stored, and how many there will be in all passes; of a job its parts. */
  readonly done: number;
  readonly total: number;
  /** Under which the file is sent in parts. */
  readonly upload?: string;
  /** The job that scores it, and what it is at. */
  readonly job?: string;
  readonly doing?: string;
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
  /** The token that goes along with every request to the server. */
  token(text: string): Promise<void>;
  /** Scores, replacing the result before. */
  score(run: Run): Promise<Scored>;
  /** Cancels a job on the server. */
  cancelJob(id: string): Promise<void>;
  /** One sample of the result with its evidence. */
  row(sample: number): Promise<SampleRow>;
  /** What the treatments of the sample sheet shifted. */
  crosstalk(run: Run): Promise<CrosstalkReport>;
  /** The result as a file. */
  file(format: FormatName): Promise<Blob>;
  /** A picture as a PNG: in a worker it is made at once, on the page when nothing else is to do, which may be seconds later. */
  png(picture: ImageBitmap): Promise<Blob>;
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
