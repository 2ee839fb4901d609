/** One request to the server. XMLHttpRequest, because fetch does not tell how much of a body was sent. */
import type { ProblemView } from "../messages.ts";

let token = "";

/** Sends a token along from now on; none where it is empty. */
export function sendToken(text: string): void {
  token = text;
}

/** Headers that every request to the server has. */
export function headers(): Readonly<Record<string, string>> {
  return token === "" ? {} : { Authorization: `Bearer ${token}` };
}

export interface Question {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: XMLHttpRequestBodyInit;
  /** Content-Type; for a form the browser writes it, with the boundary. */
  readonly type?: string;
  readonly signal?: AbortSignal;
  /** Told of the bytes sent so far. */
  readonly onSent?: (bytes: number) => void;
}

export interface Answer {
  readonly status: number;
  readonly body: Blob;
}

/** The server said no, and why. */
export class Refusal extends Error {
  readonly problem: ProblemView;
  /** 0 where it did not answer. */
  readonly status: number;

  constructor(problem: ProblemView, status: number) {
    super(problem.detail);
    this.problem = problem;
    this.status = status;
  }
}

/**
 * The answer, where it is a good one.
 *
 * @throws Refusal with the server's problem details, or with our own where it cannot be reached; the signal's reason
 */
export function ask({ method = "GET", path, body, type, signal, onSent }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = "blob";
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    if (type !== undefined) request.setRequestHeader("Content-Type", type);
    if (onSent !== undefined) request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = async () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) resolve({ status, body: response });
      else reject(new Refusal(await problemOf(response, status), status));
    };
    request.onerror = () => reject(new Refusal(unreachable(), 0));
    signal?.addEventListener("abort", () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(body);
  });
}

/** As {@link ask}, for an answer in JSON. */
export async function askJson<Value>(question: Question): Promise<Value> {
  const { body } = await ask(question);
  return JSON.parse(await body.text());
}

/** A question whose body is JSON. */
export function jsonQuestion(path: string, body: unknown, signal?: AbortSignal): Question {
  return { method: "POST", path, body: JSON.stringify(body), type: "application/json", signal };
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
