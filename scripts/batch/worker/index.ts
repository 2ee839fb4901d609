/**
 * The Worker itself, with its bindings at risk and a door to the local bucket. For `npm run faults` and `npm run scale` only; it is
 * never deployed.
 */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { type RunParams, runJob } from "../../../worker/batch/run/run.ts";
import type { Env } from "../../../worker/env.ts";
import worker from "../../../worker/index.ts";
import { isolate } from "../../../worker/shared.ts";
import { faultyEnv, faultyStep } from "./bindings.ts";
import { chaos, risky } from "./chaos.ts";
import { control } from "./control.ts";

export { Registry } from "../../../worker/batch/job/registry.ts";

export class ScoreRun extends WorkflowEntrypoint<Env, RunParams> {
  override run(event: Readonly<WorkflowEvent<RunParams>>, step: WorkflowStep): Promise<void> {
    return runJob(faultyEnv(this.env), isolate, event.payload, faultyStep(step));
  }
}

export default {
  fetch: async (request, env, context) => (await control(request, env)) ?? worker.fetch(request, env, context),
  queue: async (batch, env) => {
    // A consumer that fails as a whole: the message was taken, and nothing or all of its work is done.
    if (chaos.rate > 0) await risky("consumer", () => Promise.resolve());
    await worker.queue(batch, faultyEnv(env));
  },
  scheduled: (controller, env) => worker.scheduled(controller, env),
} satisfies ExportedHandler<Env>;
