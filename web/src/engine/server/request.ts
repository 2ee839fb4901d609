/** One `POST /v1/score`. XMLHttpRequest, because fetch does not tell how much of a body was sent. */
import type { FormatName } from "../../../../worker/results/index.ts";
import type { ProblemView, Progress, Run } from "../messages.ts";
import { queryOf, requestOf } from "../settings.ts";

const PATH = "/v1/score";

/** The server said no, and why. */
export class Refusal extends Error {
  readonly problem: ProblemView;

  constructor(problem: ProblemView) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * Sends a run and returns the answer's body.
 *
 * @throws Refusal with the server's problem details, or with our own where it cannot be reached
 */
export function send(
  run: Run,
  format: FormatName,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Blob> {
  const { path, body, type } = bodyOf(run, format);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "blob";
    if (type !== null) request.setRequestHeader("Content-Type", type);
    request.upload.onprogress = ({ loaded, total }) => onProgress({ stage: "send", done: loaded, total });
    request.upload.onload = () => onProgress({ stage: "wait", done: 0, total: 0 });
    request.onload = async () => {
      const answer: Blob = request.response;
      if (request.status === 200) resolve(answer);
      else reject(new Refusal(await problemOf(answer, request.status)));
    };
    request.onerror = () => reject(new Refusal(unreachable()));
    signal.addEventListener("abort", () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(body);
  });
}

function bodyOf({ input, settings, sheet, gmt }: Run, format: FormatName) {
  if (input.kind === "object") {
    const { bucket, key } = input;
    const body = { ...requestOf(settings), format, source: { bucket, key }, sheet: sheet?.text, gmt: gmt?.text };
    return { path: PATH, body: JSON.stringify(body), type: "application/json" };
  }
  if (sheet === null && gmt === null) {
    const query = queryOf(settings);
    query.set("format", format);
    query.set("name", input.file.name);
    return { path: `${PATH}?${query}`, body: input.file, type: "application/octet-stream" };
  }
  const form = new FormData();
  form.set("matrix", input.file);
  if (sheet !== null) form.set("sheet", sheet.text);
  if (gmt !== null) form.set("gmt", gmt.text);
  form.set("request", JSON.stringify({ ...requestOf(settings), format }));
  // The browser writes the Content-Type, which names the boundary.
  return { path: PATH, body: form, type: null };
}

async function problemOf(answer: Blob, status: number): Promise<ProblemView> {
  const fallback = {
    type: "/problems/internal",
    title: "The server refused",
    detail: `The server answered with status ${status}.`,
  };
  try {
    return { ...fallback, ...JSON.parse(await answer.text()) };
  } catch {
    return fallback;
  }
}

function unreachable(): ProblemView {
  return {
    type: "/problems/unreachable",
    title: "The server cannot be reached",
    detail: "The server did not answer. Is the network there? You can score the file on this computer instead.",
  };
}
