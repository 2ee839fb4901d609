/** A result as a streamed response. */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { Problem } from "../problem.ts";
import { type FormatName, RESULT_FORMATS } from "../results/index.ts";
import { internal } from "./problems.ts";

/**
 * Streams a result; text is made as fast as it is taken.
 *
 * All scores are known before the first byte, so only a fault of ours can strike half-way. NDJSON then ends with a line
 * `{"problem": …}`; the other formats have no place for it, so the connection is broken off: no half result looks whole.
 */
export function answerResult(result: ClassifiedResult, format: FormatName, requestId: string): Response {
  const text = encoded(RESULT_FORMATS[format].chunks(result), (error) => {
    const line = { event: "answer-broken", level: "error", requestId, format, error: String(error) };
    console.log(JSON.stringify(line));
    if (format !== "ndjson") return null;
    return `${JSON.stringify({ problem: error instanceof Problem ? error : internal(requestId) })}\n`;
  });
  const headers = {
    "Content-Type": `${RESULT_FORMATS[format].mediaType}; charset=utf-8`,
    "Cache-Control": "no-store",
    Vary: "Accept",
  };
  return new Response(text, { headers });
}

/**
 * UTF-8 of `chunks`.
 *
 * @param lastWords what to end with after a failure; null to fail the stream
 */
export function encoded(
  chunks: Iterator<string>,
  lastWords: (error: unknown) => string | null,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      pull(controller) {
        try {
          const { value, done } = chunks.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
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
