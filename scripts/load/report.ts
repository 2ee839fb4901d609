/** What a load came to. */
import type { Machine } from "../bench/results.ts";

/** In milliseconds, from the first byte sent to the last received. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface KindReport {
  readonly kind: string;
  readonly requests: number;
  /** Answers that are byte for byte the one given alone before the load. */
  readonly right: number;
  /** Answers 503 with a reason and `Retry-After`. */
  readonly busy: number;
  /** Senders that left before the answer. */
  readonly gone: number;
  /** Different answers, 503 aside: 1 where all are the same bytes. */
  readonly answers: number;
  readonly latency: Latency;
}

export interface MemoryLook {
  readonly request: number;
  /** Resident bytes of the runtime's process: Worker, local R2, queues and registry together. */
  readonly bytes: number;
  /** Bytes in use in the Worker's own isolate, garbage collected first: heap, array buffers and WebAssembly memory. */
  readonly isolate: number;
}

export interface LoadReport {
  readonly machine: Machine;
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
  readonly seconds: number;
  /** Requests of which the Worker's log says that their sender left before they were answered. */
  readonly left: number;
  /** What was not as it must be. */
  readonly wrong: readonly string[];
  /** Memory as the requests went on. */
  readonly memory: readonly MemoryLook[];
  readonly kinds: readonly KindReport[];
  /** Of all requests whose sender stayed. */
  readonly latency: Latency;
}

const ms = (value: number) => value.toFixed(0);
const count = (value: number) => value.toLocaleString("en");

/** What a load showed, a sentence each. */
export function findings({ kinds, memory, left, wrong }: LoadReport): string[] {
  const [most] = [...kinds].sort((one, other) => other.right - one.right);
  const gone = kinds.reduce((sum, kind) => sum + kind.gone, 0);
  const [first, last] = [memory[0], memory[memory.length - 1]];
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    `Answers other than they must be: ${wrong.length}.`,
    `The same request, "${most.kind}", was answered ${count(most.right + most.busy)} times in parallel with the others, ${most.busy} times by 503 and else with ${most.answers === 1 ? "identical bytes" : `${most.answers} different answers`}.`,
    `${count(gone)} senders left; of ${count(left)} of them the Worker noticed while it worked, and ended.`,
    `Memory in use in the Worker's isolate, garbage collected: ${megabytes(first.isolate)} after request ${count(first.request)}, ${megabytes(last.isolate)} after request ${count(last.request)}.`,
    `Memory of the runtime's process, Worker, local R2, queues and registry together, garbage included: ${megabytes(first.bytes)} after request ${count(first.request)}, ${megabytes(last.bytes)} after request ${count(last.request)}.`,
  ];
}

/** A table in Markdown: a line a kind, then all of them. */
export function kindTable({ kinds, latency, requests }: LoadReport): string {
  const sum = (field: "right" | "busy" | "gone") => kinds.reduce((total, kind) => total + kind[field], 0);
  const rows = kinds.map(({ kind, requests, right, busy, gone, latency }) => [
    kind,
    requests,
    right,
    busy,
    gone,
    ...timesOf(latency),
  ]);
  const all = ["all", requests, sum("right"), sum("busy"), sum("gone"), ...timesOf(latency)];
  const head = ["request", "sent", "right", "503 busy", "sender gone", "p50 ms", "p95 ms", "p99 ms"];
  return [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...rows, all]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function timesOf({ p50, p95, p99 }: Latency): string[] {
  return [ms(p50), ms(p95), ms(p99)];
}
