/** A result as a streamed response. */
import type { Context } from "hono";
import type { ClassifiedResult } from "../../engine/cohort/index.ts";
import { Problem } from "../../problem.ts";
import { type FormatName, RESULT_FORMATS } from "../../results/index.ts";
import { internal } from "../problems.ts";
import type { AppEnv } from "./context.ts";

/**
 * Streams a result; text is made as fast as it is taken.
 *
 * All scores are known before the first byte, so only a fault of ours can strike half-way. NDJSON then ends with a line
 * `{"problem": …}`; the other formats have no place for it, so the connection is broken off: no half result looks whole.
 */
export function answerResult(c: Context<AppEnv>, result: ClassifiedResult, format: FormatName): Response {
  const { requestId } = c.var;
  const bytes = encoded(RESULT_FORMATS[format].chunks(result), (error) => {
    const line = { event: "answer-broken", level: "error", requestId, format, error: String(error) };
    console.log(JSON.stringify(line));
    if (format !== "ndjson") return null;
    return `${JSON.stringify({ problem: error instanceof Problem ? error : internal(requestId) })}\n`;
  });
  c.header("Content-Type", contentType(format));
  // A page made of what somebody sent is not shown under our own address.
  if (format === "html") c.header("Content-Disposition", 'attachment; filename="report.html"');
  c.header("Cache-Control", "no-store");
  c.header("Vary", "Accept");
  return c.body(bytes);
}

function contentType(format: FormatName): string {
  const { mediaType } = RESULT_FORMATS[format];
  return format === "parquet" ? mediaType : `${mediaType}; charset=utf-8`;
}

/**
 * `chunks` as bytes, text in UTF-8.
 *
 * @param lastWords what to end with after a failure; null to fail the stream
 */
export function encoded(
  chunks: Iterator<string | Uint8Array>,
  lastWords: (error: unknown) => string | null,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      pull(controller) {
        try {
          const { value, done } = chunks.next();
          if (done) controller.close();
          else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
        } catch (error) {
          const words = lastWords(error);
          if (words === null) {
            controller.error(error);
          } else {
            controller.enqueue(encoder.encode(words));
            controller.close();
          }
        }
      },
    },
    { highWaterMark: 0 },
  );
}
