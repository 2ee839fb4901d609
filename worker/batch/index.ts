/**
 * Jobs in the background: schedule -> plan -> parts -> merge -> publish (docs/batch.md).
 *
 * `tick` and `walk` find objects, `submit` makes jobs of them, `begin` scores what fits one invocation, `run` takes the rest
 * through `stage`, `ranked`, `cohort`, `complete`, `standing`, `render` and `join`. `registry` knows all jobs; `results` publishes.
 */
export { consume } from "./consumer.ts";
export { Registry } from "./registry.ts";
export { type RunParams, runJob } from "./run.ts";
export { tick } from "./tick.ts";
