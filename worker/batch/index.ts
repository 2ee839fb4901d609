/**
 * Jobs in the background: schedule -> plan -> parts -> merge -> publish (docs/batch.md).
 *
 * `tick` and `walk` find objects, and the queues bring events (`consumer`). `job/` makes jobs of them, knows them all (`registry`)
 * and scores what fits one invocation; `run/` takes the rest, a step a file, of what `stage/` cut; `publish/` writes results, the
 * manifest last.
 */
export { consume } from "./consumer.ts";
export { Registry } from "./job/registry.ts";
export { type RunParams, runJob } from "./run/run.ts";
export { tick } from "./tick.ts";
