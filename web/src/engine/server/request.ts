/** A run as one `POST /v1/score`. */
import type { FormatName } from "../../../../worker/results/index.ts";
import type { Progress, Run } from "../messages.ts";
import { queryOf, requestOf } from "../settings.ts";
import { type Answer, ask, jsonQuestion, type Question } from "./ask.ts";

const PATH = "/v1/score";

/** Sends a run. @throws Refusal */
export function send(
  run: Run,
  format: FormatName,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Answer> {
  const total = run.input.kind === "file" ? run.input.file.size : 0;
  const onSent = (bytes: number) => {
    if (bytes < total) onProgress({ stage: "send", done: bytes, total });
    else onProgress({ stage: "wait", done: 0, total: 0 });
  };
  return ask({ ...questionOf(run, format), signal, onSent });
}

function questionOf({ input, settings, sheet, gmt }: Run, format: FormatName): Question {
  if (input.kind === "job") throw new Error("a job is asked for by its own address");
  if (input.kind === "object") {
    const { bucket, key } = input;
    const source = { bucket, key };
    return jsonQuestion(PATH, { ...requestOf(settings), format, source, sheet: sheet?.text, gmt: gmt?.text });
  }
  if (sheet === null && gmt === null) {
    const query = queryOf(settings);
    query.set("format", format);
    query.set("name", input.file.name);
    return { method: "POST", path: `${PATH}?${query}`, body: input.file, type: "application/octet-stream" };
  }
  const form = new FormData();
  form.set("matrix", input.file);
  if (sheet !== null) form.set("sheet", sheet.text);
  if (gmt !== null) form.set("gmt", gmt.text);
  form.set("request", JSON.stringify({ ...requestOf(settings), format }));
  return { method: "POST", path: PATH, body: form };
}
