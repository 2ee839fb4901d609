/** Publishes a job that was scored in parts: what was made of its parts, one after the other. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import { chunks } from "../../matrix/stream/chunks.ts";
import type { ResultHead } from "../../results/index.ts";
import { type PlaneFacts, type RowFacts, reportText, type SpreadFacts } from "../../results/report/index.ts";
import type { SizedPieces } from "../../storage/store.ts";
import { endJob } from "../publish/ending.ts";
import { publish, sized } from "../publish/results.ts";
import { openAttempt, report } from "./attempt.ts";
import { type CohortFacts, sumOf } from "./cohort.ts";
import { type Attempt, getJson, places } from "./places.ts";
import { isFolderKey, openSource } from "./source.ts";

/** @param tables pieces of the Parquet file. @param groups of columns. @throws Superseded */
export async function joinParts(env: Env, at: Attempt, tables: number, groups: number): Promise<void> {
  const { job } = await openAttempt(env, at);
  // Of a folder, an object may have been replaced between two parts.
  if (isFolderKey(job.key)) await openSource(env, job);
  await report(env, at, { stage: "publish" });
  const { sizes, matrix, engine } = await getJson<CohortFacts>(env, places.cohort(at));
  const head = await getJson<ResultHead>(env, places.summary(at));
  const { heldBytes: _, ...made } = engine;
  const files = {
    scores: await objects(
      env,
      sizes.map((_, part) => places.rendered(at, part)),
    ),
    parquet: await objects(
      env,
      Array.from({ length: tables }, (_, piece) => places.table(at, piece)),
    ),
    report: await reportOf(env, at, sizes, groups, head),
    samples: await objects(
      env,
      sizes.map((_, part) => places.gaps(at, part)),
    ),
    summary: await objects(env, [places.summary(at)]),
  };
  const facts = { matrix: { genes: matrix.genes, samples: sumOf(sizes), digest: matrix.digest }, engine: made };
  await publish(env, job, files, facts);
  await endJob(env, at, { state: "done" });
}

/** The bytes of objects, one after the other. */
async function objects(env: Env, keys: readonly string[]): Promise<SizedPieces> {
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

async function reportOf(
  env: Env,
  at: Attempt,
  sizes: readonly number[],
  groups: number,
  head: ResultHead,
): Promise<SizedPieces> {
  const planes = await getJson<readonly PlaneFacts[]>(env, places.planes(at));
  const spreads: SpreadFacts[] = [];
  for (let group = 0; group < groups; group++) {
    spreads.push(...(await getJson<SpreadFacts[]>(env, places.spreads(at, group))));
  }
  const rows: RowFacts[] = [];
  for (let part = 0; part < sizes.length && rows.length < LIMITS.reportSamples; part++) {
    rows.push(...(await getJson<RowFacts[]>(env, places.listed(at, part))));
  }
  return sized(() => reportText({ head, planes, spreads, rows }));
}
