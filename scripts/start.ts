/** `npm start`: serves the Worker at localhost, with the demo cohort in its local bucket. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { demoCohort } from "./demo/cohort.ts";
import { ensureKernel } from "./node/kernel.ts";
import { putObject, WRANGLER } from "./node/server.ts";

/** wrangler's own place for local storage, so that `npx wrangler r2 object put --local` finds the same bucket. */
const STORAGE = join(import.meta.dirname, "../.wrangler/state");

await ensureKernel();
await putObject(STORAGE, demoCohort.key, demoCohort.file);
process.stdout.write(`The demo cohort is in bucket "matrices" under ${demoCohort.key}. Try, once the Worker is ready:

  curl -s localhost:8787/v1/score -H 'Content-Type: application/json' \\
    -d '{"source": {"bucket": "matrices", "key": "${demoCohort.key}"}}'

`);
const worker = spawn(process.execPath, [WRANGLER, "dev", ...process.argv.slice(2)], { stdio: "inherit" });
worker.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => worker.kill(signal));
