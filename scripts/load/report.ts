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
  readonly latency: Latency;
}

export interface LoadReport {
  readonly machine: Machine;
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
  readonly seconds: number;
  /** What was not as it must be. */
  readonly wrong: readonly string[];
  /** Resident bytes of the runtime's process as the requests went on. */
  readonly memory: readonly { readonly request: number; readonly bytes: number }[];
  readonly kinds: readonly KindReport[];
  /** Of all requests whose sender stayed. */
  readonly latency: Latency;
}

const ms = (value: number) => value.toFixed(0);

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
