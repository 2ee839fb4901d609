/** The Worker's face: what Cloudflare calls. Wiring only. */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { createApp } from "./app.ts";
import { consume, type RunParams, runJob, tick } from "./batch/index.ts";
import type { Env } from "./env.ts";
import { isolate } from "./shared.ts";

export { Registry } from "./batch/index.ts";

const app = createApp(isolate);

/** The run of a job that is scored in parts. */
export class ScoreRun extends WorkflowEntrypoint<Env, RunParams> {
  override run(event: Readonly<WorkflowEvent<RunParams>>, step: WorkflowStep): Promise<void> {
    return runJob(this.env, isolate, event.payload, step);
  }
}

export default {
  fetch(request, env, context) {
    const answer = Promise.resolve(app.fetch(request, env, context));
    // When its sender leaves, a request that nothing waits for is forgotten wherever it stands, `finally` included: what it
    // held would never be given back. What is waited for learns of it by its signal.
    context.waitUntil(answer.catch(() => undefined));
    return answer;
  },
  queue: (batch, env) => consume(batch, env, isolate),
  scheduled: (_, env) => tick(env),
} satisfies ExportedHandler<Env>;
