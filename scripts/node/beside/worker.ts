/** The thread of `thread.ts`. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type MessagePort, parentPort } from "node:worker_threads";
import { LIMITS } from "../../../worker/limits.ts";
import { gunzipped } from "../../../worker/matrix/stream/bytes.ts";
import { Problem } from "../../../worker/problem.ts";
import { gunzipBy } from "../../../worker/storage/platform.ts";
import { fileStream } from "../stream.ts";
import { type Failed, type Hashed, type Inflated, PIECE_BYTES, PIECES, type Task } from "./task.ts";

const platform = { gunzip: gunzipBy(PIECE_BYTES) };

async function hash(path: string, port: MessagePort): Promise<void> {
  const digest = createHash("sha256");
  const buffer = new Uint8Array(LIMITS.readBytes);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      digest.update(buffer.subarray(0, read));
      // What is inflated meanwhile comes first.
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
  port.postMessage({ hex: digest.digest("hex") } satisfies Hashed);
}

/** As far ahead as there is memory. */
async function inflate(path: string, port: MessagePort): Promise<void> {
  const free = Array.from({ length: PIECES }, () => new ArrayBuffer(PIECE_BYTES));
  let isLeft = false;
  let wake: () => void = () => undefined;
  port.on("message", (memory: ArrayBuffer) => {
    free.push(memory);
    wake();
  });
  port.once("close", () => {
    isLeft = true;
    wake();
  });
  let stored = 0;
  const count = (bytes: number) => {
    stored += bytes;
  };
  for await (const inflated of gunzipped({ open: () => fileStream(path, count) }, platform)) {
    while (free.length === 0 && !isLeft) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const memory = free.pop();
    if (isLeft || memory === undefined) return;
    const piece = new Uint8Array(memory, 0, inflated.length);
    piece.set(inflated);
    port.postMessage({ piece, stored } satisfies Inflated, [memory]);
    stored = 0;
  }
  port.postMessage({ stored } satisfies Inflated);
}

function failure(error: unknown): Failed {
  if (error instanceof Problem) return { type: error.type, detail: error.message, details: error.details };
  if (error instanceof Error) return { error, code: "code" in error ? error.code : undefined };
  return { error: new Error(String(error)), code: undefined };
}

const TASKS: Readonly<Record<Task["kind"], typeof hash>> = { hash, inflate };

parentPort?.on(
  "message",
  async ({ task: { kind, path }, port }: { readonly task: Task; readonly port: MessagePort }) => {
    await TASKS[kind](path, port).catch((error: unknown) => port.postMessage(failure(error)));
  },
);
