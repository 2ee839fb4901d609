/** An object of the bucket as an answer. */
import type { Env } from "../../env.ts";
import { Problem } from "../../problem.ts";

/** Streams an object out of the bucket: conditions and ranges by RFC 9110, sections 13 and 14, as R2 understands them. */
export async function answerObject(env: Env, key: string, name: string, asked: Headers): Promise<Response> {
  const range = asked.has("Range") ? asked : undefined;
  const object = await env.MATRICES.get(key, { onlyIf: asked, range }).catch((error: unknown) => {
    throw range === undefined ? error : badRange(asked);
  });
  if (object === null) throw new Problem("no-result", "The result was removed from the bucket. Submit the job again.");
  const headers = new Headers({
    ETag: object.httpEtag,
    "Accept-Ranges": "bytes",
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "private, no-cache",
  });
  object.writeHttpMetadata(headers);
  if (!("body" in object)) return new Response(null, { status: asked.has("If-Match") ? 412 : 304, headers });
  // R2 itself answers a range behind the end with the last bytes.
  if (Number(/^bytes=(\d+)-/.exec(asked.get("Range") ?? "")?.[1] ?? 0) >= object.size) throw badRange(asked);
  const { offset, length } = extentOf(object);
  headers.set("Content-Length", String(length));
  if (range === undefined) return new Response(object.body, { headers });
  headers.set("Content-Range", `bytes ${offset}-${offset + length - 1}/${object.size}`);
  return new Response(object.body, { status: 206, headers });
}

function badRange(asked: Headers): Problem {
  return new Problem("bad-range", "The range does not lie within the result.", { text: asked.get("Range") ?? "" });
}

/** R2 names all three members of a range, those that do not apply with undefined. */
function extentOf({ range, size }: R2ObjectBody): { offset: number; length: number } {
  const { offset, length, suffix }: { offset?: number; length?: number; suffix?: number } = range ?? {};
  if (suffix !== undefined) return { offset: Math.max(0, size - suffix), length: Math.min(size, suffix) };
  const from = offset ?? 0;
  return { offset: from, length: Math.min(length ?? size, size - from) };
}
