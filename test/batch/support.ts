/** Jobs as tests make them and wait for them. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Job, registryOf } from "../../worker/batch/job/registry.ts";
import { resultKey } from "../../worker/batch/publish/results.ts";
import worker from "../../worker/index.ts";
import { matrixText } from "../worker/matrix.ts";

/** Under the limit above which objects are scored in parts, and over it. */
export const SMALL = matrixText(20);
export const LARGE = matrixText(50);

export async function tick(): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController(), env);
  await waitOnExecutionContext(context);
}

export function jobs(): Promise<Job[]> {
  return registryOf(env).list("", undefined, undefined, 1000);
}

/** Waits until there are `count` jobs and all are over. */
export async function settled(count: number, withinMs = 20_000): Promise<Job[]> {
  const end = Date.now() + withinMs;
  for (;;) {
    const all = await jobs();
    if (all.length >= count && all.every(({ state }) => state !== "queued" && state !== "running")) return all;
    if (Date.now() > end) throw new Error(`jobs are not over: ${JSON.stringify(all)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Puts an object and gives the name of its version. */
export async function put(
  key: string,
  value: string | Uint8Array<ArrayBuffer>,
): Promise<{ version: string; size: number }> {
  const object = await env.MATRICES.put(key, value);
  if (object === null) throw new Error(`${key} was not written`);
  return { version: object.etag, size: object.size };
}

export async function published(
  job: Pick<Job, "result">,
  file: Parameters<typeof resultKey>[1],
): Promise<string | null> {
  return (await env.MATRICES.get(resultKey(job, file)))?.text() ?? null;
}

export async function keysBelow(prefix: string): Promise<string[]> {
  return (await env.MATRICES.list({ prefix })).objects.map(({ key }) => key);
}
