/** `crossresist serve`: the Worker at localhost, with page, API and local buckets that hold the demo cohort. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { demoCohort } from "../demo/cohort.ts";
import { ensureKernel } from "../node/kernel.ts";
import { LOCAL_ACCESS, LOCAL_RUNTIME, putObject, WRANGLER } from "../node/server.ts";
import { defineCommand, Usage } from "./command.ts";

const ROOT = join(import.meta.dirname, "../..");
/** wrangler's own place for local storage, so that `npx wrangler r2 object put --local` finds the same bucket. */
const STORAGE = ".wrangler/state";
const PORT = "8787";

export default defineCommand({
  name: "serve",
  synopsis: "[options]",
  about: `Serves page and API on this computer: the Worker in Cloudflare's own runtime, with local buckets, queues and jobs; no
account, nothing leaves the machine. The demo cohort lies in the bucket "matrices" under ${demoCohort.key}.
What is stored and scored stays in the storage folder from one start to the next. Ctrl-C ends it.`,
  options: {
    port: { type: "string", value: "N", about: `${PORT} by default` },
    storage: { type: "string", value: "FOLDER", about: `where the buckets lie; ${STORAGE} by default` },
  },
  examples: [["crossresist serve --port 8080", "then open http://localhost:8080"]],
  async run({ port = PORT, storage = STORAGE }, positionals) {
    if (positionals.length > 0) throw new Usage(`Expected no arguments, got ${positionals.join(" ")}.`);
    if (!/^\d{1,5}$/.test(port)) throw new Usage(`--port ${port}: expected a number.`);
    process.chdir(ROOT);
    await ensureKernel();
    if (!existsSync("build/web/index.html")) await buildPage();
    await putObject(storage, demoCohort.key, demoCohort.file);
    process.stdout.write(`The demo cohort is in bucket "matrices" under ${demoCohort.key}. Try, once the Worker is ready:

  curl -s localhost:${port}/v1/score -H 'Content-Type: application/json' \\
    -d '{"source": {"bucket": "matrices", "key": "${demoCohort.key}"}}'

`);
    const words = ["dev", ...LOCAL_ACCESS, "--port", port, "--persist-to", storage];
    const worker = spawn(process.execPath, [WRANGLER, ...words], { env: LOCAL_RUNTIME, stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => worker.kill(signal));
    process.exitCode = await new Promise<number>((resolve) => worker.once("exit", (code) => resolve(code ?? 1)));
  },
});

async function buildPage(): Promise<void> {
  const { build } = await import("vite");
  await build({ logLevel: "warn" });
}
