/** The engine's Web Worker: answers the page's calls. Wiring only. */
import { catalogue, scorable } from "../../../worker/catalogue/index.ts";
import { Problem } from "../../../worker/problem.ts";
import { likenessOrder } from "./likeness.ts";
import { crosstalkHere, scoreHere } from "./local.ts";
import type { Call, EngineCalls, FromEngine, Listing, ProblemView, Progress, ToEngine } from "./messages.ts";
import type { HeldResult } from "./result.ts";
import { Refusal, sendToken } from "./server/ask.ts";
import { cancelJob } from "./server/job.ts";
import { crosstalkThere, scoreThere } from "./server/server.ts";

/** Most progress messages a second are more than a person sees. */
const PROGRESS_EVERY_MS = 100;

let result: HeldResult | null = null;
const running = new Map<number, AbortController>();

type Handlers = {
  [Name in keyof EngineCalls]: (
    args: Parameters<EngineCalls[Name]>,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ) => ReturnType<EngineCalls[Name]>;
};

const handlers: Handlers = {
  catalogue: async () => catalogue().map(listing),
  token: async ([text]) => sendToken(text),
  score: async ([run], signal, onProgress) => {
    const there = run.where === "server" ? await scoreThere(run, signal, onProgress) : null;
    result = there?.held ?? (await scoreHere(run, signal, onProgress));
    return { run: there?.run ?? run, view: result.view };
  },
  cancelJob: ([id]) => cancelJob(id),
  row: ([sample]) => held().row(sample),
  crosstalk: ([run], signal, onProgress) =>
    (run.where === "here" ? crosstalkHere : crosstalkThere)(run, signal, onProgress),
  file: ([format]) => held().file(format),
  png: ([picture]) => pngOf(picture),
  order: async () => likenessOrder(held().view),
};

addEventListener("message", async ({ data }: MessageEvent<ToEngine>) => {
  if ("cancel" in data) {
    running.get(data.cancel)?.abort();
    return;
  }
  const { id } = data;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    answer({ id, value: await handle(data, controller.signal, throttled(id)) });
  } catch (error) {
    if (!controller.signal.aborted) answer({ id, problem: problemView(error) });
  } finally {
    running.delete(id);
  }
});

function handle(call: Call, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<unknown> {
  const handler = handlers[call.name] as (
    args: Call["args"],
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ) => Promise<unknown>;
  return handler(call.args, signal, onProgress);
}

function pngOf(picture: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(picture);
  return canvas.convertToBlob({ type: "image/png" });
}

function answer(message: FromEngine): void {
  postMessage(message);
}

function held(): HeldResult {
  if (result === null) throw new Problem("bad-request", "Nothing has been scored yet.");
  return result;
}

function throttled(id: number): (progress: Progress) => void {
  let shown = Number.NEGATIVE_INFINITY;
  let stage = "";
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - shown < PROGRESS_EVERY_MS) return;
    shown = now;
    stage = progress.stage;
    answer({ id, progress });
  };
}

function problemView(error: unknown): ProblemView {
  if (error instanceof Problem) return error.toJSON() as unknown as ProblemView;
  if (error instanceof Refusal) return error.problem;
  const why = error instanceof Error ? error.message : String(error);
  return { type: "/problems/internal", title: "An error of ours", detail: `Something went wrong on our side: ${why}` };
}

function listing(entry: ReturnType<typeof catalogue>[number]): Listing {
  const { id, name, kind, role, highMeans, reading, citation, genes } = entry;
  const [author] = citation.authors.split(/[ ,]/);
  return {
    id,
    name,
    kind,
    role,
    highMeans,
    reading,
    citation: citation.year === undefined ? author : `${author} ${citation.year}`,
    genes: genes.length,
    scorable: scorable(entry),
  };
}
