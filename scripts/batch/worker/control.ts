/** The door to the local bucket and to the dice. */
import type { Env } from "../../../worker/env.ts";
import { chaos } from "./chaos.ts";

const OBJECTS = "/control/objects/";

/** Answers `/control/…`; null for everything else. */
export async function control(request: Request, env: Env): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/control/chaos") {
    chaos.rate = Number(searchParams.get("rate") ?? 0);
    chaos.state = Number(searchParams.get("seed") ?? 1);
    const injected = chaos.injected;
    chaos.injected = {};
    return Response.json(injected);
  }
  if (pathname === "/control/calls") return Response.json(chaos.calls);
  if (pathname === "/control/list") return Response.json(await keys(env, searchParams.get("prefix") ?? ""));
  if (!pathname.startsWith(OBJECTS)) return null;
  const key = decodeURIComponent(pathname.slice(OBJECTS.length));
  if (request.method === "PUT") return put(request, env, key);
  if (request.method === "DELETE") {
    await env.MATRICES.delete(key);
    return new Response(null, { status: 204 });
  }
  const object = await env.MATRICES.get(key);
  return object === null ? new Response(null, { status: 404 }) : new Response(object.body);
}

async function keys(env: Env, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await env.MATRICES.list({ prefix, cursor });
    found.push(...page.objects.map(({ key }) => key));
    if (!page.truncated) return found;
    cursor = page.cursor;
  }
}

/** From the body, or from another object that is named in the query. */
async function put(request: Request, env: Env, key: string): Promise<Response> {
  const from = new URL(request.url).searchParams.get("from");
  const body = from === null ? request.body : (await env.MATRICES.get(from))?.body;
  const object = await env.MATRICES.put(key, body ?? "");
  return Response.json({ etag: object?.etag, size: object?.size });
}
