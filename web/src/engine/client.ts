/** The page's side of the engine: calls answered by a Web Worker, so that the page never waits for arithmetic. */
import type { Call, CallName, EngineCalls, FromEngine, ProblemView, Progress, ToEngine } from "./messages.ts";

/** A call that failed, with the problem details to show. */
export class EngineProblem extends Error {
  readonly problem: ProblemView;

  constructor(problem: ProblemView) {
    super(problem.detail);
    this.problem = problem;
  }
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  readonly onProgress?: (progress: Progress) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

const pending = new Map<number, Pending>();
let worker: Worker | null = null;
let lastId = 0;

/** Starts the engine, so that it is there when it is needed. */
function openEngine(): Worker {
  if (worker !== null) return worker;
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromEngine>) => settle(data));
  worker.addEventListener("error", (event) => fail(event.message || "it could not be loaded"));
  return worker;
}

/**
 * Calls the engine.
 *
 * @throws EngineProblem; the signal's reason if it aborts
 * @example const view = await call("score", [run], { signal, onProgress });
 */
export function call<Name extends CallName>(
  name: Name,
  args: Parameters<EngineCalls[Name]>,
  { signal, onProgress }: CallOptions = {},
): ReturnType<EngineCalls[Name]> {
  const id = ++lastId;
  const answer = new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    pending.set(id, { resolve, reject, onProgress });
    signal?.addEventListener("abort", () => {
      pending.delete(id);
      send({ cancel: id });
      reject(signal.reason);
    });
    send({ id, name, args } as Call);
  });
  return answer as ReturnType<EngineCalls[Name]>;
}

function send(message: ToEngine): void {
  openEngine().postMessage(message);
}

function settle(message: FromEngine): void {
  const waiting = pending.get(message.id);
  if (waiting === undefined) return;
  if ("progress" in message) {
    waiting.onProgress?.(message.progress);
    return;
  }
  pending.delete(message.id);
  if ("problem" in message) waiting.reject(new EngineProblem(message.problem));
  else waiting.resolve(message.value);
}

/** The engine itself died, for want of memory for instance: the next call gets a fresh one. */
function fail(why: string): void {
  worker?.terminate();
  worker = null;
  const problem = {
    type: "/problems/internal",
    title: "The engine stopped",
    detail: `The scoring engine stopped: ${why}.`,
  };
  for (const waiting of pending.values()) waiting.reject(new EngineProblem(problem));
  pending.clear();
}
