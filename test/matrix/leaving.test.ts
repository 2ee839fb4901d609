/** Whoever leaves, and when: what was lent is given back. */
import { expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { LIMITS } from "../../worker/limits.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { memorySource } from "../support/source.ts";
import { join, MATRIX, OPTIONS, rowsOf, SIGNATURE } from "./small.ts";

const TEXT = join(rowsOf(MATRIX));
const REQUEST = { signatures: [SIGNATURE], options: OPTIONS, duplicates: "error", literalIdentifiers: true } as const;

test("after any number of steps", async () => {
  const ranker = await nodeRanker("wasm");
  for (let steps = 0; steps < 200; steps++) {
    const budget = new ByteBudget(LIMITS.isolateBytes, LIMITS.leaseWaitMs);
    const leaving = new AbortController();
    const scored = scoreMatrix(memorySource(TEXT), REQUEST, { ranker, platform, budget, signal: leaving.signal }).then(
      () => "answered",
      (error: unknown) => error,
    );
    for (let step = 0; step < steps; step++) await null;
    leaving.abort("left");
    await scored;
    expect(budget.held, `after ${steps} steps`).toBe(0);
  }
});
