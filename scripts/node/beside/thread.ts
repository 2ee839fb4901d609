/**
 * A thread beside the work on files, as it is asked. There is one for all: it mostly waits for zlib, whose threads are others, and
 * starting a second takes longer than it saves.
 */
import { on } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { Problem } from "../../../worker/problem.ts";
import type { Failed, Task } from "./task.ts";

let thread: Worker | null = null;

/** Starts the thread, so that it is there when it is asked. It does not keep the process alive. */
export function startBeside(): Worker {
  if (thread !== null) return thread;
  const started = new Worker(new URL("./worker.ts", import.meta.url));
  started.unref();
  // Whoever waits for an answer learns of it by the end of the port.
  started.on("error", () => undefined);
  started.once("exit", () => {
    if (thread === started) thread = null;
  });
  thread = started;
  return started;
}

/**
 * Answers to a task as they come; who leaves ends the task.
 *
 * @throws Problem, or the system's error, that the task fails with
 */
export async function* beside<Answer extends object>(
  task: Task,
): AsyncGenerator<{ readonly answer: Answer; readonly port: MessagePort }, void> {
  const { port1: port, port2 } = new MessageChannel();
  const answers = on(port, "message", { close: ["close"] });
  try {
    startBeside().postMessage({ task, port: port2 }, [port2]);
    for await (const [answer] of answers as AsyncIterable<[Answer | Failed]>) {
      if ("type" in answer) throw new Problem(answer.type, answer.detail, answer.details);
      if ("error" in answer) throw Object.assign(answer.error, { code: answer.code });
      yield { answer, port };
    }
    throw new Error("the thread beside ended before its task did");
  } finally {
    port.close();
  }
}
