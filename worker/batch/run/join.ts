/** Publishes a job that was scored in parts: the text of its parts, one after the other. */
import type { Env } from "../../env.ts";
import { chunks } from "../../matrix/stream/chunks.ts";
import { endJob } from "../publish/ending.ts";
import { publish, type SizedPieces } from "../publish/results.ts";
import { openAttempt, report } from "./attempt.ts";
import { type CohortFacts, sumOf } from "./cohort.ts";
import { type Attempt, getJson, places } from "./places.ts";

/** @throws Superseded */
export async function joinParts(env: Env, at: Attempt): Promise<void> {
  const { job } = await openAttempt(env, at);
  await report(env, at, { stage: "publish" });
  const { sizes, matrix, engine } = await getJson<CohortFacts>(env, places.cohort(at));
  const summary = await env.MATRICES.get(places.summary(at));
  if (summary === null) throw new Error("the summary is gone");
  const { heldBytes: _, ...made } = engine;
  const facts = { matrix: { genes: matrix.genes, samples: sumOf(sizes), digest: matrix.digest }, engine: made };
  await publish(env, job, await renderedText(env, at, sizes.length), await summary.text(), facts);
  await endJob(env, at, { state: "done" });
}

async function renderedText(env: Env, at: Attempt, parts: number): Promise<SizedPieces> {
  const keys = Array.from({ length: parts }, (_, part) => places.rendered(at, part));
  let size = 0;
  for (const key of keys) {
    const head = await env.MATRICES.head(key);
    if (head === null) throw new Error(`${key} is gone`);
    size += head.size;
  }
  return {
    size,
    async *pieces() {
      for (const key of keys) {
        const object = await env.MATRICES.get(key);
        if (object === null) throw new Error(`${key} is gone`);
        yield* chunks(object.body);
      }
    },
  };
}
